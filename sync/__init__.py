"""From the window to the centre: the contract, its crypto suite, delivery, the centre and the summary."""
