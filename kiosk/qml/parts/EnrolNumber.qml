import QtQuick
import ".."

// The pairing number, which two people compare: large, on a ground of its own.
Rectangle {
    id: number

    property string digits
    property int size: Theme.title

    height: column.height + Theme.u(28)
    radius: Theme.radius
    color: Theme.accentSoft

    Column {
        id: column
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.u(24)
        width: parent.width - 2 * x
        spacing: Theme.u(4)
        Label {
            width: parent.width
            text: Words.t.enrolPairing
        }
        Label {
            objectName: "enrol-pairing"
            width: parent.width
            text: number.digits
            font.pixelSize: number.size
            font.letterSpacing: Theme.u(2)
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.body
            wrapMode: Text.NoWrap
            strong: true
        }
    }
}
