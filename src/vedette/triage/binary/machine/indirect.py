"""Calls through a register that was loaded with the address of an import before (x86)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.triage.binary.machine.listing import Listing

_REACH: Final = 400
_SITES: Final = 16


def through_register(listing: Listing, load: int) -> Iterator[int]:
    """Give places of calls through the register that is loaded at a place, until it holds something else."""
    at = listing.places.get(load)
    if at is None or listing.instructions[at][2] != "mov":
        return
    register = listing.instructions[at][3].partition(",")[0].strip()
    found = 0
    for address, _, mnemonic, operands in listing.instructions[at + 1 : at + 1 + _REACH]:
        if mnemonic == "call" and operands == register:
            yield address
            found += 1
        elif mnemonic in ("mov", "lea", "pop", "xor") and operands.partition(",")[0].strip() == register:
            return
        if found >= _SITES:
            return
