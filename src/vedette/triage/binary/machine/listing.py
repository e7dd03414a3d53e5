"""The instructions of one function, by capstone, under a bound for the whole file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import capstone  # type: ignore[import-untyped]

from vedette.triage.binary.image import Image

Instruction = tuple[int, int, str, str]
"""Address, size, mnemonic, operands."""
_FUNCTION_MAX: Final = 24_576
_INSTRUCTIONS_MAX: Final = 400_000
_KEPT: Final = 256
_MODES: Final = {
    "x86-64": (capstone.CS_ARCH_X86, capstone.CS_MODE_64),
    "x86": (capstone.CS_ARCH_X86, capstone.CS_MODE_32),
    "AArch64": (capstone.CS_ARCH_ARM64, capstone.CS_MODE_ARM),
    "ARM": (capstone.CS_ARCH_ARM, capstone.CS_MODE_ARM),
}


@dataclass(slots=True)
class Listing:
    """Instructions in order, and which of them are jumped to."""

    instructions: list[Instruction]
    places: dict[int, int] = field(default_factory=dict)
    """Address to number."""
    joints: set[int] = field(default_factory=set)
    """Addresses that jumps within the function lead to."""


class Disassembler:
    """Lists functions of one image; says nothing once it has listed very much."""

    def __init__(self, image: Image) -> None:
        self._image = image
        mode = _MODES.get(image.architecture)
        self._engine = None if mode is None or image.big else capstone.Cs(*mode)
        self._left = _INSTRUCTIONS_MAX
        self._kept: dict[int, Listing] = {}

    def listing(self, start: int, end: int) -> Listing:
        """Return the instructions from an address on, as far as they make sense."""
        found = self._kept.get(start)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[start] = self._list(start, end)
        return found

    def _list(self, start: int, end: int) -> Listing:
        if self._engine is None or self._left <= 0:
            return Listing([])
        raw = self._image.bytes_at(start, min(end - start, _FUNCTION_MAX))
        made = Listing(list(self._engine.disasm_lite(raw, start, self._left)))
        self._left -= len(made.instructions)
        made.places = {one[0]: number for number, one in enumerate(made.instructions)}
        targets = {destination(one[3]) for one in made.instructions if jumps(one[2])}
        made.joints = {one for one in targets if one is not None and start <= one < end}
        return made


_BRANCHES: Final = frozenset({"b", "cbz", "cbnz", "tbz", "tbnz", "loop", "loope", "loopne"})
_ENDS: Final = frozenset(
    {"jmp", "ret", "retn", "b", "br", "bx", "hlt", "ud2", "int3", "notrack jmp", "bnd jmp", "bnd ret"}
)


@lru_cache(maxsize=4096)  # asked for each instruction, of which there are few kinds
def jumps(mnemonic: str) -> bool:
    """Tell whether an instruction may go on elsewhere in its function."""
    return (
        mnemonic.startswith(("j", "b.", "notrack j", "bnd j"))
        or mnemonic in _BRANCHES
        or _arm_branch(mnemonic)
    )


def _arm_branch(mnemonic: str) -> bool:
    return mnemonic[:1] == "b" and mnemonic[1:] in _CONDITIONS


_CONDITIONS: Final = frozenset(
    {"eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "cs", "cc"}
)


def ends(mnemonic: str) -> bool:
    """Tell whether what stands after an instruction is reached only by a jump."""
    return mnemonic in _ENDS


def destination(operands: str) -> int | None:
    """Return where a jump goes, if it is written out."""
    last = operands.rpartition(" ")[2].lstrip("#")
    if not last.startswith("0x"):
        return None
    try:
        return int(last, 16)
    except ValueError:
        return None
