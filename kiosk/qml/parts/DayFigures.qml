pragma ComponentBehavior: Bound
import QtQuick
import ".."

// A day in figures and bars, and what the centre has set aside and why.
Column {
    id: figures
    required property var day
    spacing: Theme.u(24)

    Grid {
        id: cells
        property real tall: 0 // as high as the highest
        width: parent.width
        columns: Theme.portrait ? 2 : 4
        spacing: Theme.u(16)
        Repeater {
            model: figures.day.figures
            Figure {
                required property var modelData
                width: (cells.width - (cells.columns - 1) * cells.spacing) / cells.columns
                name: modelData.name
                value: modelData.value
                of: modelData.of
                height: Math.max(implicitHeight, cells.tall)
                onImplicitHeightChanged: cells.tall = Math.max(...cells.children.map(one => one.implicitHeight ?? 0))
            }
        }
    }
    Grid {
        id: charts
        width: parent.width
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(64)
        rowSpacing: Theme.u(24)
        readonly property real cell: (width - (columns - 1) * columnSpacing) / columns
        Bars { width: charts.cell; heading: Words.t.dayLevels; rows: figures.day.levels }
        Bars { width: charts.cell; heading: Words.t.dayCauses; rows: figures.day.causes }
        Bars { width: charts.cell; heading: Words.t.dayHours; rows: figures.day.hours; nameWidth: Theme.u(96) }
        Bars { width: charts.cell; heading: Words.t.dayPeople; rows: figures.day.people; textWidth: Theme.u(Theme.large ? 240 : 190) }
        Loader {
            active: figures.day.of_hall
            visible: active
            width: charts.cell
            sourceComponent: Bars { heading: Words.t.dayWindows; rows: figures.day.windows }
        }
    }
    Column {
        visible: figures.day.aside.length > 0
        width: parent.width
        spacing: Theme.u(8)
        Label {
            objectName: "set-aside"
            width: parent.width
            text: Words.t.dayAside
            font.pixelSize: Theme.lead
            strong: true
        }
        Repeater {
            model: figures.day.aside
            Label {
                required property var modelData
                width: figures.width
                text: modelData.name + "：" + modelData.said + "（" + modelData.when + "）"
            }
        }
    }
}
