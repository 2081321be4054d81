pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One page at a time. A page is made when it is first needed, or before in idle moments, and kept; it comes in calmly.
Item {
    id: stage

    required property string page
    required property var scene
    required property var idle
    property bool warm: false
    readonly property var early: ["Asking", "Explaining", "Thanking", "Serving"]

    component Slot: Loader {
        id: slot
        required property string name
        readonly property bool here: stage.page === name
        anchors.fill: parent
        visible: here
        enabled: here
        transform: Translate { id: offset }
        function make(): void {
            if (status === Loader.Null) {
                asynchronous = !here;
                setSource("../pages/" + name + ".qml", name === "Idle" ? { scene: stage.scene, idle: stage.idle } : { scene: stage.scene });
            }
        }
        function come(): void {
            if (here) {
                if (status === Loader.Loading) source = ""; // wanted now: begun anew at once, half a page cannot be hurried
                make();
                arrive.restart();
            }
        }
        onHereChanged: come()
        Component.onCompleted: come()
        NumberAnimation { // moves: a fade would cost every pixel twenty times as much to draw
            id: arrive
            target: offset
            property: "y"
            from: Theme.motion ? Theme.u(16) : 0
            to: 0
            duration: Theme.calm
            easing.type: Easing.OutCubic
        }
        Connections {
            target: stage
            function onWarmChanged(): void {
                if (stage.warm && stage.early.includes(slot.name)) slot.make();
            }
        }
    }

    Slot { name: "Idle" }
    Slot { name: "Serving" }
    Slot { name: "Asking" }
    Slot { name: "Explaining" }
    Slot { name: "Contacting" }
    Slot { name: "Thanking" }
    Slot { name: "Later" }
    Slot { name: "RatedAlready" }
    Slot { name: "NotSaved" }
    Slot { name: "Away" }
    Slot { name: "OutOfService" }
}
