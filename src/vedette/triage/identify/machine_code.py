"""Machine code without a head, as exploits and loaders put it into memory: only where it says so itself.

It has to begin like a function, and to do what compiled programs leave to others: find its own place, walk
the block about the process, name functions on the stack, or ask the kernel for a shell. The encodings are
those of Intel's manuals.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression

_LEAST: Final = 24
_LARGEST: Final = 4 << 20
_FIRST: Final = 64
_HEADS: Final = expression(
    rb"\xfc?(?:\x90{0,64})(?:\x55\x8b\xec|\x55\x89\xe5|[\xe8\xe9]..[\x00-\x3f]\x00|\xeb[\x02-\x7f]|\x60\x89|\x60\xe8|\x60\x31"
    rb"|[\x31\x33][\xc0\xc9\xd2\xdb\xf6\xff]|\x48\x83[\xe4\xec]|\x48\x81\xec|\x40[\x53-\x57]|\x48\x8b\xc4|\x4c\x8b\xdc|\x48\x31"
    rb"|\x48\x89[\x44\x4c\x54\x5c\x6c\x74\x7c]\x24|[\x53\x55-\x57]{1,4}(?:\x8b|\x89|\x48|\x83|\x81|\x33|\x31|\xe8)|\x41[\x54-\x57]"
    rb"|\x6a.[\x58-\x5f]|\xd9[\x74\xc0-\xfe]|\x81\xec..\x00\x00|\x83\xec|\x64|\x65\x48|[\xb8-\xbf]..\x00\x00|\x4c[\x89\x8b]|\x44\x89|\x89[\x4c\x54]\x24)",
    re.DOTALL,
)
"""How functions, decoders and exploits begin."""
_OLD_BLOCK: Final = expression(
    rb"\x64(?:\xa1|\x8b[\x05\x0d\x15\x1d\x35\x3d])\x30\x00\x00\x00|\x64\x8b[\x40-\x7f]\x30(?=.{0,24}[\x8b\xad])"
    rb"|\x64\x67\xa1\x30\x00|\x6a\x30[\x58-\x5f]\x64\x8b[\x00-\x3f]",
    re.DOTALL,
)
_NEW_BLOCK: Final = expression(
    rb"\x65[\x48\x4c]\x8b[\x04\x0c\x14\x1c\x24\x2c\x34\x3c]\x25[\x30\x60]\x00\x00\x00|\x65[\x48-\x4d]\x8b[\x40-\x7f]\x60"
)
_OWN_PLACE: Final = expression(rb"\xe8\x00\x00\x00\x00[\x58-\x5f]|\xd9\x74\x24\xf4|\xe8\xff\xff\xff\xff\xc0")
_NAMED: Final = expression(
    rb"\xc7\x45.(?:Load\xc7\x45.Libr|GetP\xc7\x45.rocA|Virt\xc7\x45.ual[AP])"
    rb"|\xc7\x44\x24.(?:Load\xc7\x44\x24.Libr|GetP\xc7\x44\x24.rocA)",
    re.DOTALL,
)
"""Names of functions of the system put together on the stack."""
_SHELL: Final = expression(
    rb"(?:\x68//sh\x68/bin|\x68n/sh\x68//bi|\x68/sh\x00\x68/bin|/bin/{1,2}sh).{0,60}?(?:\xcd\x80|\x0f\x05)",
    re.DOTALL,
)


def bits_of(data: bytes) -> int:
    """Return 32 or 64 for machine code that stands for itself, 0 for all else."""
    if not _LEAST <= len(data) <= _LARGEST or _HEADS.match(data) is None:
        return 0
    found = _helps_itself(data)
    return found or (32 if _OWN_PLACE.search(data, 0, _FIRST) else 0)


def helps_itself(data: bytes) -> bool:
    """Tell whether code finds functions of a system, or asks its kernel for a shell, all by itself."""
    return _helps_itself(data) > 0


def _helps_itself(data: bytes) -> int:
    if _NEW_BLOCK.search(data):
        return 64
    if _OLD_BLOCK.search(data) or _NAMED.search(data):
        return 32
    shell = _SHELL.search(data)
    return 0 if shell is None else 64 if shell[0].endswith(b"\x0f\x05") else 32
