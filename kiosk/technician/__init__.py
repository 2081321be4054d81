"""What a technician does at the tablet, behind the eight-digit challenge. Loaded when one knocks."""
