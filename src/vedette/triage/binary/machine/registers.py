"""Registers by all their names, and who passes arguments in which."""

from __future__ import annotations

from typing import Final

_OLD: Final = {"a": "rax", "b": "rbx", "c": "rcx", "d": "rdx"}


def _intel() -> dict[str, tuple[str, int]]:
    made: dict[str, tuple[str, int]] = {}
    for letter, whole in _OLD.items():
        made |= {f"r{letter}x": (whole, 64), f"e{letter}x": (whole, 32), f"{letter}x": (whole, 16)}
        made |= {f"{letter}l": (whole, 8), f"{letter}h": (whole, 8)}
    for short in ("si", "di", "bp", "sp"):
        made |= {f"r{short}": (f"r{short}", 64), f"e{short}": (f"r{short}", 32), short: (f"r{short}", 16)}
        made[f"{short}l"] = (f"r{short}", 8)
    for number in range(8, 16):
        whole = f"r{number}"
        made |= {
            whole: (whole, 64),
            f"{whole}d": (whole, 32),
            f"{whole}w": (whole, 16),
            f"{whole}b": (whole, 8),
        }
    return made


INTEL: Final = _intel()
"""Name to the whole register and how many bits of it."""
ARGUMENTS: Final = {
    ("x86-64", False): ("rdi", "rsi", "rdx", "rcx", "r8", "r9"),
    ("x86-64", True): ("rcx", "rdx", "r8", "r9"),
    ("AArch64", False): tuple(f"x{number}" for number in range(8)),
    ("AArch64", True): tuple(f"x{number}" for number in range(8)),
    ("ARM", False): ("r0", "r1", "r2", "r3"),
    ("ARM", True): ("r0", "r1", "r2", "r3"),
}
"""Where arguments are, by processor and whether Windows says so; on x86 they lie on the stack."""
LOST: Final = {
    ("x86-64", False): ("rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11"),
    ("x86-64", True): ("rax", "rcx", "rdx", "r8", "r9", "r10", "r11"),
    ("x86", False): ("rax", "rcx", "rdx"),
    ("x86", True): ("rax", "rcx", "rdx"),
    ("AArch64", False): tuple(f"x{number}" for number in range(19)),
    ("AArch64", True): tuple(f"x{number}" for number in range(19)),
    ("ARM", False): ("r0", "r1", "r2", "r3", "r12"),
    ("ARM", True): ("r0", "r1", "r2", "r3", "r12"),
}
"""What a call may change."""
