import QtQuick
import ".."

// More time by a touch, there from the beginning; when time grows short it says how many seconds are left.
PushButton {
    id: button

    required property var scene
    required property TimeLine lane

    visible: lane.limit > 0
    quiet: !lane.short
    text: lane.short ? Words.t.moreTimeSoon.arg(lane.seconds) : Words.t.moreTime
    says: Words.t.moreTime
    onPressed: scene.more_time()
}
