import QtQuick
import ".."

// One sentence large, one beneath it, and a code for the phone where there is one.
Item {
    id: notice

    property string heading
    property string line
    property string small
    property string key // something short to be written down
    property real room: Theme.u(Theme.portrait ? 520 : 440)
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
            spacing: Theme.u(notice.key === "" ? 24 : 16)
            readonly property int across: notice.coded && !Theme.portrait ? Text.AlignLeft : Text.AlignHCenter
            Rectangle {
                visible: notice.ticked && !(notice.key !== "" && Theme.large && !Theme.portrait) // large words need the room
                x: parent.across === Text.AlignLeft ? 0 : Math.round((parent.width - width) / 2)
                width: Theme.u(notice.key === "" ? 128 : 88)
                height: width
                radius: width / 2
                color: Theme.accent
                Mark {
                    anchors.centerIn: parent
                    width: parent.width * 0.47
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
                font.pixelSize: notice.key === "" ? Theme.display : Theme.title
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
                objectName: "key"
                visible: text !== ""
                width: parent.width
                horizontalAlignment: parent.across
                text: notice.key
                font.pixelSize: Theme.title
                font.letterSpacing: Theme.u(2)
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.u(20)
                wrapMode: Text.NoWrap
                strong: true
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
                room: notice.room
            }
        }
    }
}
