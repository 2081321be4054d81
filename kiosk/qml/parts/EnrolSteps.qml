pragma ComponentBehavior: Bound
import QtQuick
import ".."

// Three steps, and which one is at hand: beside the question, in portrait above it.
Rectangle {
    id: steps

    required property var enrolling
    readonly property bool waiting: enrolling.step === "waiting" // the second step's other way
    readonly property int at: waiting ? 1 : ["address", "code", "found"].indexOf(enrolling.step)
    readonly property var names: [Words.t.enrolStepAddress, waiting ? Words.t.enrolStepWait : Words.t.enrolStepCode, Words.t.enrolStepFound]

    implicitHeight: column.height + 2 * column.y
    color: Theme.surface

    Column {
        id: column
        x: Theme.u(Theme.portrait ? 40 : 24)
        y: Theme.u(24)
        width: parent.width - 2 * x
        spacing: Theme.u(Theme.portrait ? 16 : 20)
        Label {
            width: parent.width
            visible: Theme.portrait || !Theme.large // large type needs the room for what happened
            text: Words.t.enrolTitle
            font.pixelSize: Theme.lead
            strong: true
        }
        Flow {
            width: parent.width
            spacing: Theme.u(Theme.portrait ? 24 : 12)
            Repeater {
                model: 3
                Row {
                    id: step
                    required property int index
                    readonly property bool here: index === steps.at
                    readonly property bool reached: index <= steps.at
                    width: Theme.portrait ? implicitWidth : parent.width
                    spacing: Theme.u(12)
                    Rectangle {
                        width: Theme.u(40)
                        height: width
                        radius: width / 2
                        color: step.reached ? Theme.accent : "transparent"
                        border.width: step.reached ? 0 : Theme.hair
                        border.color: Theme.outline
                        Label {
                            anchors.centerIn: parent
                            visible: step.index >= steps.at
                            text: step.index + 1
                            color: step.here ? Theme.accentInk : Theme.quiet
                            strong: step.here
                            Accessible.ignored: true
                        }
                        Mark {
                            visible: step.index < steps.at
                            anchors.centerIn: parent
                            width: Theme.u(20)
                            height: width
                            color: Theme.accentInk
                            weight: 13
                        }
                    }
                    Label {
                        anchors.verticalCenter: parent.verticalCenter
                        width: Theme.portrait ? undefined : step.width - Theme.u(52)
                        wrapMode: Theme.portrait ? Text.NoWrap : Text.Wrap
                        text: steps.names[step.index]
                        color: step.here ? Theme.ink : Theme.quiet
                        strong: step.here
                    }
                }
            }
        }
        Loader {
            active: !Theme.portrait
            visible: active
            width: parent.width
            sourceComponent: EnrolWord { enrolling: steps.enrolling }
        }
    }

    Rectangle {
        width: Theme.portrait ? parent.width : Theme.hair
        height: Theme.portrait ? Theme.hair : parent.height
        x: Theme.portrait ? 0 : parent.width - width
        y: Theme.portrait ? parent.height - height : 0
        color: Theme.line
    }
}
