import QtQuick
import ".."

// The foot of a page that leaves by itself: how long it stays, more time by a touch, and beside it what the page adds.
Item {
    id: foot

    required property var scene
    property bool shown: true
    default property alias beside: row.data

    anchors.left: parent.left
    anchors.right: parent.right
    anchors.bottom: parent.bottom
    anchors.leftMargin: Theme.margin
    anchors.rightMargin: Theme.margin
    height: lane.height + more.height + Theme.u(32)

    TimeLine {
        id: lane
        width: parent.width
        limit: foot.shown && foot.visible ? foot.scene.limit : 0
        stamp: foot.scene.stamp
    }
    Row {
        anchors.horizontalCenter: parent.horizontalCenter
        y: lane.height + Theme.u(16)
        spacing: Theme.u(16)
        Row {
            id: row
            spacing: parent.spacing
        }
        MoreTime {
            id: more
            objectName: foot.objectName + "-button"
            scene: foot.scene
            lane: lane
        }
    }
}
