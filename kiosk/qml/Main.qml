pragma ComponentBehavior: Bound
import QtQuick
import "parts"

// The window: properties come down from the view models, touches go up to them. Nothing is decided here.
Window {
    id: root

    required property var scene
    required property var comfort
    required property var staff
    required property var day

    width: 1280
    height: 800
    visible: true
    color: Theme.ground
    title: Words.t.windowTitle

    Binding { target: Theme; property: "width"; value: root.width }
    Binding { target: Theme; property: "height"; value: root.height }
    Binding { target: Theme; property: "large"; value: root.comfort.large }
    Binding { target: Theme; property: "night"; value: root.comfort.night }
    Binding { target: Theme; property: "motion"; value: root.comfort.motion }
    Binding { target: Words; property: "t"; value: root.comfort.texts }

    Stage {
        id: stage
        objectName: "stage"
        width: parent.width
        height: parent.height - bar.height
        page: root.scene.page
        scene: root.scene
        warm: root.scene.warm
        enabled: !root.scene.help.open && (root.staff.panel === "" || root.staff.panel === "bar" && root.scene.open) // a citizen who rates is never kept waiting
    }

    ComfortBar {
        id: bar
        anchors.bottom: parent.bottom
        width: parent.width
        comfort: root.comfort
        staffOpen: root.staff.panel !== ""
        staffShut: root.staff.shut
        help: root.scene.help
        onStaffWanted: root.staff.open()
    }

    Loader {
        width: parent.width
        height: stage.height
        readonly property bool wanted: root.scene.help.open && root.staff.panel === ""
        visible: wanted
        onWantedChanged: if (wanted) setSource("pages/Help.qml", { scene: root.scene }); else source = "";
    }

    Loader {
        anchors.bottom: bar.top
        width: parent.width
        active: root.staff.panel === "bar"
        sourceComponent: StaffBar { staff: root.staff }
    }

    Loader {
        width: parent.width
        height: stage.height
        readonly property string name: ({ login: "StaffLogin", number: "TypeNumber", forward: "TypeNumber", day: "Day" })[root.staff.panel] ?? ""
        visible: name !== ""
        onNameChanged: {
            if (name === "") source = "";
            else setSource("pages/" + name + ".qml", name === "Day" ? { staff: root.staff, day: root.day } : { staff: root.staff });
        }
    }
}
