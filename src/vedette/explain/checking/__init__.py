"""An explanation and its subject in, faults out: everything it says is derived again, whoever wrote it."""
