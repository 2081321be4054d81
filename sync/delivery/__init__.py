"""The kiosk's end: from the ledger to the centre."""
