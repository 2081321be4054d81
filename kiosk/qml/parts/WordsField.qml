import QtQuick
import ".."

// A few words, at most as many characters as the questionnaire allows. Nothing typed here is learned by any keyboard.
// While it is written in, our own keyboard covers the foot of `page`: `covered` is how much of it.
Rectangle {
    id: field

    required property var scene
    required property Item page
    property string written
    property string hint
    property string told // what the desk was told: the text, and in it what was spelled but not chosen yet
    readonly property string spelled: keyboard.board?.spelled ?? ""
    readonly property bool typing: keyboard.active
    readonly property real covered: keyboard.active ? keyboard.height : 0
    property int most: 150
    readonly property int lines: Theme.portrait ? 3 : 2 // whole ones; more scroll
    signal edited(string text)

    implicitHeight: Math.max(Theme.touch, Math.min(edit.implicitHeight, Math.ceil(Theme.body * 1.45) * lines) + Theme.u(32))
    radius: Theme.radius
    color: Theme.surface
    border.width: edit.activeFocus ? Theme.hair * 2 : Theme.hair
    border.color: edit.activeFocus ? Theme.accent : Theme.outline
    onWrittenChanged: {
        if (written === told) return;
        told = written;
        edit.text = written;
    }
    onSpelledChanged: tell()
    onVisibleChanged: if (!visible) edit.focus = false

    function tell(): void {
        const at = edit.cursorPosition;
        const whole = (edit.text.slice(0, at) + spelled + edit.text.slice(at)).slice(0, most);
        if (whole === told) return;
        told = whole;
        edited(whole);
    }

    function insert(text: string): void {
        if (edit.selectedText) edit.remove(edit.selectionStart, edit.selectionEnd);
        edit.insert(edit.cursorPosition, text.slice(0, Math.max(0, most - edit.length)));
    }

    function erase(): void {
        if (edit.selectedText) edit.remove(edit.selectionStart, edit.selectionEnd);
        else if (edit.cursorPosition > 0) edit.remove(edit.cursorPosition - 1, edit.cursorPosition);
    }

    function open(): void {
        if (!scene.keyboard_wanted) return;
        keyboard.board = scene.keyboard;
        keyboard.board.open();
        keyboard.setSource("Keyboard.qml", { board: keyboard.board });
        keyboard.active = true;
    }

    function close(): void {
        keyboard.active = false;
        keyboard.board?.close();
    }

    Loader {
        id: keyboard
        property var board: null
        parent: field.page
        anchors.bottom: parent?.bottom
        width: parent?.width ?? 0
        active: false
    }

    Connections {
        target: keyboard.board
        function onInserted(text: string): void { field.insert(text); }
        function onErased(): void { field.erase(); }
        function onHidden(): void { edit.focus = false; }
    }

    Label {
        x: Theme.u(20)
        y: Math.min(Math.round((parent.height - height) / 2), Theme.u(20)) // where the first line is written
        width: parent.width - count.width - Theme.u(56)
        visible: edit.text === "" && !edit.inputMethodComposing && field.spelled === ""
        text: field.hint
        color: Theme.quiet
        Accessible.ignored: true
    }

    Flickable {
        anchors.fill: parent
        anchors.leftMargin: Theme.u(20)
        anchors.rightMargin: count.width + Theme.u(36)
        anchors.topMargin: Theme.u(16)
        anchors.bottomMargin: Theme.u(16)
        contentHeight: edit.height
        contentY: Math.max(0, Math.min(contentHeight - height, edit.cursorRectangle.y + edit.cursorRectangle.height - height))
        clip: true
        interactive: false
        TextEdit {
            id: edit
            objectName: "words-edit"
            width: parent.width
            color: Theme.ink
            selectionColor: Theme.accent
            selectedTextColor: Theme.accentInk
            font.family: Theme.family
            font.pixelSize: Theme.body
            wrapMode: TextEdit.Wrap
            textFormat: TextEdit.PlainText
            inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText
            Accessible.role: Accessible.EditableText
            Accessible.name: field.hint
            onTextChanged: {
                if (text.length > field.most) text = text.slice(0, field.most);
                field.tell();
            }
            onActiveFocusChanged: {
                if (activeFocus) field.open();
                else field.close();
            }
        }
    }

    Label {
        id: count
        anchors.right: parent.right
        anchors.rightMargin: Theme.u(16)
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(12)
        text: edit.text.length + "/" + field.most
        color: Theme.quiet
        Accessible.ignored: true
    }

    TapHandler { onTapped: edit.forceActiveFocus() }
}
