"""What is happening in logs and captures? Records become events and flows, these become an attack story."""
