pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// The manager's day of this window or of the hall: figures with their denominators, and the files to take away.
Rectangle {
    id: page
    required property var day
    required property var staff
    color: Theme.ground
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.dayName

    Item {
        anchors.fill: parent
        visible: over.name === "" // what is asked lies over the day: nothing of the day is touched or read out meanwhile

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
                PushButton {
                    objectName: "day"
                    height: Theme.touch
                    text: page.day.day
                    size: Theme.lead
                    says: page.day.day + " " + Words.t.dayChoose
                    onPressed: page.day.choose_day()
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
            id: flick
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
                DayFigures {
                    width: parent.width
                    day: page.day
                }
                Label {
                    width: parent.width
                    text: page.day.small_print
                    color: Theme.quiet
                }
            }
        }

        ScrollHint { of: flick }

        DayFoot {
            id: foot
            x: Theme.margin
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.u(24)
            width: parent.width - 2 * x
            day: page.day
        }
    }

    Loader {
        id: over
        anchors.fill: parent
        readonly property string name: page.day.calendar.open ? "Month" : page.day.taking.browsing ? "Folders" : page.day.taking.choosing ? "TakingPlaces" : ""
        onNameChanged: {
            if (name === "") source = "";
            else setSource("../parts/" + name + ".qml", name === "Month" ? { calendar: page.day.calendar } : { taking: page.day.taking });
        }
    }
}
