import QtQuick
import ".."

// Beside what scrolls: how much of it is seen, and that there is more. Only to be looked at.
Rectangle {
    required property Flickable of
    visible: of.visible && of.contentHeight > of.height + 1
    x: of.x + of.width + Theme.u(12)
    y: of.y + of.visibleArea.yPosition * of.height
    width: Theme.u(8)
    height: of.visibleArea.heightRatio * of.height
    radius: width / 2
    color: Theme.outline
    Accessible.ignored: true
}
