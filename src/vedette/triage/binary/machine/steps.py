"""What one instruction does to what is known of registers and the stack: only constants are followed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.listing import Instruction, destination, jumps
from vedette.triage.binary.machine.registers import INTEL

_MEMORY: Final = re.compile(r"\[(?:(\w+))(?: ([+-]) (0x[0-9a-f]+|\d+))?\]$")
_NEAR: Final = re.compile(r"^\[pc(?:, #(-?(?:0x)?[0-9a-f]+))?\]$")
_SILENT: Final = frozenset(
    {
        "cmp",
        "test",
        "nop",
        "endbr64",
        "endbr32",
        "str",
        "strb",
        "strh",
        "stp",
        "cmn",
        "tst",
        "stur",
        "fcmp",
        "prfm",
    }
)
_WHOLE: Final = 0xFFFFFFFFFFFFFFFF
_HALF: Final = 0xFFFFFFFF
_WORD: Final = 32


class State:
    """What is known at one place."""

    def __init__(self, image: Image, lost: tuple[str, ...], given: Mapping[int, str]) -> None:
        self.image = image
        self.lost = lost
        self.given = given
        """Functions that give back one of their arguments, such as translated text: in which register."""
        self.registers: dict[str, int] = {}
        self.pushed: list[int | None] = []
        self.stored: dict[int, int] = {}

    def argument(self, number: int) -> int | None:
        """Return an argument on the stack (x86): the last pushed is the first."""
        if self.pushed:
            return self.pushed[-1 - number] if number < len(self.pushed) else None
        return self.stored.get(4 * number)

    def read(self, operand: str) -> int | None:
        """Return the value of a register or a number."""
        if operand in INTEL:
            name, bits = INTEL[operand]
            value = self.registers.get(name)
            return value if value is None or bits >= _WORD else value & (1 << bits) - 1
        return number(operand)

    def read_any(self, operand: str) -> int | None:
        """Return the value of a register of any processor, or a number."""
        name = wide(operand)
        return self.registers[name] if name in self.registers else self.read(operand)

    def write(self, operand: str, value: int | None) -> None:
        """Put a value into a register, or forget what it held."""
        name, bits = INTEL.get(operand, (wide(operand), 64))
        if value is None or bits < _WORD:
            self.registers.pop(name, None)
        else:
            self.registers[name] = value & (_HALF if bits == _WORD else _WHOLE)

    def called(self, target: int | None) -> None:
        """Forget what a call may change; translated text counts as the text."""
        back = self.given.get(-1 if target is None else target)
        value = self.registers.get(back) if back else None
        for name in self.lost:
            self.registers.pop(name, None)
        self.pushed.clear()
        self.stored.clear()
        if value is not None:
            self.registers["x0" if self.image.architecture == "AArch64" else "rax"] = value


def number(text: str) -> int | None:
    """Read a number as capstone writes it."""
    text = text.lstrip("#")
    try:
        return int(text, 0)
    except ValueError:
        return None


def step(state: State, one: Instruction) -> None:
    """Let one instruction change what is known."""
    mnemonic, operands = one[2], one[3]
    if mnemonic in _SILENT or jumps(mnemonic):
        return
    if mnemonic in ("call", "bl", "blr", "blx", "svc", "syscall", "int") or mnemonic.endswith(" call"):
        state.called(destination(operands))
        return
    known = _KNOWN.get(mnemonic)
    parts = [part.strip() for part in _split(operands)]
    if known is not None and known(state, parts, one):
        return
    _forget(state, mnemonic, parts)


def _split(operands: str) -> list[str]:
    """Split operands at commas outside brackets."""
    if "[" not in operands:
        return operands.split(",")
    made, depth, start = [], 0, 0
    for at, letter in enumerate(operands):
        depth += (letter == "[") - (letter == "]")
        if letter == "," and not depth:
            made.append(operands[start:at])
            start = at + 1
    return [*made, operands[start:]]


def _forget(state: State, mnemonic: str, parts: list[str]) -> None:
    """Assume that an instruction nobody here understands changes its first operand, and some change more."""
    state.write(parts[0], None)
    if mnemonic in ("ldp", "ldpsw", "xchg", "xadd", "umull", "smull") and len(parts) > 1:
        state.write(parts[1], None)
    if mnemonic in _IMPLICIT or mnemonic.startswith("rep"):
        for name in ("rax", "rdx", "rcx", "rbx", "rsi", "rdi"):
            state.registers.pop(name, None)


_IMPLICIT: Final = frozenset(
    {
        "mul",
        "imul",
        "div",
        "idiv",
        "cpuid",
        "rdtsc",
        "cdq",
        "cqo",
        "cdqe",
        "cwde",
        "lodsb",
        "stosb",
        "movsb",
        "movsd",
    }
)


def _move(state: State, parts: list[str], _: Instruction) -> bool:
    if len(parts) != 2:  # noqa: PLR2004
        return False
    target, source = parts
    place = _MEMORY.search(target)
    if place is not None:
        _store(state, place, state.read(source))
        return True
    if source in ("wzr", "xzr"):
        state.write(target, 0)
    else:
        state.write(target, None if "[" in source else state.read_any(source))
    return True


def _store(state: State, place: re.Match[str], value: int | None) -> None:
    if place[1] not in ("esp", "rsp"):
        return
    at = int(place[3] or "0", 0) * (-1 if place[2] == "-" else 1)
    if value is None:
        state.stored.pop(at, None)
    else:
        state.stored[at] = value


def _address(state: State, parts: list[str], one: Instruction) -> bool:
    place = _MEMORY.search(parts[1]) if len(parts) == 2 else None  # noqa: PLR2004
    if place is None:
        return False
    distance = int(place[3] or "0", 0) * (-1 if place[2] == "-" else 1)
    if place[1] == "rip":
        state.write(parts[0], one[0] + one[1] + distance)
        return True
    base = state.read(place[1])
    if base is None and place[1] == "ebx" and state.image.table_base:
        base = state.image.table_base
    state.write(parts[0], None if base is None else base + distance)
    return True


def _exclusive(state: State, parts: list[str], _: Instruction) -> bool:
    if len(parts) == 2 and parts[0] == parts[1]:  # noqa: PLR2004
        state.write(parts[0], 0)
        return True
    return False


def _add(state: State, parts: list[str], one: Instruction) -> bool:
    if len(parts) == 2 and parts[0] in ("esp", "rsp"):  # noqa: PLR2004
        if one[2] == "add" and (amount := number(parts[1])) is not None:
            del state.pushed[max(0, len(state.pushed) - amount // 4) :]
        return True
    target, *sources = parts if len(parts) >= 3 else [parts[0], *parts]  # noqa: PLR2004
    if len(sources) > 2 and sources[2].startswith("lsl #"):  # noqa: PLR2004
        shift = number(sources.pop()[4:]) or 0
        sources[1] = str((number(sources[1]) or 0) << shift)
    if len(sources) != 2:  # noqa: PLR2004
        return False
    left = one[0] + 8 if sources[0] == "pc" else state.read_any(sources[0])
    right = state.read_any(sources[1])
    sign = 1 if one[2].startswith("add") else -1
    state.write(target, None if left is None or right is None else left + sign * right)
    return True


def _push(state: State, parts: list[str], _: Instruction) -> bool:
    state.pushed.append(None if "[" in parts[0] else state.read(parts[0]))
    del state.pushed[:-32]
    return True


def _pop(state: State, parts: list[str], _: Instruction) -> bool:
    value = state.pushed.pop() if state.pushed else None
    state.write(parts[0], value)
    return True


def _put(state: State, parts: list[str], _: Instruction) -> bool:
    if len(parts) < 2:  # noqa: PLR2004
        return False
    value = 0 if parts[1] in ("wzr", "xzr") else state.read_any(parts[1])
    if len(parts) == 3 and parts[2].startswith("lsl #") and value is not None:  # noqa: PLR2004
        value <<= number(parts[2][4:]) or 0
    state.write(wide(parts[0]), value)
    return True


def _put_part(state: State, parts: list[str], one: Instruction) -> bool:
    """Set 16 bits of a register and leave the others."""
    if one[2] == "movt":
        parts = [*parts, "lsl #16"]
    value, old = number(parts[1]) if len(parts) > 1 else None, state.registers.get(wide(parts[0]))
    shift = (number(parts[2][4:]) or 0) if len(parts) > 2 else 0  # noqa: PLR2004
    if value is None or old is None:
        return False
    state.write(wide(parts[0]), old & ~(0xFFFF << shift) | value << shift)
    return True


def _literal(state: State, parts: list[str], one: Instruction) -> bool:
    """Load a number that stands among the code (ARM)."""
    place = _NEAR.search(parts[-1])
    if place is None:
        state.write(wide(parts[0]), None)
        return True
    raw = state.image.bytes_at((one[0] & ~3) + 8 + int(place[1] or "0", 0), 4)
    state.write(parts[0], int.from_bytes(raw, "little") if len(raw) == 4 else None)  # noqa: PLR2004
    return True


def wide(name: str) -> str:
    """Return the whole register for the lower half of one (AArch64)."""
    return f"x{name[1:]}" if name[:1] == "w" and name[1:].isdigit() else name


_KNOWN: Final[dict[str, Callable[[State, list[str], Instruction], bool]]] = {
    "mov": _move, "movabs": _move, "lea": _address, "xor": _exclusive, "add": _add, "sub": _add,
    "push": _push, "pop": _pop, "movz": _put, "movw": _put, "movk": _put_part, "movt": _put_part,
    "adrp": _put, "adr": _put, "ldr": _literal,
}  # fmt: skip
