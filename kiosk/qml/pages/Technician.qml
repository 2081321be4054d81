pragma ComponentBehavior: Bound
import QtQuick
import ".."

// The technician's side: first the door, then the kiosk's health and what can be done; two tests of the screen itself.
Rectangle {
    id: page
    required property var technician
    color: Theme.ground
    Accessible.role: Accessible.Pane
    Accessible.name: Words.t.techName

    Loader {
        anchors.fill: parent
        readonly property string name: ({ gate: "Gate", inside: "Workbench", places: "Places", touch: "TouchTest", colours: "ColourTest" })[page.technician.view] ?? ""
        onNameChanged: {
            if (name === "") source = "";
            else setSource("../parts/" + name + ".qml", { technician: page.technician });
        }
    }
}
