import QtQuick
import ".."

// Language and large type on every page; the staff's door on the left.
Rectangle {
    id: bar

    required property var comfort
    required property var help
    property bool staffOpen: false
    property bool staffShut: false
    signal staffWanted
    signal technicianWanted

    height: Theme.touch + Theme.u(24)
    color: Theme.ground
    Accessible.role: Accessible.ToolBar
    Accessible.name: Words.t.barName

    Rectangle {
        width: parent.width
        height: Theme.hair
        color: Theme.line
    }

    Timer { // a technician holds the staff's door: nothing shows that one could
        objectName: "technician-door"
        interval: 3000
        running: door.down
        onTriggered: bar.technicianWanted()
    }

    Row {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.margin
        spacing: Theme.u(16)
        visible: !bar.staffOpen
        PushButton {
            id: door
            objectName: "staff-door"
            quiet: true
            text: Words.t.staffDoor
            enabled: !bar.staffShut // the page belongs to the citizen until they are done
            onPressed: bar.staffWanted()
        }
        PushButton {
            objectName: "help"
            urgentEdge: true
            text: ({
                    calling: Words.t.helpIsCalling,
                    coming: Words.t.helpIsComing,
                    unreached: Words.t.helpIsUnreached
                })[bar.help.state] ?? Words.t.help
            says: text === Words.t.help ? Words.t.helpName : text
            visible: !bar.help.open
            onPressed: bar.help.want()
        }
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
