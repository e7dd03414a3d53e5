"""What registers and the stack hold before a call, as far as the block it stands in says so."""

from __future__ import annotations

from typing import Final

from vedette.triage.binary.machine.functions import Functions
from vedette.triage.binary.machine.listing import Disassembler, Listing, ends
from vedette.triage.binary.machine.registers import ARGUMENTS, LOST
from vedette.triage.binary.machine.steps import State, step

_BLOCK_MAX: Final = 96
_ARGUMENTS_MAX: Final = 6
_TRANSLATIONS: Final = {
    "gettext": 0, "dgettext": 1, "dcgettext": 1, "ngettext": 0, "dngettext": 1, "dcngettext": 1,
}  # fmt: skip
"""Which argument comes back, translated."""


class Constants:
    """Looks back from calls of one image."""

    def __init__(self, functions: Functions, disassembler: Disassembler) -> None:
        self._image = functions.image
        self._disassembler = disassembler
        self._key = (self._image.architecture, self._image.windows)
        known = ARGUMENTS.get(self._key, ())
        self._given = {
            address: known[_TRANSLATIONS[name]]
            for address, name in functions.known()
            if known and name in _TRANSLATIONS
        }

    def arguments(self, site: int, extent: tuple[int, int]) -> list[int | None]:
        """Return what is known of the first arguments of a call; None for what is not."""
        listing = self._disassembler.listing(*extent)
        at = listing.places.get(site)
        if at is None:
            return [None] * _ARGUMENTS_MAX
        state = State(self._image, LOST[self._key], self._given)
        for one in listing.instructions[_block(listing, at) : at]:
            step(state, one)
        if self._image.architecture == "x86":
            return [state.argument(number) for number in range(_ARGUMENTS_MAX)]
        return [state.registers.get(register) for register in ARGUMENTS[self._key]]


def _block(listing: Listing, at: int) -> int:
    """Return the number of the instruction after which nothing else can lead to one."""
    first = at
    while first > 0 and at - first < _BLOCK_MAX:
        if listing.instructions[first][0] in listing.joints or ends(listing.instructions[first - 1][2]):
            break
        first -= 1
    return first
