import QtQuick
import ".."
import "../parts"

// A number to be called back at, on purpose only: what it is for and how long it is kept stand beside it.
Item {
    id: page
    required property var scene
    readonly property var contact: scene.contact

    Grid {
        id: grid
        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round((foot.y - height) / 2)
        columns: Theme.portrait ? 1 : 2
        columnSpacing: Theme.u(72)
        rowSpacing: Theme.u(32)
        horizontalItemAlignment: Grid.AlignHCenter

        Column {
            width: Theme.portrait ? page.width - 2 * Theme.margin : Math.min(Theme.u(Theme.large ? 760 : 600), page.width - 2 * Theme.margin - keys.width - grid.columnSpacing)
            spacing: Theme.u(16)
            Label {
                width: parent.width
                text: Words.t.contactTitle
                font.pixelSize: Theme.title
                strong: true
            }
            Rectangle {
                width: parent.width
                height: Theme.u(96)
                radius: Theme.radius
                color: Theme.surface
                border.width: Theme.hair * 2
                border.color: Theme.accent
                Label {
                    objectName: "contact-number"
                    anchors.centerIn: parent
                    width: parent.width - Theme.u(32)
                    horizontalAlignment: Text.AlignHCenter
                    text: page.contact.shown
                    font.pixelSize: Theme.title
                    fontSizeMode: Text.HorizontalFit
                    minimumPixelSize: Theme.body
                    wrapMode: Text.NoWrap
                    strong: true
                    lineHeight: 1
                }
            }
            Label {
                objectName: "contact-purpose"
                width: parent.width
                text: Words.t.contactPurpose.arg(page.contact.keep_days)
            }
            Label {
                width: parent.width
                text: Words.t.contactSealed
                color: Theme.quiet
            }
        }
        Keypad {
            id: keys
            onName: Words.t.contactLeave
            ready: page.contact.ready
            enabled: page.scene.open
            onDigit: value => page.contact.dial(value)
            onBack: page.contact.dial("")
            onAccepted: page.contact.leave()
        }
    }
    Linger {
        id: foot
        objectName: "contact-more-time"
        shown: page.visible
        scene: page.scene
        PushButton {
            objectName: "contact-back"
            enabled: page.scene.open
            text: Words.t.contactBack
            onPressed: page.contact.back()
        }
    }
}
