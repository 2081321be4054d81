import QtQuick
import ".."
import "../parts"

// Calling the hall manager: asked once more, then how the call stands. The page beneath waits and is not touched.
Rectangle {
    id: page
    required property var scene
    readonly property var call: scene.help
    readonly property bool asks: call.state === "considering"
    readonly property bool failed: call.state === "unreached"
    color: Theme.ground
    Accessible.role: Accessible.Dialog
    Accessible.name: title.text

    Column {
        anchors.centerIn: parent
        anchors.verticalCenterOffset: Theme.u(32)
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(880))
        spacing: Theme.u(24)
        Label {
            id: title
            objectName: "help-title"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.display
            strong: true
            text: ({
                    considering: Words.t.helpTitle,
                    calling: Words.t.helpCalling,
                    coming: Words.t.helpComing,
                    unreached: Words.t.helpUnreached
                })[page.call.state] ?? ""
        }
        Label {
            objectName: "help-line"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            font.pixelSize: Theme.lead
            color: Theme.quiet
            text: (({
                    considering: Words.t.helpLine,
                    calling: Words.t.helpCallingLine,
                    coming: Words.t.helpComingLine,
                    unreached: Words.t.helpUnreachedLine
                })[page.call.state] ?? "").replace("%1", page.scene.window)
        }
        Item {
            width: 1
            height: Theme.u(24)
        }
        Item { // its room stays: under a second quick touch lies nothing, least of all the button that puts the panel away
            width: parent.width
            height: Theme.u(112)
            PushButton {
                objectName: "help-call"
                anchors.centerIn: parent
                visible: page.asks || page.failed
                width: Theme.u(400)
                height: parent.height
                size: Theme.lead
                urgent: true
                text: page.asks ? Words.t.helpCall : Words.t.helpAgain
                onPressed: page.call.call()
            }
        }
        PushButton {
            objectName: "help-close"
            anchors.horizontalCenter: parent.horizontalCenter
            width: Theme.u(400)
            primary: !page.asks && !page.failed
            text: page.asks ? Words.t.back : Words.t.close
            onPressed: page.call.close()
        }
    }
}
