pragma ComponentBehavior: Bound
import QtQuick
import ".."

// No code: the number an administrator looks for at the centre, and what they do there. It goes on by itself.
Item {
    id: waiting

    required property var enrolling

    Column {
        x: Theme.margin
        width: parent.width - 2 * x
        y: Theme.u(24)
        spacing: Theme.u(20)
        Label {
            objectName: "enrol-ask"
            width: parent.width
            text: Words.t.enrolWaitAsk
            font.pixelSize: Theme.title
            strong: true
        }
        EnrolNumber {
            width: parent.width
            digits: waiting.enrolling.pairing !== "" ? waiting.enrolling.pairing : "·····"
            size: Theme.display
        }
        Label {
            objectName: "enrol-steps"
            width: parent.width
            text: Words.t.enrolWaitSteps
            font.pixelSize: Theme.body
        }
        Loader { // beside the question there is room in landscape
            active: Theme.portrait
            visible: active
            width: parent.width
            sourceComponent: EnrolWord { enrolling: waiting.enrolling }
        }
    }

    PushButton {
        objectName: "enrol-back"
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(16)
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        quiet: true
        text: Words.t.enrolWithCode
        onPressed: waiting.enrolling.back()
    }
}
