import QtQuick
import ".."

// Eight digits to read out to the centre, eight digits to type.
Item {
    id: gate
    required property var technician

    Label {
        x: Theme.margin
        y: Theme.u(24)
        height: Theme.touch
        verticalAlignment: Text.AlignVCenter
        text: Words.t.techName
        font.pixelSize: Theme.title
        strong: true
    }
    PushButton {
        objectName: "close-technician"
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: Theme.u(24)
        quiet: true
        text: Words.t.back
        onPressed: gate.technician.close()
    }

    Grid {
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.touch + Theme.u(32) + Math.max(0, (parent.height - Theme.touch - Theme.u(40) - height) / 2)
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(80)
        rowSpacing: Theme.u(32)
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            width: Math.min(gate.width - 2 * Theme.margin, Theme.u(Theme.portrait ? 640 : 600))
            spacing: Theme.u(Theme.large ? 8 : 16)
            Label { // what to do, or what came of it
                objectName: "technician-message"
                width: parent.width
                text: gate.technician.message === "" ? Words.t.techReadOut : gate.technician.message
                color: gate.technician.message === "" ? Theme.quiet : Theme.ink
                strong: gate.technician.message !== ""
            }
            Label {
                objectName: "challenge"
                width: parent.width
                text: gate.technician.challenge
                font.pixelSize: Theme.display
                strong: true
            }
            Label {
                objectName: "technician-where"
                width: parent.width
                text: gate.technician.where
                color: Theme.quiet
                wrapMode: Text.WrapAnywhere
            }
            Rectangle {
                width: parent.width
                height: caption.implicitHeight + typed.implicitHeight + Theme.u(16)
                radius: Theme.radius
                color: Theme.surface
                border.width: Theme.hair * 2
                border.color: Theme.accent
                Accessible.role: Accessible.StaticText
                Accessible.name: Words.t.techAnswer + " " + gate.technician.answer
                Label {
                    id: caption
                    x: Theme.u(20)
                    y: Theme.u(8)
                    text: Words.t.techAnswer
                    color: Theme.quiet
                    Accessible.ignored: true
                }
                Label {
                    id: typed
                    objectName: "technician-answer"
                    x: Theme.u(20)
                    anchors.bottom: parent.bottom
                    anchors.bottomMargin: Theme.u(6)
                    text: gate.technician.answer
                    font.pixelSize: Theme.lead
                    strong: true
                    Accessible.ignored: true
                }
            }
        }
        Keypad {
            key: Theme.u(Theme.portrait ? 96 : 88)
            onName: Words.t.next
            ready: gate.technician.can_accept
            enabled: !gate.technician.busy
            onDigit: value => gate.technician.digit(value)
            onBack: gate.technician.erase()
            onAccepted: gate.technician.accept()
        }
    }
}
