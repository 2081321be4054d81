pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Every field darkens where a finger was: what stays light does not answer. The last field ends the test.
Item {
    id: test
    required property var technician
    readonly property int rows: Math.round(technician.touched.length / technician.columns)

    Repeater {
        model: test.technician.touched.length
        Rectangle {
            required property int index
            x: (index % test.technician.columns) * width
            y: Math.floor(index / test.technician.columns) * height
            width: test.width / test.technician.columns
            height: test.height / test.rows
            color: test.technician.touched[index] ? Theme.accent : Theme.surface
            border.width: Theme.hair
            border.color: Theme.outline
        }
    }
    Label {
        objectName: "touch-line"
        anchors.horizontalCenter: parent.horizontalCenter
        y: Theme.u(16)
        width: Math.min(implicitWidth, parent.width - 2 * Theme.margin)
        text: Words.t.techTouchLine
        color: Theme.ink
        Rectangle {
            z: -1
            anchors.fill: parent
            anchors.margins: -Theme.u(12)
            radius: Theme.u(8)
            color: Theme.ground
        }
    }
    MouseArea {
        objectName: "touch-field"
        anchors.fill: parent
        function felt(mouse: MouseEvent): void {
            test.technician.touch(mouse.x / width, mouse.y / height);
        }
        onPressed: mouse => felt(mouse)
        onPositionChanged: mouse => felt(mouse)
    }
    PushButton {
        objectName: "end-touch"
        anchors.centerIn: parent
        text: Words.t.techTouchEnd
        onPressed: test.technician.end_touch()
    }
}
