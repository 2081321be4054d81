import QtQuick
import ".."
import "../parts"

// The question: five stars of one size, nothing chosen, a plain way to say no, and a code for one's own phone.
Item {
    id: page
    required property var scene

    Split {
        anchors.fill: parent
        side: Item {
            anchors.fill: parent
            PersonCard {
                brief: code.visible && !Theme.portrait
                width: Theme.portrait && code.visible ? parent.width - code.width - Theme.u(24) : parent.width
                person: page.scene.person
                room: Theme.portrait ? parent.height + Theme.u(16) : parent.height - phone.height - Theme.u(4) // the code brings its own white
                y: Theme.portrait ? Math.round((parent.height - height) / 2) : 0
            }
            Column {
                id: phone
                x: Theme.portrait ? parent.width - width : Math.round((parent.width - width) / 2)
                y: Theme.portrait ? Math.round((parent.height - height) / 2) : parent.height - height
                spacing: Theme.u(12)
                Code {
                    id: code
                    objectName: "code"
                    picture: page.scene.code
                    modules: page.scene.code_modules
                    room: Theme.u(Theme.portrait ? 264 : Theme.large ? 248 : 312)
                }
                Label {
                    visible: code.visible
                    width: code.width
                    horizontalAlignment: Text.AlignHCenter
                    text: Words.t.codeLine
                    color: Theme.quiet
                }
            }
        }
        Column {
            id: head
            width: parent.width
            y: Theme.portrait ? Theme.u(24) : Theme.u(8)
            spacing: Theme.u(12)
            Label {
                width: parent.width
                text: Words.t.askTicket.arg(page.scene.ticket)
                font.pixelSize: Theme.lead
                color: Theme.quiet
            }
            Label {
                objectName: "prompt"
                width: parent.width
                text: page.scene.says.question ?? ""
                font.pixelSize: Theme.large && !Theme.portrait ? Theme.title : Theme.display
                strong: true
            }
        }
        Stars {
            id: stars
            objectName: "stars"
            width: parent.width
            y: Math.round((head.y + head.height + foot.y - height) / 2)
            levels: page.scene.levels
            held: page.scene.level
            enabled: page.scene.open
            onDecided: (level, atX, atY) => page.scene.rate(level, atX / Theme.width, atY / Theme.height)
        }
        Column {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            spacing: Theme.u(16)
            TimeLine {
                id: lane
                width: parent.width
                limit: page.visible ? page.scene.limit : 0
                stamp: page.scene.stamp
            }
            Row {
                spacing: Theme.u(16)
                PushButton {
                    objectName: "not-now"
                    text: Words.t.notNow
                    onPressed: page.scene.not_now()
                }
                MoreTime {
                    objectName: "more-time"
                    scene: page.scene
                    lane: lane
                }
            }
        }
    }
}
