"""What shell scripts do: facts, with what flows through pipes, variables, substitutions and files. Nothing is run."""

from vedette.triage.facts.shell.reading import facts

__all__ = ["facts"]
