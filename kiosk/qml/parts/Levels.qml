pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The five levels as words, for changing one's mind: equal size, the one that stands told from near only: nobody reads its place from afar.
Row {
    id: row

    required property var levels
    required property int level
    signal chosen(int level)

    spacing: Theme.u(8)
    readonly property real cell: (width - 4 * spacing) / 5

    Fitted {
        id: fitted
        texts: row.levels
        room: row.cell - Theme.u(16)
        most: Theme.body
    }

    Repeater {
        model: 5
        PushButton {
            required property int index
            objectName: "level-" + (index + 1)
            width: row.cell
            height: row.height
            size: fitted.size
            air: Theme.u(12)
            text: row.levels[index] ?? ""
            standing: row.level === index + 1
            Accessible.checkable: true
            Accessible.checked: standing
            onPressed: row.chosen(index + 1)
        }
    }
}
