import QtQuick
import ".."
import "../parts"

// A number is being served; the citizen may open the question at any time.
Item {
    id: page
    required property var scene

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
            y: Math.max(0, Math.round(parent.height * 0.14))
            width: parent.width
            spacing: Theme.u(16)
            Label {
                width: parent.width
                text: Words.t.servingLine.arg(page.scene.window)
                font.pixelSize: Theme.lead
                color: Theme.quiet
            }
            Label {
                objectName: "ticket"
                width: parent.width
                text: page.scene.ticket
                font.pixelSize: Theme.huge
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.lead
                wrapMode: Text.NoWrap
                strong: true
                lineHeight: 1
            }
        }
        PushButton {
            objectName: "open-question"
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.portrait ? Theme.u(120) : Theme.u(40)
            width: parent.width
            implicitHeight: Theme.u(page.scene.eager ? 144 : 104)
            size: page.scene.eager ? Theme.title : Theme.lead
            primary: page.scene.eager
            visible: page.scene.can_open
            text: Words.t.openQuestion
            onPressed: page.scene.open_question()
        }
    }
}
