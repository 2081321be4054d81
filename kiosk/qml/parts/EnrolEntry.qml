pragma ComponentBehavior: Bound
import QtQuick
import ".."

// One field and the keys for it. What cannot be part of it stands dimmed, so that hands find the others where they know them.
Item {
    id: entry

    required property var enrolling
    readonly property bool address: enrolling.step === "address"

    Column {
        id: above
        x: Theme.margin
        width: parent.width - 2 * x
        y: Theme.u(24)
        spacing: Theme.u(12)
        Label {
            objectName: "enrol-ask"
            width: parent.width
            text: entry.address ? Words.t.enrolAddressAsk : Words.t.enrolCodeAsk
            font.pixelSize: Theme.title
            strong: true
        }
        Rectangle {
            width: parent.width
            height: Math.max(60, Theme.u(80))
            radius: Theme.radius
            color: Theme.surface
            border.width: Theme.hair * 2
            border.color: Theme.accent
            Accessible.role: Accessible.StaticText
            Accessible.name: (entry.address ? Words.t.enrolStepAddress : Words.t.enrolStepCode) + " " + entry.enrolling.typed
            Label {
                objectName: "enrol-typed"
                anchors.verticalCenter: parent.verticalCenter
                x: Theme.u(20)
                width: parent.width - 2 * x
                text: entry.enrolling.typed + "▏"
                font.pixelSize: Theme.lead
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.u(14)
                wrapMode: Text.NoWrap
                strong: true
                lineHeight: 1
                Accessible.ignored: true
            }
        }
        Loader { // beside the question there is room in landscape
            active: Theme.portrait
            visible: active
            width: parent.width
            sourceComponent: EnrolWord { enrolling: entry.enrolling }
        }
    }

    TextKeys {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.u(8)
        x: Theme.margin
        width: parent.width - 2 * x
        room: parent.height - above.y - above.height - Theme.u(16)
        capitals: !entry.address
        shortcuts: entry.address ? ["https://", ".gov.cn", ".com"] : []
        allowed: entry.enrolling.allowed
        backShown: !entry.address
        other: entry.address ? "" : Words.t.enrolNoCode
        ready: entry.enrolling.can_accept
        enabled: !entry.enrolling.busy
        onTyped: text => entry.enrolling.type(text)
        onErased: entry.enrolling.erase()
        onOtherWanted: entry.enrolling.wait()
        onWentBack: entry.enrolling.back()
        onAccepted: entry.enrolling.accept()
    }
}
