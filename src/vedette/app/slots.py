"""The ledger's small state (its last checkpoint, keys of pseudonyms) kept among a service's documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.access.documents import Conflict, Documents

_KIND: Final = "ledger-slot"


@dataclass(frozen=True, slots=True)
class DocumentSlots:
    """`ledger.slots.Slots` over `Documents`."""

    documents: Documents

    def read(self, name: str) -> bytes | None:
        """Return a value as it is now."""
        kept = self.documents.get(_KIND, name)
        return None if kept is None else kept.value

    def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
        """Change a value if it is still the old one."""
        kept = self.documents.get(_KIND, name)
        if (None if kept is None else kept.value) != old:
            return False
        if new is None:
            return kept is None or self.documents.delete(_KIND, name)
        try:
            self.documents.put(_KIND, name, new, expect=0 if kept is None else kept.version)
        except Conflict:
            return False
        return True
