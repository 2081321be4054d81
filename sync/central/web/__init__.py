"""What the centre shows: pages for managers, the citizen's phone, figures over HTTP and the live wall."""
