import QtQuick
import ".."

// How much of the time is left, as a thin line; a touch on "more time" starts it again.
Rectangle {
    id: lane

    property int limit: 0
    property int stamp: 0
    property real rest: 1
    height: Theme.u(4)
    radius: height / 2
    color: Theme.line
    visible: limit > 0
    Accessible.ignored: true

    Rectangle {
        height: parent.height
        radius: parent.radius
        color: Theme.outline
        width: lane.width * lane.rest
    }

    NumberAnimation {
        id: run
        target: lane
        property: "rest"
        from: 1
        to: 0
        duration: lane.limit * 1000
    }

    function again(): void {
        run.stop();
        rest = 1;
        if (limit > 0 && Theme.motion) run.start();
    }
    onStampChanged: again()
    onLimitChanged: again()
}
