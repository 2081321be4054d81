import QtQuick
import ".."

// Language and large type on every page; the staff's door on the left.
Rectangle {
    id: bar

    required property var comfort
    property bool staffOpen: false
    property bool staffShut: false
    signal staffWanted

    height: Theme.touch + Theme.u(24)
    color: Theme.ground
    Accessible.role: Accessible.ToolBar
    Accessible.name: Words.t.barName

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    PushButton {
        objectName: "staff-door"
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.margin
        quiet: true
        text: Words.t.staffDoor
        visible: !bar.staffOpen
        enabled: !bar.staffShut // the page belongs to the citizen until they are done
        onPressed: bar.staffWanted()
    }

    Row {
        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        spacing: Theme.u(16)
        PushButton {
            objectName: "large-type"
            text: Words.t.largeType
            chosen: bar.comfort.large
            Accessible.checkable: true
            Accessible.checked: bar.comfort.large
            onPressed: bar.comfort.toggle_large()
        }
        PushButton {
            objectName: "language"
            text: Words.t.otherLanguage
            says: Words.t.otherLanguageName
            onPressed: bar.comfort.next_language()
        }
    }
}
