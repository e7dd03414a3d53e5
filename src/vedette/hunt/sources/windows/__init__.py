"""Windows event logs, and what other programs make of them."""
