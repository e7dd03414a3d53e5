"""The command line: words in, one request to the gate, a page out. Imports just what the command needs."""

from vedette.doors.cli.entry import main, run

__all__ = ["main", "run"]
