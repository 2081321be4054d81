pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Where the support bundle goes: every stick that is plugged in, and this machine's own folder.
Item {
    id: list
    required property var technician

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(720))
        spacing: Theme.u(16)
        Label {
            width: parent.width
            text: Words.t.placeWhich
            font.pixelSize: Theme.title
            strong: true
        }
        Repeater {
            model: list.technician.places
            PlaceButton {
                required property var modelData
                required property int index
                objectName: "place-" + index
                width: parent.width
                name: modelData.name
                said: modelData.said
                onPressed: list.technician.bundle_to(modelData.path)
            }
        }
        Row {
            spacing: Theme.u(16)
            PushButton {
                objectName: "look-for-sticks"
                text: Words.t.placeLook
                onPressed: list.technician.look_for_sticks()
            }
            PushButton {
                objectName: "places-back"
                quiet: true
                text: Words.t.back
                onPressed: list.technician.back()
            }
        }
    }
}
