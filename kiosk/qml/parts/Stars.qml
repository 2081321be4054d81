pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Five stars with their official words. They fill up to the finger; lifting it decides; lifting it elsewhere does not.
Item {
    id: stars

    required property var levels
    property int held: 0
    property int released: 0 // the star the finger left, until the desk says so too
    readonly property int under: area.pressed && area.inside ? Math.min(5, Math.max(1, Math.floor(area.mouseX / cell) + 1)) : 0
    readonly property int lit: under > 0 ? under : held > 0 ? held : released
    readonly property real cell: width / 5
    readonly property real side: Math.min(Math.max(Theme.star / 0.94, cell * 0.9), cell, Theme.u(168)) // the path leaves 6 %
    property int shown: 0 // stars that are gold, and how many were before: the cascade runs over those between
    property int before: 0
    onLitChanged: {
        before = shown;
        shown = lit;
    }
    onHeldChanged: released = 0
    onVisibleChanged: released = 0
    signal decided(int level, real atX, real atY)

    Fitted {
        id: fitted
        texts: stars.levels
        room: stars.cell - Theme.gap
    }

    implicitHeight: side + words.implicitHeight + Theme.u(24)

    Row {
        id: words
        anchors.bottom: parent.bottom
        Repeater {
            model: 5
            Label {
                required property int index
                readonly property bool under: stars.under === index + 1
                width: stars.cell
                horizontalAlignment: Text.AlignHCenter
                text: stars.levels[index] ?? ""
                font.pixelSize: fitted.size
                color: under ? Theme.accent : Theme.ink
                Accessible.ignored: true
            }
        }
    }

    Repeater {
        model: 5
        Item {
            id: one
            required property int index
            readonly property int behind: Math.max(0, index - stars.before)
            objectName: "star-" + (index + 1)
            x: index * stars.cell
            width: stars.cell
            height: stars.height
            Accessible.role: Accessible.RadioButton
            Accessible.name: stars.levels[index] ?? ""
            Accessible.checkable: true
            Accessible.checked: stars.held === index + 1
            Accessible.focusable: true
            Accessible.onPressAction: if (stars.enabled) stars.decided(one.index + 1, 0.5, 0.5)
            Star {
                width: stars.side
                height: stars.side
                anchors.horizontalCenter: parent.horizontalCenter
                delay: one.behind * Theme.cascade
                filled: one.index < stars.shown
            }
        }
    }

    MouseArea {
        id: area
        readonly property bool inside: within(mouseX, mouseY)
        anchors.fill: parent
        preventStealing: true

        function within(atX: real, atY: real): bool {
            const slack = Theme.u(40);
            return atX >= -slack && atX <= width + slack && atY >= -slack && atY <= height + slack;
        }

        onReleased: mouse => {
            if (!within(mouse.x, mouse.y)) return; // asked of this event: the last known place may be an older one
            const level = Math.min(5, Math.max(1, Math.floor(mouse.x / stars.cell) + 1));
            stars.released = level;
            const at = area.mapToItem(null, mouse.x, mouse.y);
            stars.decided(level, at.x, at.y);
        }
    }
}
