pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The reasons of one level as chips in a grid that fills its room.
Grid {
    id: grid

    required property var reasons
    required property var ticked
    required property real room
    readonly property real cell: (width - (columns - 1) * columnSpacing) / columns
    readonly property int lines: Math.ceil(reasons.length / columns)
    readonly property real fill: (room - (lines - 1) * rowSpacing) / lines
    signal toggled(string code)

    columns: Theme.portrait ? 2 : 4
    columnSpacing: Theme.u(16)
    rowSpacing: Theme.portrait ? Theme.u(16) : Theme.u(12)

    Repeater {
        model: grid.reasons
        Chip {
            required property var modelData
            objectName: "reason-" + modelData.code
            width: grid.cell
            height: Math.max(implicitHeight, Math.min(Math.floor(grid.fill), Theme.u(144)))
            text: modelData.text
            ticked: grid.ticked.includes(modelData.code)
            onToggled: grid.toggled(modelData.code)
        }
    }
}
