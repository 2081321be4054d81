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

    Item {
        id: foot
        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(24)
        width: parent.width - 2 * x
        height: Math.max(Theme.touch, said.implicitHeight)
        Rectangle { // how far the files are
            visible: page.day.busy && !page.day.choosing
            y: -Theme.u(8)
            width: parent.width
            height: Theme.u(6)
            radius: height / 2
            color: Theme.line
            Rectangle {
                width: parent.width * page.day.done
                height: parent.height
                radius: parent.radius
                color: Theme.accent
            }
        }
        Label {
            id: said
            objectName: "export-message"
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - acts.width - Theme.u(24)
            text: page.day.message
        }
        Row {
            id: acts
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.u(12)
            PushButton {
                objectName: "day-hall"
                enabled: !page.day.busy
                text: page.day.of_hall ? Words.t.dayWindow : Words.t.dayHall
                onPressed: page.day.toggle_hall()
            }
            PushButton {
                objectName: "export"
                primary: true
                visible: !page.day.of_hall
                enabled: page.day.can_export
                text: page.day.busy ? Words.t.exporting : Words.t.exportDay
                onPressed: page.day.export_day()
            }
        }
    }

    Loader {
        anchors.fill: parent
        active: page.day.choosing
        sourceComponent: Rectangle {
            color: Theme.ground
            MouseArea { // nothing beneath is touched
                objectName: "backdrop"
                anchors.fill: parent
            }
            PlaceList {
                anchors.centerIn: parent
                width: Math.min(parent.width - 2 * Theme.margin, Theme.u(720))
                heading: Words.t.exportWhere
                places: page.day.places
                onChosen: place => page.day.export_to(place)
                onLook: page.day.look_for_sticks()
                onBack: page.day.keep_looking()
            }
        }
    }
}
