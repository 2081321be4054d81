import QtQuick
import ".."

// A key of the on-screen keyboard: its whole cell is touched, its face is a little smaller. Two thumbs may roll over.
Item {
    id: cell

    property string does
    property string face
    property string says
    property bool tool: false
    property bool chosen: false
    property bool repeats: false
    property bool capital: false
    signal pressed

    opacity: enabled ? 1 : 0.45
    Accessible.role: Accessible.Button
    Accessible.name: says
    Accessible.focusable: true
    Accessible.onPressAction: cell.pressed()

    Rectangle {
        anchors.fill: parent
        anchors.margins: Math.max(2, Theme.u(3))
        radius: Theme.u(10)
        color: tap.pressed ? Theme.pressed : cell.chosen ? Theme.accent : cell.tool ? Theme.soft : Theme.surface
        border.width: cell.tool || cell.chosen ? 0 : Theme.hair
        border.color: Theme.line
        Label {
            anchors.centerIn: parent
            width: Math.min(implicitWidth, parent.width)
            text: cell.face
            color: cell.chosen && !tap.pressed ? Theme.accentInk : Theme.ink
            font.pixelSize: cell.tool ? Math.min(Theme.body, fitted.size) : Theme.lead
            font.capitalization: cell.capital ? Font.AllUppercase : Font.MixedCase
            wrapMode: Text.NoWrap
            horizontalAlignment: Text.AlignHCenter
            Accessible.ignored: true
        }
    }

    Fitted {
        id: fitted
        texts: [cell.face]
        room: cell.width - Theme.u(16)
        most: Theme.body
    }

    TapHandler {
        id: tap
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 60 // a slow finger is a finger
        onTapped: cell.pressed()
    }

    Timer {
        running: cell.repeats && tap.pressed
        interval: 450
        repeat: true
        onRunningChanged: interval = 450
        onTriggered: {
            interval = 90;
            cell.pressed();
        }
    }
}
