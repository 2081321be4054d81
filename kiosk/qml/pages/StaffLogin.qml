pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// Number and PIN on a keypad. The PIN is never shown, only how many digits it has so far.
Rectangle {
    id: page
    required property var staff
    color: Theme.ground
    Accessible.role: Accessible.Dialog
    Accessible.name: title.text

    Grid {
        anchors.centerIn: parent
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(96)
        rowSpacing: Theme.u(40)
        horizontalItemAlignment: Grid.AlignHCenter

        Column {
            width: Math.min(page.width - 2 * Theme.margin, Theme.u(Theme.portrait ? 560 : 440))
            spacing: Theme.u(20)
            Label {
                id: title
                width: parent.width
                text: page.staff.heading
                font.pixelSize: Theme.title
                strong: true
            }
            Repeater {
                model: 2
                Rectangle {
                    id: entry
                    required property int index
                    readonly property bool here: page.staff.step === (index === 0 ? "number" : "pin")
                    objectName: index === 0 ? "field-number" : "field-pin"
                    width: parent.width
                    height: Theme.u(36) + Theme.type(68)
                    radius: Theme.radius
                    color: Theme.surface
                    border.width: here ? Theme.hair * 2 : Theme.hair
                    border.color: here ? Theme.accent : Theme.outline
                    Accessible.role: Accessible.EditableText
                    Accessible.name: name.text
                    Accessible.description: index === 0 ? page.staff.number : ""
                    Label {
                        id: name
                        x: Theme.u(20)
                        y: Theme.u(10)
                        text: entry.index === 0 ? Words.t.loginNumber : Words.t.loginPin
                        color: Theme.quiet
                        Accessible.ignored: true
                    }
                    Label {
                        objectName: entry.index === 0 ? "typed-number" : "typed-pin"
                        x: Theme.u(20)
                        width: parent.width - 2 * x
                        anchors.bottom: parent.bottom
                        anchors.bottomMargin: Theme.u(8)
                        text: entry.index === 0 ? page.staff.number : "●".repeat(page.staff.pin_length)
                        font.pixelSize: Theme.lead
                        font.letterSpacing: Theme.u(3)
                        strong: true
                        Accessible.ignored: true
                    }
                    MouseArea {
                        anchors.fill: parent
                        onClicked: page.staff.edit(entry.index === 0 ? "number" : "pin")
                    }
                }
            }
            Label {
                objectName: "login-message"
                width: parent.width
                height: Math.max(implicitHeight, Theme.u(64))
                text: page.staff.message
                color: Theme.ink
            }
            Row {
                spacing: Theme.u(16)
                PushButton {
                    objectName: "close-login"
                    quiet: true
                    text: Words.t.back
                    onPressed: page.staff.close()
                }
                PushButton {
                    objectName: "login-show-day"
                    visible: page.staff.day_offered
                    quiet: true
                    text: Words.t.showDay
                    onPressed: page.staff.show_day()
                }
            }
        }

        Keypad {
            onName: page.staff.step === "number" ? Words.t.next : Words.t.logIn
            ready: page.staff.can_accept
            enabled: !page.staff.busy
            onDigit: value => page.staff.digit(value)
            onBack: page.staff.erase()
            onAccepted: page.staff.accept()
        }
    }
}
