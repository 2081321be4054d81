import QtQuick
import ".."

// One figure of the day with its name and, beneath, what it is a part of.
Rectangle {
    id: figure
    property string name
    property string value
    property string of
    implicitHeight: column.implicitHeight + Theme.u(32)
    radius: Theme.radius
    color: Theme.surface
    border.width: Theme.hair
    border.color: Theme.line
    Accessible.role: Accessible.StaticText
    Accessible.name: name + " " + value + " " + of
    Column {
        id: column
        x: Theme.u(20)
        y: Theme.u(16)
        width: parent.width - 2 * x
        Label {
            width: parent.width
            text: figure.name
            color: Theme.quiet
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: figure.value
            font.pixelSize: Theme.title
            strong: true
            lineHeight: 1.05
            Accessible.ignored: true
        }
        Label {
            width: parent.width
            text: figure.of
            color: Theme.quiet
            Accessible.ignored: true
        }
    }
}
