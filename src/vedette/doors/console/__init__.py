"""The pages a person signs in with: a few files, no framework, nothing loaded from anywhere else."""
