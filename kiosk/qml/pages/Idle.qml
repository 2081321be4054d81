import QtQuick
import ".."
import "../parts"

// Nobody is being served: the window, and who sits there.
Item {
    id: page
    required property var scene

    Split {
        anchors.fill: parent
        side: PersonCard {
            width: parent.width
            person: page.scene.person
            y: Theme.portrait ? Math.round((parent.height - height) / 2) : 0
        }
        Column {
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width
            spacing: Theme.u(24)
            Label {
                width: parent.width
                text: Words.t.window.arg(page.scene.window)
                font.pixelSize: Theme.huge
                strong: true
                lineHeight: 1
            }
            Label {
                width: parent.width
                text: Words.t.idleLine
                font.pixelSize: Theme.lead
                color: Theme.quiet
            }
        }
    }
}
