import QtQuick
import ".."

// A QR code for the citizen's own phone: whole pixels a module, its quiet zone inside the picture, white in every theme.
Rectangle {
    id: code

    property string picture
    property int modules: 0
    property real room: Theme.u(300)
    readonly property int pitch: modules > 0 ? Math.max(2, Math.floor(room / modules)) : 0

    visible: modules > 0
    width: modules * pitch
    height: width
    color: "#ffffff"
    Accessible.role: Accessible.Graphic
    Accessible.name: Words.t.codeName

    Image {
        anchors.fill: parent
        source: code.picture
        smooth: false
        cache: false // one visit's code must never be shown for another's
        fillMode: Image.Stretch
    }
}
