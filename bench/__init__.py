"""How fast reports are read."""
