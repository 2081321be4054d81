"""What stands behind the window: store, delivery and presence joined; the manager's day."""
