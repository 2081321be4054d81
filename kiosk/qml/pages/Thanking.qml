import QtQuick
import ".."
import "../parts"

// The same thanks for one star as for five, and a receipt to take away: to be written down, or scanned.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        anchors.bottomMargin: foot.height
        ticked: true
        heading: page.scene.says.thanks ?? ""
        line: Words.t.thanksLine
        key: page.scene.receipt
        small: page.scene.receipt === "" ? "" : Words.t.receiptLine
        code: page.scene.code
        modules: page.scene.receipt === "" ? 0 : page.scene.code_modules
        room: Theme.u(264)
    }
    Linger {
        id: foot
        objectName: "thanks-more-time"
        shown: page.visible
        scene: page.scene
    }
}
