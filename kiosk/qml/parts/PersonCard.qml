import QtQuick
import ".."

// Who is being rated: picture or initial, name, number, department, duty, promise. Nobody logged in: the window alone.
Item {
    id: card

    required property var person
    property bool upright: !Theme.portrait
    property bool brief: false
    property bool decorated: false
    required property real room // how high it may be: a promise that is longer than what is left is cut
    readonly property bool beneath: upright && brief // the promise, under picture and facts
    readonly property bool known: person.name !== ""
    readonly property int side: brief || !upright ? Theme.u(112) : Theme.u(168)
    implicitHeight: upright && !brief ? facts.y + facts.implicitHeight : Math.max(picture.height, facts.implicitHeight)
    Accessible.role: Accessible.Grouping
    Accessible.name: person.name

    FontMetrics {
        id: oneLine
        font.family: Theme.family
        font.pixelSize: Theme.body
    }

    Rectangle {
        id: picture
        visible: card.known
        width: card.side
        height: card.side
        radius: Theme.u(24)
        color: Theme.accentSoft
        Label {
            objectName: "initial"
            anchors.centerIn: parent
            visible: !photo.visible
            text: card.person.initial
            color: Theme.accent
            font.pixelSize: Math.round(card.side * 0.46)
            strong: true
            Accessible.ignored: true
        }
        Image {
            id: photo
            objectName: "photo"
            anchors.fill: parent
            source: card.person.photo
            visible: status === Image.Ready
            fillMode: Image.PreserveAspectCrop
            asynchronous: true // read and decoded beside the screen; until then the initial stands here
            sourceSize: Qt.size(card.side, card.side)
        }
        Rectangle { // rounds the photo's corners: the software renderer knows no masks
            visible: photo.visible
            anchors.fill: parent
            anchors.margins: -Theme.u(10)
            radius: picture.radius + Theme.u(10)
            color: "transparent"
            border.width: Theme.u(10)
            border.color: Theme.surface
        }
    }

    Column {
        id: facts
        x: card.upright && !card.brief ? 0 : card.known ? card.side + Theme.u(24) : 0
        y: card.upright && !card.brief ? (card.known ? card.side + Theme.u(24) : 0) : Math.max(0, (card.side - implicitHeight) / 2)
        width: card.width - x
        spacing: Theme.u(card.beneath ? 1 : 6)
        Label {
            width: parent.width
            text: card.known ? card.person.name : Words.t.staffUnknown
            font.pixelSize: card.known ? Theme.title : Theme.lead
            strong: true
            lineHeight: 1
        }
        Label {
            visible: card.known
            width: parent.width
            text: Words.t.staffNumber.arg(card.person.number)
            color: Theme.quiet
        }
        Label {
            visible: text !== ""
            width: parent.width
            maximumLineCount: 2
            elide: Text.ElideRight
            text: card.person.department
            color: Theme.quiet
        }
        Label {
            objectName: "duty"
            visible: text !== ""
            width: parent.width
            maximumLineCount: 2
            elide: Text.ElideRight
            text: card.person.duty
            color: Theme.quiet
        }
        Label { // what the hall says of the person, and only where nobody is being asked about them
            objectName: "distinctions"
            visible: card.decorated && text !== "" && !Theme.large // large type needs the room for name, duty and promise
            width: parent.width
            text: [
                card.person.stars > 0 ? Words.t.staffStars.arg(card.person.stars) : "",
                card.person.party_member ? Words.t.partyMember : ""
            ].filter(one => one !== "").join(" · ")
            color: Theme.quiet
        }
        Label {
            objectName: "promise"
            visible: text !== "" && !card.beneath
            width: parent.width
            topPadding: Theme.u(10)
            maximumLineCount: Math.max(1, Math.floor((card.room - facts.y - y - topPadding) / (oneLine.height * lineHeight)))
            elide: Text.ElideRight
            text: card.person.promise === "" ? "" : Words.t.promise.arg(card.person.promise)
        }
    }

    Label {
        objectName: "promise"
        readonly property real spare: card.room - y
        visible: card.beneath && card.person.promise !== "" && spare >= oneLine.height
        y: Math.max(picture.height, facts.y + facts.implicitHeight) + Theme.u(6)
        width: card.width
        height: spare
        fontSizeMode: Text.Fit // a little smaller rather than cut off
        minimumPixelSize: Theme.type(18)
        elide: Text.ElideRight // a pledge of half a page is no reason to cover the code
        text: visible ? Words.t.promise.arg(card.person.promise) : ""
    }
}
