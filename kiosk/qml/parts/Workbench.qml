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
        contentHeight: rows.implicitHeight
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Column {
            id: rows
            width: list.width
            spacing: Theme.u(8)
            Repeater {
                model: bench.technician.rows
                Rectangle {
                    id: row
                    required property var modelData
                    width: rows.width
                    height: Math.max(said.implicitHeight, Theme.u(40)) + Theme.u(16)
                    radius: Theme.u(8)
                    color: Theme.surface
                    border.width: modelData.ok ? Theme.hair : Theme.hair * 2
                    border.color: modelData.ok ? Theme.line : Theme.urgent
                    Accessible.role: Accessible.StaticText
                    Accessible.name: modelData.name + " " + (modelData.ok ? Words.t.techWell : Words.t.techAmiss) + " " + modelData.said
                    Label {
                        x: Theme.u(16)
                        width: Theme.u(190)
                        anchors.verticalCenter: parent.verticalCenter
                        text: row.modelData.name
                        strong: true
                        Accessible.ignored: true
                    }
                    Label {
                        id: state
                        x: Theme.u(216)
                        width: Theme.u(110)
                        anchors.verticalCenter: parent.verticalCenter
                        text: row.modelData.ok ? Words.t.techWell : Words.t.techAmiss
                        color: row.modelData.ok ? Theme.quiet : Theme.urgent
                        strong: !row.modelData.ok
                        Accessible.ignored: true
                    }
                    Label {
                        id: said
                        x: Theme.u(336)
                        width: parent.width - x - Theme.u(16)
                        anchors.verticalCenter: parent.verticalCenter
                        text: row.modelData.said
                        wrapMode: Text.Wrap
                        Accessible.ignored: true
                    }
                }
            }
        }
    }

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
            columns: Theme.portrait ? 2 : 4
            columnSpacing: Theme.u(12)
            rowSpacing: Theme.u(12)
            Act { objectName: "look-again"; text: Words.t.techLook; enabled: !bench.technician.busy; onPressed: bench.technician.look() }
            Act { objectName: "make-bundle"; text: Words.t.techBundle; enabled: !bench.technician.busy; onPressed: bench.technician.choose_place() }
            Act { objectName: "test-touch"; text: Words.t.techTouch; onPressed: bench.technician.test_touch() }
            Act { objectName: "test-colours"; text: Words.t.techColours; onPressed: bench.technician.test_colours() }
            Act { objectName: "set-language"; text: Words.t.techLanguage; onPressed: bench.technician.next_language() }
            Act { objectName: "set-night"; text: Words.t.techNight; onPressed: bench.technician.toggle_night() }
            Act { objectName: "restart"; text: Words.t.techRestart; onPressed: bench.technician.restart() }
            Act { objectName: "leave-kiosk"; text: Words.t.techLeave; onPressed: bench.technician.leave_kiosk() }
        }
    }
}
