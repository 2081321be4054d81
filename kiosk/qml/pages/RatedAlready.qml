import QtQuick
import ".."
import "../parts"

// Whoever comes second on one visit is told so.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        anchors.bottomMargin: foot.height
        heading: Words.t.ratedAlready.arg(page.scene.ticket)
        line: Words.t.ratedAlreadyLine
    }
    Linger {
        id: foot
        objectName: "rated-already-more-time"
        shown: page.visible
        scene: page.scene
    }
}
