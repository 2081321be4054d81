"""How long what is kept: what is taken out when its time is over, and what is erased when somebody asks."""
