import QtQuick
import ".."

// Under the reasons: done with one touch; beside it more time, and a call back for whoever wants one.
Item {
    id: foot

    required property var scene
    property bool shown: true

    height: Math.max(Theme.touch, done.implicitHeight) + lane.height + Theme.u(16)

    TimeLine {
        id: lane
        width: parent.width
        limit: foot.shown ? foot.scene.limit : 0
        stamp: foot.scene.stamp
    }
    Row {
        anchors.bottom: parent.bottom
        spacing: Theme.u(16)
        PushButton {
            objectName: "call-back"
            visible: foot.scene.contact.offered && !foot.scene.contact.left
            enabled: foot.scene.open
            text: Words.t.callBack
            onPressed: foot.scene.contact.want()
        }
        Label {
            objectName: "call-back-left"
            visible: foot.scene.contact.left
            anchors.verticalCenter: parent.verticalCenter
            text: Words.t.callBackLeft
            color: Theme.quiet
        }
        MoreTime {
            objectName: "explain-more-time"
            scene: foot.scene
            lane: lane
        }
    }
    PushButton {
        id: done
        objectName: "done"
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        width: Math.max(implicitWidth, Theme.u(240))
        size: Theme.lead
        primary: true
        enabled: foot.scene.open
        text: Words.t.done
        onPressed: foot.scene.done()
    }
}
