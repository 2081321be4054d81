import QtQuick
import ".."

// A reason: ticked or not. The tick is a mark, not only a colour.
Rectangle {
    id: chip

    property string text
    property bool ticked: false
    property int size: Theme.body
    signal toggled

    implicitHeight: Math.max(60, label.implicitHeight + Theme.u(12))
    radius: Theme.radius
    color: ticked || area.containsPress ? Theme.accentSoft : Theme.surface
    border.width: ticked ? Theme.hair * 2 : Theme.hair
    border.color: ticked ? Theme.accent : Theme.outline

    Accessible.role: Accessible.CheckBox
    Accessible.name: text
    Accessible.checkable: true
    Accessible.checked: ticked
    Accessible.focusable: true
    Accessible.onPressAction: chip.toggled()
    Accessible.onToggleAction: chip.toggled()

    Rectangle {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.u(16)
        width: Theme.u(28)
        height: width
        radius: Theme.u(6)
        color: chip.ticked ? Theme.accent : "transparent"
        border.width: chip.ticked ? 0 : Theme.hair
        border.color: Theme.outline
        Loader {
            anchors.centerIn: parent
            active: chip.ticked
            sourceComponent: Mark {
                width: Theme.u(18)
                height: width
                weight: 14
                color: Theme.accentInk
            }
        }
    }

    Label {
        id: label
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.u(56)
        width: parent.width - x - Theme.u(12)
        text: chip.text
        font.pixelSize: chip.size
        lineHeight: 1.05
        Accessible.ignored: true
    }

    MouseArea {
        id: area
        anchors.fill: parent
        onClicked: chip.toggled()
    }
}
