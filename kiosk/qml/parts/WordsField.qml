import QtQuick
import ".."

// A few words, at most as many characters as the questionnaire allows. Nothing typed here is learned by any keyboard.
Rectangle {
    id: field

    property string written
    property string hint
    property int most: 150
    readonly property int lines: Theme.portrait ? 3 : 2 // whole ones; more scroll
    signal edited(string text)

    implicitHeight: Math.max(Theme.touch, Math.min(edit.implicitHeight, Math.ceil(Theme.body * 1.45) * lines) + Theme.u(32))
    radius: Theme.radius
    color: Theme.surface
    border.width: edit.activeFocus ? Theme.hair * 2 : Theme.hair
    border.color: edit.activeFocus ? Theme.accent : Theme.outline
    onWrittenChanged: if (edit.text !== written) edit.text = written
    onVisibleChanged: if (!visible) edit.focus = false

    Label {
        x: Theme.u(20)
        anchors.verticalCenter: parent.verticalCenter
        width: parent.width - count.width - Theme.u(56)
        visible: edit.text === "" && !edit.inputMethodComposing
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
                if (text !== field.written) field.edited(text);
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
