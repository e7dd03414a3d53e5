"""Looks for weaknesses the tables miss: a model proposes, the engine or a run in the sandbox confirms."""
