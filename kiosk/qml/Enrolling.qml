pragma ComponentBehavior: Bound
import QtQuick
import "parts"

// The window of the first start: a tablet without a key is told its centre. Keys of a keyboard or scanner come in here too.
Window {
    id: root

    required property var enrolling
    required property var comfort

    width: 1280
    height: 800
    visible: true
    color: Theme.ground
    title: Words.t.windowTitle

    Binding { target: Theme; property: "width"; value: root.width }
    Binding { target: Theme; property: "height"; value: root.height }
    Binding { target: Theme; property: "large"; value: root.comfort.large }
    Binding { target: Theme; property: "night"; value: root.comfort.night }
    Binding { target: Theme; property: "motion"; value: root.comfort.motion }
    Binding { target: Words; property: "t"; value: root.comfort.texts }

    Item {
        anchors.fill: parent
        focus: true
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) root.enrolling.accept();
            else if (event.key === Qt.Key_Backspace) root.enrolling.erase();
            else if (event.text !== "") root.enrolling.type(event.text);
            event.accepted = true;
        }

        EnrolSteps {
            id: side
            width: Theme.portrait ? parent.width : Math.round(parent.width * 0.26)
            height: Theme.portrait ? implicitHeight : parent.height - bar.height
            enrolling: root.enrolling
        }

        Loader {
            objectName: "enrol-page"
            x: Theme.portrait ? 0 : side.width
            y: Theme.portrait ? side.height : 0
            width: parent.width - x
            height: parent.height - y - bar.height
            sourceComponent: root.enrolling.step === "found" ? found : root.enrolling.step === "waiting" ? waiting : entry
        }

        Item { // no staff and no help here: nobody is at this window yet
            id: bar
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.touch + Theme.u(24)
            Accessible.role: Accessible.ToolBar
            Accessible.name: Words.t.barName
            Row {
                anchors.verticalCenter: parent.verticalCenter
                anchors.right: parent.right
                anchors.rightMargin: Theme.margin
                spacing: Theme.u(16)
                PushButton {
                    objectName: "large-type"
                    text: Words.t.largeType
                    chosen: root.comfort.large
                    Accessible.checkable: true
                    Accessible.checked: root.comfort.large
                    onPressed: root.comfort.toggle_large()
                }
                PushButton {
                    objectName: "language"
                    text: Words.t.otherLanguage
                    says: Words.t.otherLanguageName
                    onPressed: root.comfort.next_language()
                }
            }
        }
    }

    Component {
        id: entry
        EnrolEntry { enrolling: root.enrolling }
    }
    Component {
        id: waiting
        EnrolWaiting { enrolling: root.enrolling }
    }
    Component {
        id: found
        EnrolFound { enrolling: root.enrolling }
    }
}
