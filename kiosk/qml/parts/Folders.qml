pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The folders of a stick, one touch deeper each; the files go where one stands.
Rectangle {
    id: page
    color: Theme.ground
    required property var taking

    Item {
        id: frame
        y: Theme.u(24)
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(880))
        height: parent.height - 2 * y
        anchors.horizontalCenter: parent.horizontalCenter

        Column {
            id: heading
            width: parent.width
            height: Math.ceil(implicitHeight)
            Label {
                width: parent.width
                text: Words.t.exportWhere
                color: Theme.quiet
            }
            Label {
                objectName: "folder-where"
                width: parent.width
                text: page.taking.where
                font.pixelSize: Theme.lead
                strong: true
                wrapMode: Text.WrapAnywhere
            }
        }
        Label {
            anchors.top: list.top
            visible: page.taking.folders.length === 0
            text: Words.t.placeNoFolders
            color: Theme.quiet
        }
        Flickable {
            id: list
            anchors.top: heading.bottom
            anchors.topMargin: Theme.u(16)
            readonly property real step: Theme.touch + rows.spacing
            width: parent.width
            height: Math.floor((acts.y - Theme.u(16) - y + rows.spacing) / step) * step - rows.spacing // whole ones
            contentHeight: rows.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            Column {
                id: rows
                width: parent.width
                spacing: Theme.u(12)
                Repeater {
                    model: page.taking.folders
                    PlaceButton {
                        required property string modelData
                        required property int index
                        objectName: "folder-" + index
                        width: rows.width
                        height: Theme.touch
                        name: modelData
                        said: ""
                        onPressed: page.taking.into(index)
                    }
                }
            }
        }
        ScrollHint { of: list }
        Row {
            id: acts
            anchors.bottom: parent.bottom
            spacing: Theme.u(16)
            PushButton {
                objectName: "folder-here"
                primary: true
                text: Words.t.placeHere
                onPressed: page.taking.here()
            }
            PushButton {
                objectName: "folder-up"
                text: Words.t.placeUp
                onPressed: page.taking.up()
            }
            PushButton {
                objectName: "folder-leave"
                quiet: true
                text: Words.t.placeLeave
                onPressed: page.taking.leave()
            }
        }
    }
}
