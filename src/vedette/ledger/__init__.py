"""The append-only log of what was decided and done, and the verifier anyone can run without us."""
