"""One thing to look at: what was handed in, what lay in it, or what was decoded from it."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct

from vedette.core.digest import sha256
from vedette.core.text import decode
from vedette.triage.kinds import Kind

INSIDE = "!/"
"""Between the name of a container and that of what lies in it: `mail.eml!/invoice.zip!/invoice.js`."""
LAYER = "~"
"""Between a name and the number of a layer decoded from it: `invoice.js~1`."""


class Sample(Struct, frozen=True, kw_only=True, dict=True):
    """Bytes, what they are, and where they came from. Whoever makes one names it in full."""

    name: str
    data: bytes
    kind: Kind
    parent: str = ""
    """Name of the sample it came out of; empty for what was handed in."""
    steps: tuple[str, ...] = ()
    """What was undone to get it from the parent."""
    carried: bool = False
    """Whether the parent carried it under an encoding; what is only made readable was not hidden."""

    @cached_property
    def digest(self) -> str:
        """Digest of its bytes; worked out once, for it is asked for with every piece of evidence."""
        return sha256(self.data)

    @property
    def text(self) -> str:
        """Its bytes as text; what is no UTF-8 or UTF-16 is replaced."""
        return decode(self.data)
