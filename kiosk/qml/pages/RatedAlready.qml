import QtQuick
import ".."
import "../parts"

// Whoever comes second on one visit is told so.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        heading: Words.t.ratedAlready.arg(page.scene.ticket)
        line: Words.t.ratedAlreadyLine
    }
}
