pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// The manager's day of this window: figures with their denominators, and the files to take away.
Rectangle {
    id: page
    required property var day
    required property var staff
    color: Theme.ground
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.dayName

    Item {
        id: head
        x: Theme.margin
        y: Theme.u(24)
        width: parent.width - 2 * x
        height: Theme.touch
        Row {
            spacing: Theme.u(12)
            PushButton {
                objectName: "day-before"
                text: "‹"
                size: Theme.lead
                says: Words.t.dayBefore
                onPressed: page.day.earlier()
            }
            Label {
                objectName: "day"
                height: Theme.touch
                verticalAlignment: Text.AlignVCenter
                text: page.day.day
                font.pixelSize: Theme.title
                strong: true
            }
            PushButton {
                objectName: "day-after"
                text: "›"
                size: Theme.lead
                says: Words.t.dayAfter
                enabled: page.day.can_later
                onPressed: page.day.later()
            }
        }
        PushButton {
            objectName: "close-day"
            anchors.right: parent.right
            quiet: true
            text: Words.t.close
            onPressed: page.staff.close()
        }
    }

    Flickable {
        anchors.top: head.bottom
        anchors.topMargin: Theme.u(16)
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.u(8)
        x: Theme.margin
        width: parent.width - 2 * x
        contentHeight: body.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Column {
            id: body
            width: parent.width
            spacing: Theme.u(24)
            Label {
                width: parent.width
                text: page.day.source_line
                color: Theme.quiet
            }
            Grid {
                id: figures
                width: parent.width
                columns: Theme.portrait ? 2 : 4
                spacing: Theme.u(16)
                Repeater {
                    model: page.day.figures
                    Figure {
                        required property var modelData
                        width: (figures.width - (figures.columns - 1) * figures.spacing) / figures.columns
                        name: modelData.name
                        value: modelData.value
                        of: modelData.of
                    }
                }
            }
            Grid {
                id: charts
                width: parent.width
                columns: Theme.portrait ? 1 : 2
                columnSpacing: Theme.u(64)
                rowSpacing: Theme.u(24)
                readonly property real cell: (width - (columns - 1) * columnSpacing) / columns
                Bars { width: charts.cell; heading: Words.t.dayLevels; rows: page.day.levels }
                Bars { width: charts.cell; heading: Words.t.dayCauses; rows: page.day.causes }
                Bars { width: charts.cell; heading: Words.t.dayHours; rows: page.day.hours; nameWidth: Theme.u(96) }
                Bars { width: charts.cell; heading: Words.t.dayPeople; rows: page.day.people }
            }
            Label {
                width: parent.width
                text: page.day.small_print
                color: Theme.quiet
            }
        }
    }

    Item {
        id: foot
        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(24)
        width: parent.width - 2 * x
        height: Math.max(Theme.touch, said.implicitHeight)
        Label {
            id: said
            objectName: "export-message"
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - take.width - Theme.u(24)
            text: page.day.message
        }
        PushButton {
            id: take
            objectName: "export"
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            primary: true
            enabled: page.day.ready && !page.day.busy
            text: page.day.busy ? Words.t.exporting : Words.t.exportDay
            onPressed: page.day.export_day()
        }
    }
}
