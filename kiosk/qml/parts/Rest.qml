import QtQuick
import ".."

// The screen rests: darker, and the touch that wakes it does nothing else, not even when the finger is lifted.
Rectangle {
    id: rest
    objectName: "rest"

    required property var idle
    property bool wakeful: false // somebody is at the tablet whom the desk does not know of
    readonly property bool rests: idle.light !== "full" && !wakeful

    color: Theme.off
    opacity: idle.shade
    visible: rests || area.pressed
    Accessible.role: Accessible.Button
    Accessible.name: Words.t.wake
    Accessible.onPressAction: rest.idle.stir()

    MouseArea {
        id: area
        objectName: "wake"
        anchors.fill: parent
        onPressed: rest.idle.stir()
    }
}
