"""What QML binds to: phases in, properties out, touches handed on. Nothing here decides or saves."""
