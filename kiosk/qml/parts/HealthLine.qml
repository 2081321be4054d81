import QtQuick
import ".."

// One part of the kiosk: its name, whether it is well, and a sentence. What is amiss has a heavy frame and bold words.
Rectangle {
    id: line
    property string name
    property string said
    property bool well: true
    height: words.implicitHeight + Theme.u(20)
    radius: Theme.u(8)
    color: well ? Theme.surface : Theme.accentSoft
    border.width: well ? Theme.hair : Theme.hair * 2
    border.color: well ? Theme.line : Theme.accent
    Accessible.role: Accessible.StaticText
    Accessible.name: name + " " + (well ? Words.t.techWell : Words.t.techAmiss) + " " + said
    Column {
        id: words
        x: Theme.u(16)
        y: Theme.u(10)
        width: parent.width - 2 * x
        Item {
            width: parent.width
            height: heading.implicitHeight
            Label {
                id: heading
                text: line.name
                strong: true
                Accessible.ignored: true
            }
            Label {
                anchors.right: parent.right
                text: line.well ? Words.t.techWell : Words.t.techAmiss
                color: line.well ? Theme.quiet : Theme.accent
                strong: !line.well
                Accessible.ignored: true
            }
        }
        Label {
            width: parent.width
            text: line.said
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
    }
}
