pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// Nobody is being served: the window and its duties, who sits there, and what the hall has to say.
Item {
    id: page
    required property var scene
    required property var idle
    readonly property bool noticed: idle.notice.kind !== ""
    readonly property string duties: scene.person.services !== "" ? scene.person.services : scene.about

    Split {
        anchors.fill: parent
        side: PersonCard {
            decorated: true
            width: parent.width
            person: page.scene.person
            room: parent.height + Theme.u(16)
            y: Theme.portrait ? Math.round((parent.height - height) / 2) : 0
        }
        Column {
            id: head
            y: page.noticed ? 0 : Math.round((parent.height - height) / 2)
            width: parent.width
            spacing: Theme.u(page.noticed ? 8 : 24)
            Label {
                objectName: "window-number"
                width: parent.width
                text: Words.t.window.arg(page.scene.window)
                font.pixelSize: page.noticed ? Theme.title : Theme.huge
                strong: true
                lineHeight: 1
            }
            Label {
                objectName: "duties"
                visible: text !== ""
                width: parent.width
                text: page.duties
                font.pixelSize: page.noticed ? Theme.body : Theme.lead
                maximumLineCount: page.noticed ? 2 : 4
                elide: Text.ElideRight
            }
            Label {
                visible: !page.noticed
                width: parent.width
                text: Words.t.idleLine
                font.pixelSize: Theme.lead
                color: Theme.quiet
            }
        }
        Loader {
            y: head.height + Theme.u(24)
            width: parent.width
            height: parent.height - y
            active: page.noticed
            sourceComponent: Bulletin { notice: page.idle.notice }
        }
    }
}
