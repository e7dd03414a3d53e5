"""Who is who: people, organisations, agents, seats, and the passkeys that show it; never who may do what."""
