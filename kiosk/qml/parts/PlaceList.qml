pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Where files go: every stick that is plugged in, and this machine's own folder.
Column {
    id: list
    property string heading
    property var places: []
    property bool deep: false // a folder of a place can be chosen too
    signal chosen(int place)
    signal opened(int place)
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
        Row {
            id: row
            required property var modelData
            required property int index
            spacing: Theme.u(12)
            PlaceButton {
                objectName: "place-" + row.index
                width: list.width - (list.deep ? into.width + row.spacing : 0)
                name: row.modelData.name
                said: row.modelData.said
                onPressed: list.chosen(row.index)
            }
            PushButton {
                id: into
                objectName: "into-" + row.index
                visible: list.deep
                height: parent.height
                quiet: true
                text: Words.t.placeInto
                says: row.modelData.name + " " + text
                onPressed: list.opened(row.index)
            }
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
