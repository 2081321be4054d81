import QtQuick
import ".."
import "../parts"

// A code for the technician, a sentence for the citizen, and the phone where it can work.
Item {
    id: page
    required property var scene
    Notice {
        anchors.fill: parent
        heading: Words.t.outOfService
        line: page.scene.code_modules > 0 ? Words.t.outOfServiceCode : Words.t.outOfServiceLine
        small: page.scene.fault === "" ? "" : Words.t.faultCode.arg(page.scene.fault) + "  " + (Words.t["fault_" + page.scene.fault] ?? "")
        code: page.scene.code
        modules: page.scene.code_modules
    }
}
