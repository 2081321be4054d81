import QtQuick
import ".."

// A button: answers the finger in the next frame, acts when the finger is lifted on it.
Rectangle {
    id: button

    property string text
    property bool primary: false
    property bool urgent: false
    property bool urgentEdge: false // leads to something urgent: red in word and edge alone
    property bool quiet: false
    property bool chosen: false
    property bool standing: false // what holds: bold and a stronger edge, in no other colour
    property int size: Theme.body
    property int air: Theme.u(24) // left and right of the writing, together, at least
    property string says: text
    readonly property color face: primary || chosen ? Theme.accent : urgent ? Theme.urgent : quiet ? Theme.soft : Theme.surface
    readonly property color writing: primary || chosen ? Theme.accentInk : urgent ? Theme.urgentInk : urgentEdge ? Theme.urgent : quiet ? Theme.quiet : Theme.ink
    readonly property bool down: area.containsPress
    signal pressed

    implicitWidth: Math.max(Theme.touch, label.implicitWidth + Theme.u(48))
    implicitHeight: Math.max(Theme.touch, label.implicitHeight + Theme.u(24))
    radius: Theme.radius
    color: area.containsPress ? (primary || urgent || chosen ? Qt.darker(face, Theme.night ? 1.15 : 1.25) : Theme.pressed) : face
    border.width: primary || urgent || chosen || quiet ? 0 : standing ? 2 * Theme.hair : Theme.hair
    border.color: urgentEdge ? Theme.urgent : Theme.outline
    opacity: enabled ? 1 : 0.45

    Accessible.role: Accessible.Button
    Accessible.name: says
    Accessible.focusable: true
    Accessible.onPressAction: button.pressed()

    Label {
        id: label
        anchors.centerIn: parent
        width: Math.min(implicitWidth, parent.width - button.air)
        horizontalAlignment: Text.AlignHCenter
        text: button.text
        color: button.writing
        font.pixelSize: button.size
        lineHeight: 1
        strong: button.primary || button.urgent || button.chosen || button.standing
        Accessible.ignored: true
    }

    MouseArea {
        id: area
        anchors.fill: parent
        onClicked: button.pressed()
    }
}
