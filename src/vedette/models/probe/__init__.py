"""What a model does when we look: fixed questions of ours, and what follows for what it may be used for."""
