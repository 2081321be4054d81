pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Letters, digits and the few signs of an address, each at least 60 pixels wide and high; below them the ways on and back.
Column {
    id: keys

    property bool capitals: false
    property bool backShown: false
    property bool ready: true
    property string allowed
    property string other // what else there is to do; empty for nothing
    property var shortcuts: []
    property real room: 0
    readonly property var rows: ["1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm.:/"]
    readonly property int across: Math.floor((width - 9 * spacing) / 10)
    readonly property int high: Math.max(60, Math.min(Theme.u(72), Math.floor((room - 4 * spacing) / 5)))
    signal typed(string text)
    signal erased
    signal wentBack
    signal otherWanted
    signal accepted

    spacing: Theme.u(6)

    Repeater {
        model: keys.rows
        Row {
            id: line
            required property string modelData
            spacing: keys.spacing
            Repeater {
                model: 10
                PushButton {
                    required property int index
                    readonly property string sign: keys.capitals ? line.modelData[index].toUpperCase() : line.modelData[index]
                    objectName: "key-" + sign
                    width: keys.across
                    height: keys.high
                    size: Theme.lead
                    text: sign
                    enabled: keys.allowed.indexOf(sign) >= 0
                    onPressed: keys.typed(sign)
                }
            }
        }
    }

    Fitted {
        id: fitted
        texts: keys.shortcuts
        room: keys.across * 1.8 - Theme.u(12)
        most: Theme.body
    }

    Row {
        spacing: keys.spacing
        readonly property real rest: keys.width - (others.count ? others.count * (keys.across * 1.8 + spacing) : 0) - (keys.backShown ? keys.across * 2 + spacing : 0) - (keys.other !== "" ? keys.across * 3 + spacing : 0)
        id: last
        PushButton {
            objectName: "enrol-back"
            visible: keys.backShown
            width: keys.across * 2
            height: keys.high
            quiet: true
            text: Words.t.back
            onPressed: keys.wentBack()
        }
        PushButton {
            objectName: "enrol-other"
            visible: keys.other !== ""
            width: keys.across * 3
            height: keys.high
            quiet: true
            text: keys.other
            onPressed: keys.otherWanted()
        }
        Repeater {
            id: others
            model: keys.shortcuts
            PushButton {
                required property string modelData
                objectName: "key-" + modelData
                width: keys.across * 1.8
                height: keys.high
                air: Theme.u(12)
                size: fitted.size
                text: modelData
                onPressed: keys.typed(modelData)
            }
        }
        PushButton {
            objectName: "enrol-erase"
            width: (last.rest - keys.spacing) * 0.4
            height: keys.high
            text: Words.t.enrolErase
            onPressed: keys.erased()
        }
        PushButton {
            objectName: "enrol-next"
            width: (last.rest - keys.spacing) * 0.6
            height: keys.high
            primary: true
            enabled: keys.ready
            text: Words.t.enrolNext
            onPressed: keys.accepted()
        }
    }
}
