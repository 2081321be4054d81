pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Where files go: every stick that is plugged in, and this machine's own folder.
Column {
    id: list
    property string heading
    property var places: []
    signal chosen(int place)
    signal look
    signal back
    spacing: Theme.u(16)
    Label {
        width: parent.width
        text: list.heading
        font.pixelSize: Theme.title
        strong: true
    }
    Repeater {
        model: list.places
        PlaceButton {
            required property var modelData
            required property int index
            objectName: "place-" + index
            width: list.width
            name: modelData.name
            said: modelData.said
            onPressed: list.chosen(index)
        }
    }
    Row {
        spacing: Theme.u(16)
        PushButton {
            objectName: "look-for-sticks"
            text: Words.t.placeLook
            onPressed: list.look()
        }
        PushButton {
            objectName: "places-back"
            quiet: true
            text: Words.t.back
            onPressed: list.back()
        }
    }
}
