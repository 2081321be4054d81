import QtQuick
import ".."

// What the person at the window may do. Nothing here answers for a citizen.
Rectangle {
    id: bar

    required property var staff
    readonly property var counter: staff.counter
    color: Theme.surface
    height: column.implicitHeight + Theme.u(48)
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.staffBarName

    MouseArea { // between the buttons nothing of the page beneath is touched
        objectName: "backdrop"
        anchors.fill: parent
    }

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
            text: bar.counter.line
            font.pixelSize: Theme.lead
            strong: true
        }
        Label {
            objectName: "staff-soft-word"
            visible: text !== ""
            width: parent.width
            text: bar.counter.soft_word
            color: Theme.quiet
        }
        Flow { // the visit at hand
            visible: bar.counter.can_finish
            width: parent.width
            spacing: Theme.u(16)
            PushButton {
                objectName: "finish"
                primary: true
                text: Words.t.finish
                onPressed: bar.counter.finish()
            }
            PushButton {
                objectName: "passed"
                visible: bar.counter.can_leave
                text: Words.t.passed
                onPressed: bar.counter.passed()
            }
            PushButton {
                objectName: "given-up"
                visible: bar.counter.can_leave
                text: Words.t.givenUp
                onPressed: bar.counter.given_up()
            }
            PushButton {
                objectName: "put-back"
                visible: bar.counter.can_leave
                text: Words.t.putBack
                onPressed: bar.counter.put_back()
            }
            PushButton {
                objectName: "forward"
                visible: bar.counter.can_leave
                text: Words.t.forward
                onPressed: bar.staff.forward()
            }
        }
        Flow { // the person at the window
            width: parent.width
            spacing: Theme.u(16)
            PushButton {
                objectName: "come-back"
                visible: bar.counter.away
                primary: true
                text: Words.t.comeBack
                onPressed: bar.counter.come_back()
            }
            PushButton {
                objectName: "type-number"
                visible: bar.staff.can_type
                text: Words.t.typeNumber
                onPressed: bar.staff.type_number()
            }
            PushButton {
                objectName: "away"
                visible: !bar.counter.away
                text: Words.t.goAway
                onPressed: bar.counter.go_away()
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
                onPressed: bar.counter.log_out()
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
