import QtQuick
import ".."

// The largest size, up to `most`, at which no word of these texts has to be broken: one size for all of them.
FontMetrics {
    property var texts: []
    property real room: 0
    property real most: Theme.lead
    readonly property real longest: Math.max(1, ...texts.join(" ").split(" ").map(word => advanceWidth(word)))
    readonly property int size: Math.min(most, Math.floor(98 * room / longest)) // bold is a little wider

    font.family: Theme.family
    font.pixelSize: 100
}
