import QtQuick
import ".."

// How much of the time is left, as a thin line that grows shorter second by second. A busy citizen starts it again.
Rectangle {
    id: lane

    property int limit: 0
    property int stamp: 0
    property real rest: 1
    readonly property int seconds: Math.ceil(rest * limit - 0.01)
    readonly property bool short: limit > 0 && seconds <= Math.min(20, limit * 2 / 3) // WCAG 2.2.1: twenty seconds to answer
    height: Theme.u(4)
    radius: height / 2
    color: Theme.line
    visible: limit > 0
    Accessible.ignored: true
    onStampChanged: rest = 1
    onLimitChanged: rest = 1

    Rectangle {
        height: parent.height
        radius: parent.radius
        color: Theme.accent
        width: lane.width * lane.rest
    }

    Timer { // not an animation: that would draw sixty times a second for a line nobody should stare at
        running: lane.visible
        interval: 1000
        repeat: true
        onTriggered: lane.rest = Math.max(0, lane.rest - 1 / lane.limit)
    }
}
