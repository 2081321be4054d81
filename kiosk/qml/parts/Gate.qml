import QtQuick
import ".."

// Eight digits to read out to the centre, eight digits to type.
Item {
    id: gate
    required property var technician

    Grid {
        anchors.centerIn: parent
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(80)
        rowSpacing: Theme.u(32)
        horizontalItemAlignment: Grid.AlignHCenter

        Column {
            width: Math.min(gate.width - 2 * Theme.margin, Theme.u(Theme.portrait ? 640 : 520))
            spacing: Theme.u(16)
            Label {
                width: parent.width
                text: Words.t.techName
                font.pixelSize: Theme.title
                strong: true
            }
            Label {
                width: parent.width
                text: Words.t.techReadOut
                color: Theme.quiet
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
                height: Theme.u(96)
                radius: Theme.radius
                color: Theme.surface
                border.width: Theme.hair * 2
                border.color: Theme.accent
                Accessible.role: Accessible.EditableText
                Accessible.name: Words.t.techAnswer
                Label {
                    x: Theme.u(20)
                    y: Theme.u(8)
                    text: Words.t.techAnswer
                    color: Theme.quiet
                    Accessible.ignored: true
                }
                Label {
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
            Label {
                objectName: "technician-message"
                width: parent.width
                height: Math.max(implicitHeight, Theme.u(32))
                text: gate.technician.message
            }
            PushButton {
                objectName: "close-technician"
                quiet: true
                text: Words.t.back
                onPressed: gate.technician.close()
            }
        }
        Keypad {
            onName: Words.t.next
            ready: gate.technician.can_accept
            enabled: !gate.technician.busy
            onDigit: value => gate.technician.digit(value)
            onBack: gate.technician.erase()
            onAccepted: gate.technician.accept()
        }
    }
}
