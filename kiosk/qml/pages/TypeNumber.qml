pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// The queue is silent or there is none: the officer types the number as it is printed, or the window a citizen is sent to.
Rectangle {
    id: page
    required property var staff
    color: Theme.ground
    Accessible.role: Accessible.Dialog
    Accessible.name: page.staff.typed_heading

    Grid {
        anchors.centerIn: parent
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(96)
        rowSpacing: Theme.u(40)
        horizontalItemAlignment: Grid.AlignHCenter

        Column {
            id: entry
            width: Math.min(page.width - 2 * Theme.margin, Theme.u(Theme.portrait ? 560 : 440))
            spacing: Theme.u(24)
            Label {
                objectName: "typed-heading"
                width: parent.width
                text: page.staff.typed_heading
                font.pixelSize: Theme.title
                strong: true
            }
            Rectangle {
                width: parent.width
                height: Theme.u(120)
                radius: Theme.radius
                color: Theme.surface
                border.width: Theme.hair * 2
                border.color: Theme.accent
                Label {
                    objectName: "typed-ticket"
                    anchors.centerIn: parent
                    text: page.staff.ticket
                    font.pixelSize: Theme.display
                    strong: true
                    lineHeight: 1
                }
            }
            Row {
                id: letters
                readonly property int many: page.staff.letters.length
                readonly property real cell: (entry.width - spacing * (many - 1)) / Math.max(1, many)
                visible: many > 0
                spacing: Theme.u(8)
                Repeater {
                    model: page.staff.letters
                    PushButton {
                        required property string modelData
                        objectName: "letter-" + modelData
                        width: letters.cell
                        size: Theme.lead
                        text: modelData
                        onPressed: page.staff.ticket_key(modelData)
                    }
                }
            }
            Label {
                objectName: "number-message"
                width: parent.width
                visible: text !== ""
                text: page.staff.message
            }
            PushButton {
                objectName: "close-number"
                quiet: true
                text: Words.t.back
                onPressed: page.staff.close()
            }
        }
        Keypad {
            onName: page.staff.typed_on
            ready: page.staff.can_take
            onDigit: value => page.staff.ticket_key(value)
            onBack: page.staff.ticket_erase()
            onAccepted: page.staff.typed()
        }
    }
}
