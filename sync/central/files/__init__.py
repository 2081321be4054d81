"""Photos and notices for kiosks: kept by their hash, given to the kiosks of their hall."""
