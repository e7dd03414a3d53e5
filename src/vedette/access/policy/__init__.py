"""Who may do what: the policy text, the engine that reads it, and what would change a refusal."""
