"""What is shipped: the wheel, the bundle, the lock and the tree itself."""
