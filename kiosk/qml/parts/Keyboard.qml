pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The on-screen keyboard: candidates above four rows of keys; never more than 55 % of the screen.
Rectangle {
    id: keyboard

    required property var board
    readonly property int strip: board.chooses ? Math.ceil(Theme.body * 1.25) : 0
    readonly property int rows: board.chooses ? 5 : 4
    readonly property int key: Math.max(60, Math.min(Theme.u(76), Math.floor((Theme.height * 0.55 - strip) / rows)))

    objectName: "keyboard"
    height: strip + key * rows
    color: Theme.large ? Theme.accentSoft : Theme.line
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.keyboardName
    Component.onDestruction: board.close()

    Rectangle {
        width: parent.width
        height: keyboard.strip + keyboard.key
        visible: keyboard.board.chooses
        color: Theme.ground
        Candidates {
            anchors.fill: parent
            strip: keyboard.strip
            typed: keyboard.board.typed
            hint: Words.t[keyboard.board.hint] ?? ""
            words: keyboard.board.candidates
            onChosen: place => keyboard.board.choose(place)
        }
    }

    Column {
        anchors.bottom: parent.bottom
        width: parent.width
        Repeater {
            model: keyboard.board.rows
            Row {
                id: row
                required property var modelData
                Repeater {
                    model: row.modelData
                    BoardKey {
                        required property var modelData
                        objectName: "key-" + modelData.does
                        width: keyboard.width * modelData.width / 10
                        height: keyboard.key
                        enabled: does !== ""
                        opacity: enabled ? 1 : 0
                        Accessible.ignored: !enabled
                        does: modelData.does
                        face: modelData.face || (Words.t[modelData.word] ?? "")
                        says: Words.t[modelData.name || modelData.word] ?? modelData.face
                        tool: modelData.tool
                        chosen: does === "shift" && keyboard.board.capital
                        capital: !tool && keyboard.board.capital
                        repeats: does === "back"
                        onPressed: keyboard.board.press(does)
                    }
                }
            }
        }
    }
}
