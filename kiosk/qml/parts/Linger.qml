import QtQuick
import ".."

// The foot of a page that leaves by itself: how long it stays, and more time by a touch.
Item {
    id: foot

    required property var scene
    property bool shown: true

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
    MoreTime {
        id: more
        objectName: foot.objectName + "-button"
        anchors.horizontalCenter: parent.horizontalCenter
        y: lane.height + Theme.u(16)
        scene: foot.scene
        lane: lane
    }
}
