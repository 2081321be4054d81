pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Ten digits, a back step and a way on. The order never changes: hands know it.
Grid {
    id: keypad

    property string onName
    property bool ready: true
    readonly property var keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "on"]
    property int key: Theme.u(96)
    readonly property int digitSize: Theme.title
    readonly property string backName: Words.t.backStep
    signal digit(string value)
    signal back
    signal accepted

    Fitted {
        id: fitted
        texts: [keypad.backName, keypad.onName]
        room: keypad.key * 1.25 - Theme.u(16)
        most: Theme.body
    }

    columns: 3
    spacing: Theme.u(12)

    Repeater {
        model: 12
        PushButton {
            required property int index
            readonly property string value: keypad.keys[index]
            objectName: value === "back" ? "back" : value === "on" ? "on" : "digit-" + value
            width: keypad.key * 1.25
            height: Math.max(60, keypad.key)
            size: value === "on" || value === "back" ? fitted.size : keypad.digitSize
            air: Theme.u(12)
            text: value === "back" ? keypad.backName : value === "on" ? keypad.onName : value
            primary: value === "on"
            enabled: value !== "on" || keypad.ready
            onPressed: {
                if (value === "back") keypad.back();
                else if (value === "on") keypad.accepted();
                else keypad.digit(value);
            }
        }
    }
}
