pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A month to choose a day from; a dot under a day says that somebody was served here then.
Rectangle {
    id: page
    color: Theme.ground
    required property var calendar
    readonly property var month: calendar.cells

    Item {
        id: frame
        y: Theme.u(16)
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(960))
        height: parent.height - 2 * y
        anchors.horizontalCenter: parent.horizontalCenter

        Item {
            id: head
            width: parent.width
            height: Theme.touch
            Row {
                spacing: Theme.u(12)
                PushButton {
                    objectName: "month-before"
                    text: "‹"
                    size: Theme.lead
                    says: Words.t.calendarEarlier
                    onPressed: page.calendar.earlier()
                }
                Label {
                    objectName: "month"
                    width: Math.min(Theme.u(300), head.width - 2 * Theme.touch - right.width - Theme.u(48))
                    height: Theme.touch
                    horizontalAlignment: Text.AlignHCenter
                    verticalAlignment: Text.AlignVCenter
                    text: page.calendar.title
                    font.pixelSize: Theme.lead
                    strong: true
                }
                PushButton {
                    objectName: "month-after"
                    text: "›"
                    size: Theme.lead
                    says: Words.t.calendarLater
                    enabled: page.calendar.can_later
                    onPressed: page.calendar.later()
                }
            }
            Row {
                id: right
                anchors.right: parent.right
                spacing: Theme.u(12)
                PushButton {
                    objectName: "month-today"
                    text: Words.t.calendarToday
                    onPressed: page.calendar.pick(page.calendar.today)
                }
                PushButton {
                    objectName: "month-close"
                    quiet: true
                    text: Words.t.back
                    onPressed: page.calendar.close()
                }
            }
        }

        Row {
            id: weekdays
            anchors.top: head.bottom
            anchors.topMargin: Theme.u(8)
            spacing: grid.spacing
            Repeater {
                model: page.calendar.weekdays
                Label {
                    required property string modelData
                    width: grid.cell
                    horizontalAlignment: Text.AlignHCenter
                    text: modelData
                    color: Theme.quiet
                }
            }
        }

        Grid {
            id: grid
            readonly property real cell: (frame.width - 6 * spacing) / 7
            readonly property int weeks: page.month.length / 7
            readonly property real room: (frame.height - legend.height - y - Theme.u(12) - (weeks - 1) * spacing) / Math.max(1, weeks)
            readonly property real high: Math.max(60, Math.min(room, Theme.u(Theme.portrait ? 112 : 84)))
            anchors.top: weekdays.bottom
            anchors.topMargin: Theme.u(4)
            columns: 7
            spacing: Theme.u(6)
            Repeater {
                model: page.month
                MonthDay {
                    required property var modelData
                    width: grid.cell
                    height: grid.high
                    day: modelData
                    onPicked: page.calendar.pick(modelData.day)
                }
            }
        }

        Label {
            id: legend
            anchors.top: grid.bottom
            anchors.topMargin: Theme.u(12)
            width: parent.width
            text: Words.t.calendarLegend
            color: Theme.quiet
        }
    }
}
