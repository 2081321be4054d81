import QtQuick
import ".."

// Where the manager's files go: a place, or a folder in it.
Rectangle {
    id: page
    color: Theme.ground
    required property var taking
    PlaceList {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(880))
        heading: Words.t.exportWhere
        deep: true
        places: page.taking.places
        onChosen: place => page.taking.take(place)
        onOpened: place => page.taking.browse(place)
        onLook: page.taking.look()
        onBack: page.taking.leave()
    }
}
