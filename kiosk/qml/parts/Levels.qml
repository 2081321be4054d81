pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The five levels as words, for changing one's mind: equal size, the one that stands marked.
Row {
    id: row

    required property var levels
    required property int level
    signal chosen(int level)

    spacing: Theme.u(8)

    Repeater {
        model: 5
        PushButton {
            required property int index
            objectName: "level-" + (index + 1)
            width: (row.width - 4 * row.spacing) / 5
            height: row.height
            text: row.levels[index] ?? ""
            chosen: row.level === index + 1
            onPressed: row.chosen(index + 1)
        }
    }
}
