pragma ComponentBehavior: Bound
import QtQuick
import ".."

// What the code led to: hall, window, and the number to compare with the centre's before anything begins.
Item {
    id: found

    required property var enrolling

    Column {
        x: Theme.margin
        width: parent.width - 2 * x
        y: Theme.u(16)
        spacing: Theme.u(16)
        Label {
            objectName: "enrol-ask"
            width: parent.width
            text: Words.t.enrolFoundAsk
            font.pixelSize: Theme.title
            strong: true
        }
        Column {
            width: parent.width
            spacing: Theme.u(4)
            Label {
                objectName: "enrol-window"
                width: parent.width
                text: found.enrolling.window
                font.pixelSize: Theme.display
                strong: true
                lineHeight: 1
            }
            Label {
                objectName: "enrol-place"
                width: parent.width
                visible: text !== ""
                text: found.enrolling.place
                font.pixelSize: Theme.lead
            }
            Label {
                objectName: "enrol-hall"
                width: parent.width
                text: found.enrolling.hall
                color: Theme.quiet
            }
        }
        EnrolNumber {
            width: parent.width
            digits: found.enrolling.pairing
        }
        Loader { // beside the question there is room in landscape
            active: Theme.portrait
            visible: active
            width: parent.width
            sourceComponent: EnrolWord { enrolling: found.enrolling }
        }
    }

    Row {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(16)
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        spacing: Theme.u(16)
        PushButton {
            objectName: "enrol-back"
            quiet: true
            enabled: !found.enrolling.busy
            text: Words.t.enrolOther
            onPressed: found.enrolling.back()
        }
        PushButton {
            objectName: "enrol-next"
            primary: true
            width: Math.max(implicitWidth, Theme.u(280))
            enabled: found.enrolling.can_accept
            text: Words.t.enrolBegin
            onPressed: found.enrolling.accept()
        }
    }
}
