import QtQuick
import ".."

// Where the support bundle goes.
Item {
    id: page
    required property var technician
    PlaceList {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Theme.margin, Theme.u(720))
        heading: Words.t.placeWhich
        places: page.technician.places
        onChosen: place => page.technician.bundle_to(page.technician.places[place].path)
        onLook: page.technician.look_for_sticks()
        onBack: page.technician.back()
    }
}
