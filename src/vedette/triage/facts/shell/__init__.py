"""What shell scripts do, with what flows through pipes, variables, substitutions and files."""

from vedette.triage.facts.shell.reading import facts

__all__ = ["facts"]
