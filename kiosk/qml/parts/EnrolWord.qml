import QtQuick
import ".."

// What happened, in a sentence for everybody; beneath it the cause, for whoever is asked for help.
Column {
    id: word

    required property var enrolling
    readonly property string meanwhile: enrolling.step === "found" ? Words.t.enrolPairingLine : enrolling.step === "waiting" ? Words.t.enrolWaitHint : Words.t.enrolHint

    spacing: Theme.u(8)

    Label {
        objectName: "enrol-message"
        width: parent.width
        text: word.enrolling.message !== "" ? word.enrolling.message : word.meanwhile
        color: word.enrolling.reason !== "" || word.enrolling.step === "found" ? Theme.ink : Theme.quiet
        strong: word.enrolling.reason !== ""
    }
    Label {
        objectName: "enrol-reason"
        visible: text !== ""
        width: parent.width
        maximumLineCount: Theme.large ? 2 : 3
        elide: Text.ElideRight
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        text: word.enrolling.reason
        font.pixelSize: Math.round(Theme.body * 0.75)
        color: Theme.quiet
    }
}
