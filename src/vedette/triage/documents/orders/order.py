"""One command that stands in a file of settings."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

BOOT: Final = "runs at each boot"
LOGIN: Final = "runs at each login"
CLOCK: Final = "runs by a schedule"
CALLED: Final = "runs whenever something starts it"
OPENED: Final = "runs when it is opened"
BUILD: Final = "runs where something is built from it"


class Order(Struct, frozen=True, kw_only=True):
    """What is run, and when."""

    command: str
    """As whoever runs it gets it; several lines where it is a script."""
    shown: str
    """How it stands in the file, to the letter: its beginning."""
    when: str
    ending: str = "sh"
    """Of a script that holds it: sh, cmd or ps1."""
    name: str = ""
    """Of the script that holds it, where that is more than a command: what a file sets."""

    @property
    def alone(self) -> bool:
        """Say whether it is a command the file names, and not settings written as commands."""
        return not self.name
