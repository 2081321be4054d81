pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Every field darkens where a finger was: what stays light does not answer. The last field ends the test.
Item {
    id: test
    required property var technician
    readonly property int rows: Math.round(technician.touched.length / technician.columns)

    Item {
        id: field
        objectName: "touch-field"
        width: parent.width
        height: parent.height - foot.height
        Accessible.role: Accessible.Button
        Accessible.name: Words.t.techTouchLine
        Repeater {
            model: test.technician.touched.length
            Rectangle {
                required property int index
                readonly property bool felt: test.technician.touched[index]
                x: (index % test.technician.columns) * width
                y: Math.floor(index / test.technician.columns) * height
                width: field.width / test.technician.columns
                height: field.height / test.rows
                color: felt ? Theme.accent : Theme.surface
                border.width: Theme.hair
                border.color: Theme.outline
            }
        }
        MouseArea {
            anchors.fill: parent
            function felt(mouse: MouseEvent): void {
                test.technician.touch(mouse.x / width, mouse.y / height);
            }
            onPressed: mouse => felt(mouse)
            onPositionChanged: mouse => felt(mouse)
        }
    }

    Item { // the button proves its own corner
        id: foot
        anchors.bottom: parent.bottom
        width: parent.width
        height: end.height + Theme.u(16)
        Label {
            objectName: "touch-line"
            x: Theme.margin
            width: parent.width - end.width - 3 * x
            anchors.verticalCenter: parent.verticalCenter
            text: Words.t.techTouchLine
        }
        PushButton {
            id: end
            objectName: "end-touch"
            anchors.right: parent.right
            anchors.rightMargin: Theme.margin
            anchors.verticalCenter: parent.verticalCenter
            text: Words.t.techTouchEnd
            onPressed: test.technician.end_touch()
        }
    }
}
