import QtQuick
import ".."

// One sentence large, one beneath it, and a code for the phone where there is one.
Item {
    id: notice

    property string heading
    property string line
    property string small
    property string code
    property int modules: 0
    property bool ticked: false
    readonly property bool coded: modules > 0

    Grid {
        anchors.centerIn: parent
        columns: Theme.portrait || !notice.coded ? 1 : 2
        columnSpacing: Theme.u(72)
        rowSpacing: Theme.u(48)
        horizontalItemAlignment: Theme.portrait || !notice.coded ? Grid.AlignHCenter : Grid.AlignLeft
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            width: notice.coded && !Theme.portrait ? notice.width * 0.44 : Math.min(notice.width - 2 * Theme.margin, Theme.u(960))
            spacing: Theme.u(24)
            readonly property int across: notice.coded && !Theme.portrait ? Text.AlignLeft : Text.AlignHCenter
            Rectangle {
                visible: notice.ticked
                anchors.horizontalCenter: parent.horizontalCenter
                width: Theme.u(128)
                height: width
                radius: width / 2
                color: Theme.accent
                Mark {
                    anchors.centerIn: parent
                    width: Theme.u(60)
                    height: width
                    color: Theme.accentInk
                    weight: 13
                }
            }
            Label {
                objectName: "notice"
                width: parent.width
                horizontalAlignment: parent.across
                text: notice.heading
                font.pixelSize: Theme.display
                strong: true
            }
            Label {
                visible: text !== ""
                width: parent.width
                horizontalAlignment: parent.across
                text: notice.line
                font.pixelSize: Theme.lead
                color: Theme.quiet
            }
            Label {
                objectName: "fault-code"
                visible: text !== ""
                width: parent.width
                horizontalAlignment: parent.across
                text: notice.small
                color: Theme.quiet
            }
        }
        Rectangle {
            visible: notice.coded
            width: picture.width
            height: picture.height
            color: "transparent"
            Code {
                id: picture
                objectName: "code"
                picture: notice.code
                modules: notice.modules
                room: Theme.u(Theme.portrait ? 520 : 440)
            }
        }
    }
}
