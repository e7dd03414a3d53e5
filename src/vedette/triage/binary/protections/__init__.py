"""Which protections an executable has, and what the lack of each one means."""
