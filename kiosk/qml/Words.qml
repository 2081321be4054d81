pragma Singleton
import QtQuick

// Every text of the screen in the language of the moment; Main binds it to the comfort view model.
QtObject {
    property var t: ({})
}
