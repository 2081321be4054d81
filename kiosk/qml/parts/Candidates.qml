pragma ComponentBehavior: Bound
import QtQuick
import ".."

// What was spelled, and the words it may mean, likeliest first; pages by touch or by a finger drawn across.
Item {
    id: bar

    property string typed
    property string hint
    property var words: []
    property int strip
    signal chosen(int place)

    Label {
        objectName: "typed"
        x: Theme.u(20)
        height: bar.strip
        verticalAlignment: Text.AlignVCenter
        width: parent.width - 2 * x
        text: bar.typed
        wrapMode: Text.NoWrap
        elide: Text.ElideLeft
        color: Theme.accent
        lineHeight: 1
    }

    Label {
        objectName: "words-hint"
        visible: bar.typed === "" && bar.hint !== ""
        x: Theme.u(20)
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - 2 * x
        text: bar.hint
        color: Theme.quiet
    }

    ListView {
        id: list
        y: bar.strip
        width: parent.width - 2 * back.width
        height: parent.height - y
        orientation: ListView.Horizontal
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        model: bar.words
        onModelChanged: positionViewAtBeginning()
        delegate: Item {
            id: one
            required property int index
            required property string modelData
            objectName: "word-" + modelData
            width: Math.max(60, label.implicitWidth + Theme.u(36))
            height: ListView.view?.height ?? 0
            Accessible.role: Accessible.Button
            Accessible.name: modelData
            Accessible.focusable: true
            Accessible.onPressAction: bar.chosen(one.index)
            Rectangle {
                anchors.fill: parent
                radius: Theme.u(10)
                color: area.containsPress ? Theme.pressed : "transparent"
            }
            Label {
                id: label
                anchors.centerIn: parent
                text: one.modelData
                font.pixelSize: Theme.lead
                strong: one.index === 0
                wrapMode: Text.NoWrap
                Accessible.ignored: true
            }
            MouseArea {
                id: area
                anchors.fill: parent
                onClicked: bar.chosen(one.index)
            }
        }
    }

    BoardKey {
        id: back
        objectName: "words-back"
        visible: list.count > 0
        enabled: !list.atXBeginning
        x: list.width
        y: bar.strip
        width: Math.max(60, Theme.u(72))
        height: list.height
        tool: true
        face: "‹"
        says: Words.t.keyWordsBack
        onPressed: list.positionViewAtIndex(Math.max(0, list.indexAt(list.contentX, 1)), ListView.End)
    }
    BoardKey {
        objectName: "words-on"
        visible: list.count > 0
        enabled: !list.atXEnd
        x: list.width + width
        y: bar.strip
        width: back.width
        height: list.height
        tool: true
        face: "›"
        says: Words.t.keyWordsOn
        onPressed: {
            const last = list.indexAt(list.contentX + list.width - 1, 1);
            if (last > 0) list.positionViewAtIndex(last, ListView.Beginning);
        }
    }
}
