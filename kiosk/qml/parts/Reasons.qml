pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The reasons of one level as chips in a grid that fills its room: the core ones first, one touch away all of them.
Grid {
    id: grid

    required property var reasons
    required property var ticked
    required property real room
    required property bool all
    readonly property var offered: all ? reasons : reasons.filter(one => one.core)
    readonly property bool more: offered.length < reasons.length
    readonly property real cell: (width - (columns - 1) * columnSpacing) / columns
    readonly property int places: offered.length + (more ? 1 : 0)
    readonly property int lines: Math.ceil(places / columns)
    readonly property real fill: (room - (lines - 1) * rowSpacing) / lines
    readonly property int tall: Math.min(Math.floor(fill), Theme.u(Theme.large ? 184 : 144))
    readonly property int size: all && Theme.large ? Theme.type(19) : Theme.body // all of them whole, rather than larger and cut off
    signal toggled(string code)
    signal moreWanted

    columns: Theme.portrait || places <= 4 ? 2 : 4 // few reasons are wide: large to touch, and on one line
    columnSpacing: Theme.u(16)
    rowSpacing: Theme.portrait ? Theme.u(16) : Theme.u(12)

    Repeater {
        model: grid.offered
        Chip {
            required property var modelData
            objectName: "reason-" + modelData.code
            width: grid.cell
            height: Math.max(implicitHeight, grid.tall)
            text: modelData.text
            size: grid.size
            ticked: grid.ticked.includes(modelData.code)
            onToggled: grid.toggled(modelData.code)
        }
    }

    PushButton {
        objectName: "more-reasons"
        visible: grid.more
        width: grid.cell
        height: Math.max(60, grid.tall)
        text: Words.t.moreReasons
        onPressed: grid.moreWanted()
    }
}
