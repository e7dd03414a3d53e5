"""What passing the gate costs."""
