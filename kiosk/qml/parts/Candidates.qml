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

    FontMetrics {
        id: metrics
        font.family: Theme.family
        font.pixelSize: 100
    }

    // The words in pages of as many as fit whole: a word that is cut off at an edge can neither be read nor hit.
    function paged(words: var, room: real): var {
        const pages = [];
        let x = room;
        words.forEach((text, place) => {
            const width = Math.min(room, Math.max(60, Math.ceil(metrics.advanceWidth(text) * Theme.lead / 100) + Theme.u(36)));
            if (x + width > room) {
                pages.push({ words: [] });
                x = 0;
            }
            pages[pages.length - 1].words.push({ text: text, place: place, x: x, width: width });
            x += width;
        });
        return pages;
    }

    ListView {
        id: list
        objectName: "words-pages"
        readonly property int page: width > 0 ? Math.round(contentX / width) : 0
        y: bar.strip
        width: parent.width - 2 * back.width
        height: parent.height - y
        orientation: ListView.Horizontal
        boundsBehavior: Flickable.StopAtBounds
        snapMode: ListView.SnapOneItem
        cacheBuffer: 0
        clip: true
        model: bar.paged(bar.words, width)
        onModelChanged: positionViewAtBeginning()
        delegate: Item {
            id: page
            required property var modelData
            width: ListView.view?.width ?? 0
            height: ListView.view?.height ?? 0
            Repeater {
                model: page.modelData.words
                Item {
                    id: one
                    required property var modelData
                    objectName: "word-" + modelData.text
                    x: modelData.x
                    width: modelData.width
                    height: page.height
                    Accessible.role: Accessible.Button
                    Accessible.name: modelData.text
                    Accessible.focusable: true
                    Accessible.onPressAction: bar.chosen(modelData.place)
                    Rectangle {
                        anchors.fill: parent
                        radius: Theme.u(10)
                        color: area.containsPress ? Theme.pressed : "transparent"
                    }
                    Label {
                        anchors.centerIn: parent
                        width: Math.min(implicitWidth, parent.width - Theme.u(16))
                        text: one.modelData.text
                        font.pixelSize: Theme.lead
                        fontSizeMode: Text.HorizontalFit // a whole sentence on a narrow screen
                        strong: one.modelData.place === 0
                        wrapMode: Text.NoWrap
                        Accessible.ignored: true
                    }
                    MouseArea {
                        id: area
                        anchors.fill: parent
                        onClicked: bar.chosen(one.modelData.place)
                    }
                }
            }
        }
    }

    BoardKey {
        id: back
        objectName: "words-back"
        visible: list.count > 0
        enabled: list.page > 0
        x: list.width
        y: bar.strip
        width: Math.max(60, Theme.u(72))
        height: list.height
        tool: true
        face: "‹"
        says: Words.t.keyWordsBack
        onPressed: list.positionViewAtIndex(list.page - 1, ListView.Beginning)
    }
    BoardKey {
        objectName: "words-on"
        visible: list.count > 0
        enabled: list.page < list.count - 1
        x: list.width + width
        y: bar.strip
        width: back.width
        height: list.height
        tool: true
        face: "›"
        says: Words.t.keyWordsOn
        onPressed: list.positionViewAtIndex(list.page + 1, ListView.Beginning)
    }
}
