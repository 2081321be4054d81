import QtQuick
import ".."

// The person on the left third and the question on the right; in portrait above and below.
Item {
    id: split

    property alias side: side.data
    default property alias content: main.data
    property real share: Theme.portrait ? (Theme.typeScale > Theme.scale ? 0.35 : 0.3) : 1 / 3

    Rectangle {
        id: panel
        width: Theme.portrait ? split.width : split.width * split.share
        height: Theme.portrait ? split.height * split.share : split.height
        color: Theme.surface
        Item {
            id: side
            anchors.fill: parent
            anchors.margins: Theme.margin
        }
        Rectangle {
            width: Theme.portrait ? parent.width : Theme.hair
            height: Theme.portrait ? Theme.hair : parent.height
            x: Theme.portrait ? 0 : parent.width - width
            y: Theme.portrait ? parent.height - height : 0
            color: Theme.line
        }
    }

    Item {
        id: main
        x: Theme.portrait ? Theme.margin : panel.width + Theme.margin
        y: Theme.portrait ? panel.height + Theme.margin : Theme.margin
        width: split.width - x - Theme.margin
        height: split.height - y - Theme.margin
    }
}
