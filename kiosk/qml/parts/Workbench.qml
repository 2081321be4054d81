pragma ComponentBehavior: Bound
import QtQuick
import ".."

// How the kiosk is, line by line, and what a technician may do about it.
Item {
    id: bench
    required property var technician

    component Act: PushButton {
        width: acts.cell
        quiet: false
    }

    Item {
        id: head
        x: Theme.margin
        y: Theme.u(24)
        width: parent.width - 2 * x
        height: Theme.touch
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: Words.t.techName
            font.pixelSize: Theme.title
            strong: true
        }
        PushButton {
            objectName: "technician-done"
            anchors.right: parent.right
            primary: true
            text: Words.t.techDone
            onPressed: bench.technician.close()
        }
    }

    Flickable {
        id: list
        x: Theme.margin
        anchors.top: head.bottom
        anchors.topMargin: Theme.u(16)
        anchors.bottom: foot.top
        anchors.bottomMargin: Theme.u(16)
        width: parent.width - 2 * x
        contentHeight: rows.height
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Grid {
            id: rows
            readonly property real cell: (list.width - (columns - 1) * columnSpacing) / columns
            width: list.width
            columns: Theme.portrait ? 1 : 2
            columnSpacing: Theme.u(16)
            rowSpacing: Theme.u(8)
            Repeater {
                model: bench.technician.rows
                HealthLine {
                    required property var modelData
                    width: rows.cell
                    name: modelData.name
                    said: modelData.said
                    well: modelData.ok
                }
            }
        }
    }

    ScrollHint { of: list }

    Column {
        id: foot
        x: Theme.margin
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(16)
        width: parent.width - 2 * x
        spacing: Theme.u(12)
        Label {
            objectName: "technician-message"
            width: parent.width
            height: Math.max(implicitHeight, Theme.u(32))
            text: bench.technician.message
        }
        Grid {
            id: acts
            readonly property real cell: (foot.width - (columns - 1) * columnSpacing) / columns
            width: parent.width
            columns: Theme.portrait ? 2 : 5
            columnSpacing: Theme.u(12)
            rowSpacing: Theme.u(12)
            Act { objectName: "look-again"; text: Words.t.techLook; enabled: !bench.technician.busy; onPressed: bench.technician.look() }
            Act { objectName: "make-bundle"; text: Words.t.techBundle; enabled: !bench.technician.busy; onPressed: bench.technician.choose_place() }
            Act { objectName: "test-touch"; text: Words.t.techTouch; onPressed: bench.technician.test_touch() }
            Act { objectName: "test-colours"; text: Words.t.techColours; onPressed: bench.technician.test_colours() }
            Act { objectName: "set-language"; text: Words.t.techLanguage; onPressed: bench.technician.next_language() }
            Act { objectName: "set-night"; text: Words.t.techNight; onPressed: bench.technician.toggle_night() }
            Act { objectName: "quieter"; text: Words.t.techQuieter; onPressed: bench.technician.change_volume(-10) }
            Act { objectName: "louder"; text: Words.t.techLouder; onPressed: bench.technician.change_volume(10) }
            Act { objectName: "restart"; text: Words.t.techRestart; onPressed: bench.technician.restart() }
            Act { objectName: "leave-kiosk"; text: Words.t.techLeave; onPressed: bench.technician.leave_kiosk() }
        }
    }
}
