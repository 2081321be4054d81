import QtQuick
import QtQuick.Shapes
import ".."

// One star, one path: an outline when empty, gold when the finger has come this far. Both are drawn once and kept as
// pictures, so that a touch only changes which of them is seen.
Item {
    id: star

    property bool filled: false
    property int delay: 0
    property bool gold: false
    onFilledChanged: if (!filled || delay === 0) gold = filled; else wait.restart()

    Timer {
        id: wait
        interval: star.delay
        onTriggered: star.gold = star.filled
    }

    component Face: Shape {
        id: face
        property color edge
        property color fill
        anchors.fill: parent
        layer.enabled: true
        ShapePath {
            scale: Qt.size(face.width / 100, face.height / 100)
            strokeWidth: 3.2 * face.width / 100
            strokeColor: face.edge
            joinStyle: ShapePath.RoundJoin
            fillColor: face.fill
            PathSvg {
                path: "M45.6,11.0 Q50.0,2.0 54.4,11.0 L63.1,28.5 Q65.3,33.0 70.2,33.7 L89.6,36.5 Q99.5,37.9 92.3,44.9 L78.3,58.5 Q74.7,62.0 75.6,67.0 L78.9,86.2 Q80.6,96.1 71.7,91.4 L54.4,82.3 Q50.0,80.0 45.6,82.3 L28.3,91.4 Q19.4,96.1 21.1,86.2 L24.4,67.0 Q25.3,62.0 21.7,58.5 L7.7,44.9 Q0.5,37.9 10.4,36.5 L29.8,33.7 Q34.7,33.0 36.9,28.5 Z"
            }
        }
    }

    Face {
        visible: !star.gold
        edge: Theme.outline
        fill: Theme.surface
    }
    Face {
        visible: star.gold
        edge: Theme.goldEdge
        fill: Theme.gold
    }
}
