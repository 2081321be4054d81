import QtQuick
import ".."

// A place files can be taken to: its name, and beneath it how much room there is.
PushButton {
    id: place
    property string name
    property string said
    text: ""
    says: name + " " + said
    implicitHeight: Math.max(Theme.touch, lines.implicitHeight + Theme.u(24))
    Column {
        id: lines
        x: Theme.u(24)
        width: parent.width - 2 * x
        anchors.verticalCenter: parent.verticalCenter
        Label {
            width: parent.width
            text: place.name
            maximumLineCount: place.said === "" ? 1 : 3
            elide: Text.ElideRight
            color: place.writing
            strong: true
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            visible: text !== ""
            text: place.said
            color: place.primary || place.chosen ? place.writing : Theme.quiet
            wrapMode: Text.WrapAnywhere
            Accessible.ignored: true
        }
    }
}
