pragma ComponentBehavior: Bound
import QtQuick
import "parts"

// The window: properties come down from the view models, touches go up to them. Nothing is decided here.
Window {
    id: root

    required property var scene
    required property var comfort
    required property var staff
    required property var idle
    property var day: null // the manager's, made after the first frame
    property bool pointer: true
    property var technician: null // while one is at the tablet
    signal technicianWanted

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
        idle: root.idle
        warm: root.scene.warm
        // a citizen who rates is never kept waiting
        enabled: !root.technician && !root.scene.help.open && (root.staff.panel === "" || root.staff.panel === "bar" && root.scene.open)
    }

    ComfortBar {
        id: bar
        anchors.bottom: parent.bottom
        width: parent.width
        visible: !(root.technician && root.technician.whole_screen)
        comfort: root.comfort
        staffOpen: root.staff.panel !== "" || Boolean(root.technician)
        staffShut: root.staff.shut
        help: root.scene.help
        onStaffWanted: root.staff.open()
        onTechnicianWanted: root.technicianWanted()
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

    Loader {
        width: parent.width
        height: root.technician && root.technician.whole_screen ? parent.height : stage.height
        readonly property var here: root.technician
        onHereChanged: {
            if (here) setSource("pages/Technician.qml", { technician: here });
            else source = "";
        }
    }

    Rest {
        anchors.fill: parent
        idle: root.idle
        wakeful: root.technician !== null || root.scene.help.open
    }

    Item { // above everything: whatever lies under it, a glass that is touched shows no pointer
        anchors.fill: parent
        HoverHandler {
            enabled: !root.pointer
            cursorShape: Qt.BlankCursor
        }
    }
}
