import QtQuick
import ".."
import "../parts"

// The time for the question is over; the phone can still rate.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        anchors.bottomMargin: foot.height
        heading: Words.t.later
        line: Words.t.laterLine.arg(page.scene.ticket)
        code: page.scene.code
        modules: page.scene.code_modules
    }
    Linger {
        id: foot
        objectName: "later-more-time"
        shown: page.visible
        scene: page.scene
    }
}
