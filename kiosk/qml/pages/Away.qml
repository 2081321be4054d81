import QtQuick
import ".."
import "../parts"

// 暂停服务.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        heading: Words.t.away
        line: Words.t.awayLine.arg(page.scene.window)
    }
}
