"""`yiping-kiosk demo`: a centre, a queue and a kiosk on this machine; without a display it plays a whole morning."""
