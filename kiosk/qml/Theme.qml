pragma Singleton
import QtQuick

// The one quiet language of every page: colours, type, grid and motion as tokens. Nothing else names a colour or a size.
QtObject {
    id: theme

    // set by Main
    property real width: 1280
    property real height: 800
    property bool night: false
    property bool large: false
    property bool motion: true

    readonly property bool portrait: height > width
    readonly property real scale: Math.max(0.55, portrait ? Math.min(width / 800, height / 1280) : Math.min(width / 1280, height / 800))
    readonly property real readable: Math.max(scale, 0.85) // a small screen is read from as far away
    readonly property real typeScale: large ? Math.max(readable, Math.min(readable * 1.25, scale * 1.3)) : readable

    // colours: light, night, and both again with the contrast turned up for large type
    readonly property color ground: pick("#f3f6fa", "#0e141b", "#ffffff", "#000000")
    readonly property color surface: pick("#ffffff", "#18222d", "#ffffff", "#0b1016")
    readonly property color ink: pick("#111820", "#f2f6fa", "#000000", "#ffffff")
    readonly property color quiet: pick("#4a5a6a", "#b4c2cf", "#1d2731", "#e6edf3")
    readonly property color line: pick("#d3dde6", "#2b3948", "#5a6773", "#93a3b2")
    readonly property color outline: pick("#748494", "#7f93a6", "#38444f", "#c3d0dc")
    readonly property color accent: pick("#0b4a8f", "#9cc9ff", "#003a7a", "#b7d8ff")
    readonly property color accentInk: pick("#ffffff", "#08203b", "#ffffff", "#00142c")
    readonly property color accentSoft: pick("#e2ecf7", "#1d3450", "#d4e4f5", "#17304d")
    readonly property color soft: pick("#e4ebf3", "#1f2c39", "#e9eff6", "#18222d")
    readonly property color pressed: pick("#c6daf1", "#2a4a6c", "#b4cfee", "#27496f")
    readonly property color gold: pick("#f5b400", "#ffc53d", "#f5b400", "#ffcb4d")
    readonly property color goldEdge: pick("#946600", "#ffdd8a", "#7a5400", "#ffe6a8")
    readonly property color urgent: pick("#b3261e", "#ff9a90", "#9b130c", "#ffb3ab")
    readonly property color urgentInk: pick("#ffffff", "#3a0602", "#ffffff", "#2c0300")
    readonly property color off: pick("#000000", "#000000", "#000000", "#000000") // what a resting screen sinks into

    // type
    readonly property string family: "Noto Sans SC"
    readonly property int huge: type(112)
    readonly property int display: type(56)
    readonly property int title: type(40)
    readonly property int lead: type(28)
    readonly property int body: type(22)

    // grid of 8
    readonly property int gap: u(8)
    readonly property int margin: u(40)
    readonly property int radius: u(16)
    readonly property int hair: Math.max(1, u(2))
    readonly property int touch: Math.max(60, u(72))
    readonly property int star: Math.max(60, u(120))

    // motion, only to show what happened
    readonly property int calm: motion ? 180 : 0
    readonly property int cascade: motion ? 30 : 0

    function pick(light: color, dark: color, lightStrong: color, darkStrong: color): color {
        return large ? (night ? darkStrong : lightStrong) : (night ? dark : light);
    }

    function u(units: real): int {
        return Math.round(units * scale);
    }

    function type(size: real): int {
        return Math.round(size * typeScale);
    }
}
