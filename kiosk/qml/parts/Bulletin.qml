import QtQuick
import ".."

// One notice: a text set large, or a picture as large as it fits; the frames of a video come as pictures.
Rectangle {
    id: bulletin

    required property var notice
    readonly property bool pictured: notice.kind === "picture" || notice.kind === "video"

    color: notice.kind === "text" ? Theme.surface : "transparent"
    radius: Theme.radius
    Accessible.role: pictured ? Accessible.Graphic : Accessible.Grouping
    Accessible.name: notice.text !== "" ? notice.text : Words.t.noticeName

    Label {
        objectName: "notice-text"
        visible: bulletin.notice.kind === "text"
        anchors.fill: parent
        anchors.margins: Theme.u(40)
        verticalAlignment: Text.AlignVCenter
        text: bulletin.notice.kind === "text" ? bulletin.notice.text : ""
        font.pixelSize: Theme.title
        fontSizeMode: Text.Fit
        minimumPixelSize: Theme.body
        lineHeight: 1.1
        elide: Text.ElideRight // what the centre sends may be longer than any screen
    }

    Image {
        objectName: "notice-picture"
        anchors.fill: parent
        visible: bulletin.pictured
        source: bulletin.pictured ? bulletin.notice.source : ""
        fillMode: Image.PreserveAspectFit
        asynchronous: bulletin.notice.kind === "picture" // read and decoded beside the screen
        cache: false
        autoTransform: true
        sourceSize.width: bulletin.notice.kind === "picture" ? bulletin.width : 0
        sourceSize.height: bulletin.notice.kind === "picture" ? bulletin.height : 0
    }
}
