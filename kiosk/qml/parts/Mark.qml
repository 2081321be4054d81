import QtQuick
import QtQuick.Shapes
import ".."

// A tick, drawn.
Shape {
    id: mark

    property color color: Theme.accent
    property real weight: 12

    ShapePath {
        scale: Qt.size(mark.width / 100, mark.height / 100)
        strokeWidth: mark.weight * mark.width / 100
        strokeColor: mark.color
        fillColor: "transparent"
        capStyle: ShapePath.RoundCap
        joinStyle: ShapePath.RoundJoin
        PathSvg { path: "M12,54 L40,82 L90,22" }
    }
}
