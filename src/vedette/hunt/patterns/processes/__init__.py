"""Programs that start: what starts what, under which name, and with which words."""
