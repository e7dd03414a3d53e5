"""Who was given what, by whom, for how long and why."""
