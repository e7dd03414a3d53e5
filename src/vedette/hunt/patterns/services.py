"""Names of public services machines talk to by the clock, by what they are for: known, not trusted.

Beside them names that are lent (`lent.tsv`): a suffix and who lends names below it to anybody.

A beacon to such a name is not reported; everything else about it still is (volume, tunnels). The table lies
in `services.tsv`, a suffix and a purpose a line; whoever runs the hunt adds their own with `Services.of`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vedette.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Services:
    """Suffixes of names, each with what it is for."""

    purposes: dict[str, str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Services:
        """Read lines of a suffix, a tab and a purpose; `#` begins a comment.

        Raises:
            BadInput: a line without a purpose.

        """
        purposes = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            suffix, tab, purpose = line.strip().partition("\t")
            if not tab:
                raise BadInput(f"line {number}: no purpose", hint="write the name, a tab, what it is for")
            purposes[suffix.lower().strip(".")] = purpose.strip()
        return cls(purposes)

    def purpose(self, name: str) -> str:
        """Say what a name is for; nothing when it is not known."""
        while name:
            if name in self.purposes:
                return self.purposes[name]
            name = name.partition(".")[2]
        return ""


@cache
def known() -> Services:
    """Return the table that ships."""
    text = files(__package__).joinpath("services.tsv").read_text(encoding="utf-8")
    return Services.of(text.splitlines())


@cache
def _lent() -> Services:
    text = files(__package__).joinpath("lent.tsv").read_text(encoding="utf-8")
    return Services.of(text.splitlines())


def lent_by(name: str) -> str:
    """Say who lends a name to anybody, for nothing, for an address that changes; nothing if nobody does."""
    return _lent().purpose(name)
