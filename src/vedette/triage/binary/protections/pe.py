"""What makes a Windows executable harder to exploit, and who signed it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

import lief

from vedette.core.executables import Protection, State
from vedette.triage.binary.image import Image

_HIGH_ENTROPY, _DYNAMIC, _INTEGRITY, _NX, _NO_SEH, _GUARD = 0x20, 0x40, 0x80, 0x100, 0x400, 0x4000
_RELOCATIONS_STRIPPED: Final = 1
_CONFIG: Final = 10
_EXTENDED: Final = 20


def protections(binary: lief.PE.Binary, made: Image) -> tuple[tuple[Protection, ...], str]:
    """Say which protections a Windows executable has, and the subject of whoever signed it."""
    bits = binary.optional_header.dll_characteristics
    signature, signer = _signature(binary)
    return (
        *_space(binary, made, bits), *_flow(binary, made, bits), signature, *_strong_name(binary, made),
    ), signer  # fmt: skip


def _on(name: str, there: bool, yes: str, no: str) -> Protection:  # noqa: FBT001 - the answer itself
    return Protection(name=name, state=State.ON if there else State.OFF, says=yes if there else no)


def _space(binary: lief.PE.Binary, made: Image, bits: int) -> Iterator[Protection]:
    fixed = bool(binary.header.characteristics & _RELOCATIONS_STRIPPED)
    moves = bool(bits & _DYNAMIC) and not fixed
    no = "cannot be moved: its relocations were stripped" if fixed else "is always loaded at the same address"
    yield _on("ASLR", moves, "is loaded at an address that cannot be guessed", no)
    if made.bits == 64:  # noqa: PLR2004
        wide = moves and bool(bits & _HIGH_ENTROPY)
        yield _on(
            "high entropy", wide, "the address is chosen from all of 64 bits", "from few addresses only"
        )
    sure = bool(bits & _NX) or made.bits == 64  # noqa: PLR2004 - always, on 64 bits
    yield _on("DEP", sure, "data cannot be run as code", "data may be run as code")


def _flow(binary: lief.PE.Binary, made: Image, bits: int) -> Iterator[Protection]:
    guarded = bool(bits & _GUARD)
    yield _on("CFG", guarded, "indirect calls land only on functions", "indirect calls may land anywhere")
    cookie, handlers = _config(binary, made)
    yield _on("GS", cookie, "notices when a buffer on the stack runs over", "no cookie guards its stack")
    if made.architecture == "x86":
        if bits & _NO_SEH:
            says = "has no exception handlers"
            yield Protection(name="SafeSEH", state=State.NOT_APPLICABLE, says=says)
        else:
            no = "an overwritten exception handler is run"
            yield _on("SafeSEH", handlers, "only listed exception handlers are run", no)
    shadow = any(_shadows(one, made) for one in binary.debug)
    yield _on("CET", shadow, "the processor keeps a second copy of return addresses", "does not ask for it")
    if bits & _INTEGRITY:
        yield _on("integrity", there=True, yes="is loaded only with a good signature", no="")


def _shadows(one: lief.PE.Debug, made: Image) -> bool:
    at = one.pointerto_rawdata
    return (
        int(getattr(one.type, "value", one.type)) == _EXTENDED
        and bool(made.data[at : at + 1])
        and bool(made.data[at] & 1)
    )


def _config(binary: lief.PE.Binary, made: Image) -> tuple[bool, bool]:
    """Read from the load configuration whether there is a stack cookie, and a list of handlers."""
    found = binary.data_directories
    if len(found) <= _CONFIG or not found[_CONFIG].rva:
        return False, False
    wide = made.bits == 64  # noqa: PLR2004
    raw = made.bytes_at(made.base + found[_CONFIG].rva, 112 if wide else 72).ljust(112, b"\0")
    if wide:
        return struct.unpack_from("<Q", raw, 88)[0] != 0, False
    cookie, table, count = struct.unpack_from("<III", raw, 60)
    return cookie != 0, bool(table and count)


def _signature(binary: lief.PE.Binary) -> tuple[Protection, str]:
    name = "Authenticode"
    if not binary.has_signatures:
        return Protection(name=name, state=State.OFF, says="is not signed"), ""
    signer = ""
    for one in binary.signatures:
        for who in one.signers:
            signer = signer or str(who.cert.subject if who.cert else who.issuer)
    try:
        told = binary.verify_signature()
    except Exception:  # noqa: BLE001 - a parser of somebody else, on hostile input
        return Protection(
            name=name, state=State.PARTIAL, says="is signed; the signature cannot be read"
        ), signer
    if told == lief.PE.Signature.VERIFICATION_FLAGS.OK:
        says = "the signature fits the file; whether to trust the signer was not asked"
        return Protection(name=name, state=State.ON, says=says), signer
    says = f"the signature does not fit: {str(told).rpartition('.')[2].lower().replace('_', ' ')}"
    return Protection(name=name, state=State.PARTIAL, says=says), signer


def _strong_name(binary: lief.PE.Binary, made: Image) -> Iterator[Protection]:
    if made.format != ".NET":
        return
    raw = made.bytes_at(made.base + binary.data_directories[14].rva, 20).ljust(20, b"\0")
    named = bool(raw[16] & 8)
    yield _on(
        "strong name", named, "has a strong name, which says who made it, not that it is safe", "has none"
    )
