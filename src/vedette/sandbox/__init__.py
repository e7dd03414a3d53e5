"""Running what we do not trust: with limits, without a network, and nowhere else."""
