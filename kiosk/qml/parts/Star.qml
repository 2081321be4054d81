import QtQuick
import QtQuick.Shapes
import ".."

// One star, one path: an outline when empty, gold when the finger has come this far. Both are drawn once and kept as
// pictures, so that a touch only changes which of them is seen.
Item {
    id: star

    property bool filled: false
    property int delay: 0
    property bool gold: filled
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
            strokeWidth: 3.4 * face.width / 100
            strokeColor: face.edge
            joinStyle: ShapePath.RoundJoin
            fillColor: face.fill
            PathSvg {
                path: "M47.1,12.4 Q50.0,5.5 52.9,12.4 L61.5,32.3 Q62.6,35.1 65.6,35.4 L87.2,37.3 Q94.7,38.0 89.0,42.9 L72.7,57.2 Q70.4,59.1 71.1,62.1 L76.0,83.2 Q77.6,90.5 71.2,86.7 L52.6,75.5 Q50.0,74.0 47.4,75.5 L28.8,86.7 Q22.4,90.5 24.0,83.2 L28.9,62.1 Q29.6,59.1 27.3,57.2 L11.0,42.9 Q5.3,38.0 12.8,37.3 L34.4,35.4 Q37.4,35.1 38.5,32.3 Z"
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
