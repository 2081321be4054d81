pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A chart of lying bars: name, bar, count. One colour for every bar: the lengths speak.
Column {
    id: bars
    property string heading
    property var rows: []
    property int nameWidth: Theme.type(190)
    property int textWidth: Theme.u(112)
    readonly property int barsAt: nameWidth + Theme.u(12)
    readonly property int textRoom: textWidth - Theme.u(12)
    readonly property int least: Theme.hair
    readonly property int most: Math.max(1, ...rows.map(row => row.count))
    spacing: Theme.u(8)
    Label {
        width: bars.width
        text: bars.heading
        font.pixelSize: Theme.lead
        strong: true
    }
    Label {
        visible: bars.rows.length === 0
        text: Words.t.dayNoBars
        color: Theme.quiet
    }
    Repeater {
        model: bars.rows
        Item {
            id: row
            required property var modelData
            width: bars.width
            readonly property string said: modelData.said ?? ""
            height: Math.max(name.implicitHeight, count.implicitHeight, Theme.u(36))
            Accessible.role: Accessible.StaticText
            Accessible.name: modelData.name + " " + modelData.text + " " + said
            Label {
                id: name
                width: bars.nameWidth
                anchors.verticalCenter: parent.verticalCenter
                text: row.modelData.name
                Accessible.ignored: true
            }
            Rectangle {
                x: bars.barsAt
                anchors.verticalCenter: parent.verticalCenter
                width: Math.max(bars.least, (bars.width - x - bars.textWidth) * row.modelData.count / bars.most)
                height: Theme.u(20)
                radius: Theme.u(4)
                color: row.modelData.count > 0 ? Theme.accent : Theme.line
            }
            Label {
                id: count
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                horizontalAlignment: Text.AlignRight
                width: bars.textRoom
                text: row.said === "" ? row.modelData.text : row.modelData.text + "\n" + row.said
                color: Theme.quiet
                Accessible.ignored: true
            }
        }
    }
}
