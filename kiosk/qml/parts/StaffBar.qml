import QtQuick
import ".."

// What the person at the window may do. Nothing here answers for a citizen.
Rectangle {
    id: bar

    required property var staff
    color: Theme.surface
    height: column.implicitHeight + Theme.u(48)
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.staffBarName

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    Column {
        id: column
        x: Theme.margin
        y: Theme.u(24)
        width: parent.width - 2 * x
        spacing: Theme.u(16)
        Label {
            objectName: "staff-line"
            width: parent.width
            text: bar.staff.line
            font.pixelSize: Theme.lead
            strong: true
        }
        Label {
            objectName: "staff-soft-word"
            visible: text !== ""
            width: parent.width
            text: bar.staff.soft_word
            color: Theme.quiet
        }
        Flow {
            width: parent.width
            spacing: Theme.u(16)
            PushButton {
                objectName: "finish"
                primary: true
                visible: bar.staff.can_finish
                text: Words.t.finish
                onPressed: bar.staff.finish()
            }
            PushButton {
                objectName: "passed"
                visible: bar.staff.can_finish
                text: Words.t.passed
                onPressed: bar.staff.passed()
            }
            PushButton {
                objectName: "away"
                visible: !bar.staff.away
                text: Words.t.goAway
                onPressed: bar.staff.go_away()
            }
            PushButton {
                objectName: "come-back"
                visible: bar.staff.away
                primary: true
                text: Words.t.comeBack
                onPressed: bar.staff.come_back()
            }
            PushButton {
                objectName: "type-number"
                visible: bar.staff.can_type
                text: Words.t.typeNumber
                onPressed: bar.staff.type_number()
            }
            PushButton {
                objectName: "hand-over"
                text: Words.t.handOver
                onPressed: bar.staff.hand_over()
            }
            PushButton {
                objectName: "show-day"
                text: Words.t.showDay
                onPressed: bar.staff.show_day()
            }
            PushButton {
                objectName: "log-out"
                text: Words.t.logOut
                onPressed: bar.staff.log_out()
            }
            PushButton {
                objectName: "close-bar"
                quiet: true
                text: Words.t.close
                onPressed: bar.staff.close()
            }
        }
    }
}
