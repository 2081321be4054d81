import QtQuick
import ".."

// A page laid over another: nothing beneath is touched.
Rectangle {
    color: Theme.ground
    MouseArea {
        objectName: "backdrop"
        anchors.fill: parent
    }
}
