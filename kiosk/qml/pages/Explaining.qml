pragma ComponentBehavior: Bound
import QtQuick
import ".."
import "../parts"

// The same page for every level: what was tapped (to be changed), reasons, a few words, done.
Item {
    id: page
    required property var scene
    property bool changing: false
    readonly property var codes: scene.reason_codes
    readonly property var texts: scene.reason_texts
    readonly property var ticked: scene.ticked
    readonly property var levels: scene.levels
    onVisibleChanged: changing = false

    Item {
        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Theme.portrait ? Theme.u(48) : Theme.u(24)
        anchors.bottomMargin: Theme.u(16)

        Item {
            id: head
            width: parent.width
            height: Math.max(Theme.touch, heading.implicitHeight)
            Label {
                id: heading
                visible: !page.changing
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - change.width - Theme.u(24)
                text: Words.t.explainTitle
                font.pixelSize: Theme.title
                strong: true
                lineHeight: 1.05
            }
            PushButton {
                id: change
                objectName: "change"
                visible: !page.changing
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                quiet: true
                text: Words.t.changeLevel.arg(page.levels[page.scene.level - 1] ?? "")
                onPressed: page.changing = true
            }
            Row {
                visible: page.changing
                spacing: Theme.u(8)
                Repeater {
                    model: 5
                    PushButton {
                        required property int index
                        objectName: "level-" + (index + 1)
                        width: (head.width - Theme.u(32)) / 5
                        height: head.height
                        text: page.levels[index] ?? ""
                        chosen: page.scene.level === index + 1
                        enabled: page.scene.open
                        onPressed: {
                            page.changing = false;
                            if (page.scene.level !== index + 1) page.scene.rate(index + 1, 0.5, 0.5);
                        }
                    }
                }
            }
        }

        Label {
            id: hint
            anchors.top: head.bottom
            anchors.topMargin: Theme.u(8)
            width: parent.width
            text: (page.scene.says.reasons ?? "") + "  ·  " + Words.t.staffCannotSee
            color: Theme.quiet
        }

        Flickable {
            id: list
            anchors.top: hint.bottom
            anchors.topMargin: Theme.portrait ? Theme.u(40) : Theme.u(16)
            anchors.bottom: words.top
            anchors.bottomMargin: Theme.portrait ? Theme.u(40) : Theme.u(16)
            width: parent.width
            contentHeight: chips.height
            clip: true
            interactive: contentHeight > height
            boundsBehavior: Flickable.StopAtBounds
            Grid {
                id: chips
                width: parent.width
                columns: Theme.portrait ? 2 : 4
                columnSpacing: Theme.u(16)
                rowSpacing: Theme.portrait ? Theme.u(16) : Theme.u(12)
                readonly property real cell: (width - (columns - 1) * columnSpacing) / columns
                readonly property int lines: Math.ceil(page.scene.reason_count / columns)
                readonly property real fill: (list.height - (lines - 1) * rowSpacing) / lines
                Repeater {
                    model: page.scene.reason_count
                    Chip {
                        required property int index
                        readonly property string code: page.codes[index] ?? ""
                        objectName: "reason-" + code
                        width: chips.cell
                        height: Math.max(implicitHeight, Math.min(Math.floor(chips.fill), Theme.u(144)))
                        text: page.texts[index] ?? ""
                        ticked: page.ticked.includes(code)
                        onToggled: page.scene.toggle(code)
                    }
                }
            }
        }

        WordsField {
            id: words
            objectName: "words"
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
