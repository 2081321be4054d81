import QtQuick
import ".."

// One colour over the whole screen; a touch shows the next.
Rectangle {
    id: test
    required property var technician
    color: technician.colour
    Accessible.role: Accessible.Button
    Accessible.name: Words.t.techColourNext
    Accessible.onPressAction: technician.next_colour()
    objectName: "colour"
    MouseArea {
        anchors.fill: parent
        onClicked: test.technician.next_colour()
    }
}
