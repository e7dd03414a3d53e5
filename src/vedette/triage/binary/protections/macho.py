"""What makes a Mach-O file harder to exploit, and who signed it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

import lief

from vedette.core.executables import Protection, State
from vedette.triage.binary.image import Image

_CANARY: Final = frozenset({"__stack_chk_fail", "__stack_chk_guard"})
_DIRECTORY, _SIGNATURE = 0xFADE0C02, 0xFADE0B01
_HARDENED, _AD_HOC, _LIBRARY = 0x10000, 0x2, 0x2000


def protections(binary: lief.MachO.Binary, made: Image) -> tuple[tuple[Protection, ...], str]:
    """Say which protections a Mach-O file has, and the name its signature gives it."""
    flags, identity = _directory(binary, made)
    return (*_memory(binary, made), *_signed(binary, flags), *_encrypted(binary)), identity


def _state(there: bool) -> State:  # noqa: FBT001 - the answer itself
    return State.ON if there else State.OFF


def _memory(binary: lief.MachO.Binary, made: Image) -> Iterator[Protection]:
    if made.kind == "program":
        moves = bool(binary.is_pie)
        says = (
            "is loaded at an address that cannot be guessed"
            if moves
            else "is always loaded at the same address"
        )
        yield Protection(name="PIE", state=_state(moves), says=says)
    else:
        yield Protection(name="PIE", state=State.NOT_APPLICABLE, says="a library can go anywhere")
    quiet = bool(binary.has_nx_stack)
    says = "data on the stack cannot be run as code" if quiet else "asks for a stack that can be run"
    yield Protection(name="NX", state=_state(quiet), says=says)
    guarded = bool(_CANARY & {one.name.removeprefix("_").rjust(16, "_") for one in made.imports} or any(
        one.name in ("__stack_chk_fail", "_stack_chk_fail") for one in made.imports
    ))  # fmt: skip
    says = (
        "notices when a buffer on the stack runs over" if guarded else "an overrun of a buffer goes unnoticed"
    )
    yield Protection(name="canary", state=_state(guarded), says=says)


def _signed(binary: lief.MachO.Binary, flags: int | None) -> Iterator[Protection]:
    if flags is None:
        says = "is not signed" if not binary.has_code_signature else "the signature cannot be read"
        yield Protection(name="signature", state=State.OFF, says=says)
        return
    if flags & _AD_HOC:
        says = "is signed by nobody: the signature only says that nothing was changed"
        yield Protection(name="signature", state=State.PARTIAL, says=says)
    else:
        says = "carries a signature; whether to trust the signer was not asked"
        yield Protection(name="signature", state=State.ON, says=says)
    hard = bool(flags & _HARDENED)
    says = "refuses to be debugged and injected into" if hard else "does not ask for it"
    yield Protection(name="hardened runtime", state=_state(hard), says=says)


def _encrypted(binary: lief.MachO.Binary) -> Iterator[Protection]:
    if binary.has_encryption_info and binary.encryption_info is not None:
        there = bool(binary.encryption_info.crypt_id)
        says = (
            "its code is encrypted: what stands in it was not read" if there else "its code is not encrypted"
        )
        yield Protection(name="encryption", state=_state(there), says=says)


def _directory(binary: lief.MachO.Binary, made: Image) -> tuple[int | None, str]:
    """Read the flags and the name in the first code directory of the signature."""
    if not binary.has_code_signature or binary.code_signature is None:
        return None, ""
    start, size = binary.code_signature.data_offset, binary.code_signature.data_size
    raw = made.data[start : start + min(size, 1 << 20)]
    at = raw.find(struct.pack(">I", _DIRECTORY))
    if at < 0 or at + 44 > len(raw):
        return None, ""
    flags, _, name = struct.unpack_from(">III", raw, at + 12)
    end = raw.find(b"\0", at + name, at + name + 256)
    return int(flags), raw[at + name : end].decode("utf-8", "replace") if end >= 0 else ""
