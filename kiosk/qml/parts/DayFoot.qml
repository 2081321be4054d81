import QtQuick
import ".."

// Under the manager's day: how far its files are, what came of it, and the way to the hall's day and to the files.
Item {
    id: foot
    required property var day
    height: Math.max(Theme.touch, said.implicitHeight)
    Rectangle { // how far the files are
        visible: foot.day.taking.busy
        y: -Theme.u(8)
        width: parent.width
        height: Theme.u(6)
        radius: height / 2
        color: Theme.line
        Rectangle {
            width: parent.width * foot.day.taking.done
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
        text: foot.day.message
    }
    Row {
        id: acts
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.u(12)
        PushButton {
            objectName: "day-hall"
            enabled: !foot.day.taking.busy
            text: foot.day.of_hall ? Words.t.dayWindow : Words.t.dayHall
            onPressed: foot.day.toggle_hall()
        }
        PushButton {
            objectName: "export"
            primary: true
            enabled: foot.day.can_export
            text: foot.day.taking.busy ? Words.t.exporting : Words.t.exportDay
            onPressed: foot.day.export_day()
        }
    }
}
