pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// The same page for every level: what was tapped (to be changed), reasons, a few words, done.
Item {
    id: page
    required property var scene
    property bool changing: false
    readonly property bool narrow: words.typing && height - words.covered < Theme.u(640) // room for the words alone
    property bool all: false
    readonly property var ticked: scene.ticked
    readonly property var levels: scene.levels
    readonly property int level: scene.level
    onLevelChanged: all = false
    readonly property string now: scene.page
    onNowChanged: {
        changing = false;
        if (now !== "Explaining" && now !== "Contacting") all = false;
    }

    Item {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Theme.portrait ? Theme.u(48) : Theme.u(24)
        anchors.bottomMargin: words.covered + Theme.u(16)

        Item {
            id: head
            visible: !page.narrow
            width: parent.width
            height: Theme.portrait ? heading.implicitHeight + Theme.u(16) + change.height : Math.max(change.height, heading.implicitHeight, page.changing ? Theme.type(72) : 0)
            Label {
                id: heading
                visible: !page.changing
                y: Theme.portrait ? 0 : Math.round((parent.height - height) / 2)
                width: Theme.portrait ? parent.width : parent.width - change.width - Theme.u(24)
                text: Words.t.explainTitle
                font.pixelSize: Theme.title
                strong: true
                lineHeight: 1.05
            }
            PushButton {
                id: change
                objectName: "change"
                visible: !page.changing
                x: Theme.portrait ? 0 : parent.width - width
                y: Theme.portrait ? parent.height - height : Math.round((parent.height - height) / 2)
                quiet: true
                text: Words.t.changeLevel.arg(page.levels[page.scene.level - 1] ?? "")
                onPressed: page.changing = true
            }
            Loader {
                anchors.fill: parent
                active: page.changing
                sourceComponent: Levels {
                    levels: page.levels
                    level: page.scene.level
                    enabled: page.scene.open
                    onChosen: level => {
                        page.changing = false;
                        if (page.scene.level !== level) page.scene.rate(level, 0.5, 0.5);
                    }
                }
            }
        }

        Label {
            id: hint
            visible: !page.narrow
            anchors.top: head.bottom
            anchors.topMargin: Theme.u(8)
            width: parent.width
            text: words.typing ? Words.t.staffCannotSee : (page.scene.says.reasons ?? "") + "  ·  " + Words.t.staffCannotSee
            color: Theme.quiet
        }

        Flickable {
            id: list
            visible: !words.typing
            anchors.top: hint.bottom
            anchors.topMargin: Theme.portrait ? Theme.u(40) : Theme.u(16)
            anchors.bottom: words.top
            anchors.bottomMargin: Theme.portrait ? Theme.u(40) : Theme.u(16)
            width: parent.width
            contentHeight: shownHeight
            clip: true
            interactive: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            property real shownHeight: 0
            Repeater {
                model: page.scene.reasons
                Reasons {
                    required property int index
                    required property var modelData
                    width: list.width
                    room: list.height
                    reasons: modelData
                    ticked: page.ticked
                    all: page.all
                    visible: page.scene.level === index + 1
                    onVisibleChanged: if (visible) list.shownHeight = Qt.binding(() => height)
                    onToggled: code => page.scene.toggle(code)
                    onMoreWanted: page.all = true
                }
            }
        }

        ScrollHint {
            objectName: "more-reasons-below"
            of: list
        }

        WordsField {
            id: words
            objectName: "words"
            scene: page.scene
            page: page
            anchors.bottom: foot.top
            anchors.bottomMargin: Theme.u(16)
            width: parent.width
            height: typing && !page.narrow ? Math.max(implicitHeight, foot.y - Theme.u(32) - hint.y - hint.height) : implicitHeight
            hint: page.scene.says.comment ?? ""
            written: page.scene.comment
            most: page.scene.comment_limit
            onEdited: text => page.scene.write(text)
        }

        ExplainFoot {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            scene: page.scene
            shown: page.visible
        }
    }
}
