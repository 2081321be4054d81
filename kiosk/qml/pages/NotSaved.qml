import QtQuick
import ".."
import "../parts"

// The disk would not take it: the phone can.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        anchors.bottomMargin: foot.height
        heading: Words.t.notSaved
        line: page.scene.code_modules > 0 ? Words.t.notSavedLine : Words.t.notSavedNoCode
        small: page.scene.fault === "" ? "" : Words.t.faultCode.arg(page.scene.fault)
        code: page.scene.code
        modules: page.scene.code_modules
    }
    Linger {
        id: foot
        objectName: "not-saved-more-time"
        shown: page.visible
        scene: page.scene
    }
}
