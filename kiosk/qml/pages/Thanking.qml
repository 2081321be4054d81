import QtQuick
import ".."
import "../parts"

// The same thanks for one star as for five.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        ticked: true
        heading: page.scene.says.thanks ?? ""
        line: Words.t.thanksLine
    }
}
