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
    readonly property var ticked: scene.ticked
    readonly property var levels: scene.levels
    onVisibleChanged: changing = false

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
            text: (page.scene.says.reasons ?? "") + "  ·  " + Words.t.staffCannotSee
            color: Theme.quiet
        }

        Flickable {
            id: list
            visible: !page.narrow
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
                    visible: page.scene.level === index + 1
                    onVisibleChanged: if (visible) list.shownHeight = Qt.binding(() => height)
                    onToggled: code => page.scene.toggle(code)
                }
            }
        }

        WordsField {
            id: words
            objectName: "words"
            scene: page.scene
            page: page
            anchors.bottom: foot.top
            anchors.bottomMargin: Theme.u(16)
            width: parent.width
            hint: page.scene.says.comment ?? ""
            written: page.scene.comment
            most: page.scene.comment_limit
            onEdited: text => page.scene.write(text)
        }

        Item {
            id: foot
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.max(Theme.touch, done.implicitHeight) + lane.height + Theme.u(16)
            TimeLine {
                id: lane
                width: parent.width
                limit: page.visible ? page.scene.limit : 0
                stamp: page.scene.stamp
            }
            PushButton {
                objectName: "explain-more-time"
                anchors.bottom: parent.bottom
                visible: page.scene.limit > 0
                quiet: true
                text: Words.t.moreTime
                onPressed: page.scene.more_time()
            }
            PushButton {
                id: done
                objectName: "done"
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                width: Math.max(implicitWidth, Theme.u(240))
                size: Theme.lead
                primary: true
                enabled: page.scene.open
                text: Words.t.done
                onPressed: page.scene.done()
            }
        }
    }
}
