import QtQuick
import ".."

// One day of a month: its number, and a dot where there is something to see.
Item {
    id: cell
    required property var day
    signal picked
    PushButton {
        anchors.fill: parent
        visible: cell.day.day !== ""
        objectName: "on-" + cell.day.day
        enabled: cell.day.can
        chosen: cell.day.chosen
        quiet: !cell.day.marked && !cell.day.chosen
        air: 0
        text: cell.day.number
        says: cell.day.day + (cell.day.marked ? " " + Words.t.calendarMarked : "")
        onPressed: cell.picked()
        Rectangle {
            visible: cell.day.marked
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Theme.u(8)
            width: Theme.u(8)
            height: width
            radius: width / 2
            color: parent.writing
        }
    }
}
