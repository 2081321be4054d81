"""What the centre passes on to a window's kiosk at once: events of the queue, help answered, numbers rated elsewhere."""
