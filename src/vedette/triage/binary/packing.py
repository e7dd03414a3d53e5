"""How even the bytes of each section are, and whether an executable was packed or carries something."""

from __future__ import annotations

from typing import Final

import numpy as np

from vedette.core.executables import Section
from vedette.triage.binary.image import RUN, WRITE, Image, Region

_PIECE: Final = 1 << 20
_PIECES: Final = 4
_SHOWN: Final = 64
_HIGH: Final = 7.2
_EVEN: Final = 7.4
_SHARE: Final = 0.15
_FROM_TOOLS: Final = (".textbss", "INIT")
"""Parts that linkers make so: for building in steps, and for the start of drivers."""
_FEW: Final = 12
_SMALL: Final = 4096
_NAME_MAX: Final = 256
_BY_PACKER: Final = {
    "UPX": "UPX0 UPX1 UPX2 UPX3 UPX! .UPX0 .UPX1", "ASPack": ".aspack .adata aspack",
    "MPRESS": ".mpress1 .mpress2", "Petite": ".petite petite", "Themida": ".themida themida",
    "WinLicense": ".winlice winlicen", "VMProtect": ".vmp0 .vmp1 .vmp2 .vmp3",
    "NsPack": ".nsp0 .nsp1 .nsp2 nsp0 nsp1 nsp2", "Enigma": ".enigma1 .enigma2",
    "PECompact": "pec1 pec2 pec2to pec2mo pecompact2", "FSG": "fsg!", "MEW": "mew .mew", "RLPack": ".rlpack",
    "SVKP": ".svkp", "TSULoader": ".tsustub .tsuarch", "PESpin": ".taz", "Obsidium": ".obsidium",
    "Upack": ".upack .bydwing", "PELock": "pelocknt", "PEShield": "peshield", "PEBundle": "pebundle",
    "ProCrypt": "procrypt", "NeoLite": ".neolite .neolit", "Shrinker": ".shrink1 .shrink2 .shrink3",
    "Simple Pack": ".spack", "kkrunchy": "kkrunchy", "Perplex": ".perplex", "RPCrypt": ".rpcrypt rcryptor",
    "StarForce": ".sforce3", "Crunch": "bitarts", "Dragon Armor": "dastub", "Epack": "!epack",
    "CCG": ".ccg", "Huan": ".huan", "MaskPE": ".maskpe", "VProtect": "vprotect", "WWPack": ".wwpack .wwp32",
    "a protector by yoda": ".y0da .yp", "SeauSFX": ".seau", "a packer": ".packed",
}  # fmt: skip
_PACKERS: Final = {name: who for who, names in _BY_PACKER.items() for name in names.split()}
_CARRIED: Final = {
    b"PK\x03\x04": "a zip archive", b"7z\xbc\xaf\x27\x1c": "a 7z archive", b"Rar!": "a RAR archive",
    b"MSCF": "a cabinet", b"MZ": "a Windows executable", b"\x7fELF": "an ELF executable",
    b"\x1f\x8b": "gzip data",
    b"hsqs": "a SquashFS image", b"%PDF": "a PDF document", b"\xd0\xcf\x11\xe0": "an OLE file",
    b"\xfd7zXZ": "xz data", b"\x28\xb5\x2f\xfd": "Zstandard data", b"zlb\x1a": "an Inno Setup archive",
}  # fmt: skip
_UPX: Final = b"UPX!"


def entropy(data: bytes) -> float:
    """Return bits a byte, 0 to 8; of long data a few samples are enough."""
    if not data:
        return 0.0
    counts = np.zeros(256, np.int64)
    step = max(_PIECE, len(data) // _PIECES)
    for start in range(0, len(data), step):
        counts += np.bincount(np.frombuffer(data[start : start + _PIECE], np.uint8), minlength=256)
    share = counts[counts > 0] / counts.sum()
    return max(0.0, round(float(-(share * np.log2(share)).sum()), 2))


def sections(image: Image) -> tuple[Section, ...]:
    """Return the sections of an image, or what is mapped where it names no sections."""
    return tuple(
        Section(
            name=one.name, offset=one.offset, size=one.size, flags=one.flags,
            entropy=entropy(image.data[one.offset : one.offset + one.stored]) if one.rights else 0.0,
        )
        for one in (image.sections or image.regions)[:_SHOWN]
    )  # fmt: skip


def packed(image: Image, parts: tuple[Section, ...]) -> str:
    """Say why an executable looks packed; nothing where it does not."""
    named = image.scrambled or _by_name(image)
    if named or image.format == ".NET":
        return named
    shaped = _by_shape(image, parts) if image.windows and image.kind != "driver" else ""
    return shaped or ("" if len(image.imports) >= _FEW else _by_entry(image, parts))


def _by_shape(image: Image, parts: tuple[Section, ...]) -> str:
    """Say how the parts of a Windows program differ from what compilers make."""
    for one in image.sections:
        if one.rights & RUN and one.name not in _FROM_TOOLS:
            if not one.stored and one.size > _SMALL:
                return f"{one.name or 'a part'} is to hold code, and the file has none for it"
            if one.rights & WRITE and one.stored:
                return f"{one.name or 'a part'} holds code and can also be written"
    for part, one in zip(parts, image.sections, strict=False):
        large = one.stored >= max(2 * _SMALL, len(image.data) * _SHARE)
        if large and one.rights & (WRITE | RUN) and part.entropy >= _EVEN:
            return f"{one.name or 'a part'} is as even as if encrypted ({part.entropy} bits a byte)"
    return ""


def _by_entry(image: Image, parts: tuple[Section, ...]) -> str:
    entry = _entry_part(image)
    if entry is not None:
        level = entropy(image.data[entry.offset : entry.offset + entry.stored])
        if level >= _HIGH and entry.stored > _SMALL:
            return f"its first code is as even as if compressed ({level} bits a byte), and it imports little"
        if entry.rights & WRITE and entry.rights & RUN:
            return "its first code lies where it can also be written, and it imports little"
    hidden = [one for one in parts if one.entropy >= _HIGH and one.size > 4 * _SMALL and "x" in one.flags]
    return f"{hidden[0].name or 'a part'} holds code that looks compressed" if hidden else ""


def _by_name(image: Image) -> str:
    for one in image.sections:
        name = _PACKERS.get(one.name.lower().rstrip("\0 "), "") or _PACKERS.get(one.name, "")
        if name:
            return f"a section is named {one.name}, as {name} does"
    if image.data.find(_UPX, 0, _SMALL) >= 0 or image.data.rfind(_UPX, max(0, len(image.data) - 512)) >= 0:
        return "it holds the mark of UPX"
    return ""


def _entry_part(image: Image) -> Region | None:
    found = [
        one for one in image.sections or image.regions if one.address <= image.entry < one.address + one.size
    ]
    return found[0] if found and image.entry else None


def carried(image: Image) -> str:
    """Say what was appended to an executable; nothing where nothing was."""
    end = image.signature_at if image.end <= image.signature_at <= len(image.data) else len(image.data)
    extra = end - image.end + image.padding
    if not image.end or extra < 16:  # noqa: PLR2004 - padding
        return ""
    start = image.data[image.end : image.end + 64].lstrip(b"\0")
    what = next((words for magic, words in _CARRIED.items() if start.startswith(magic)), "")
    level = entropy(image.data[image.end : end])
    told = f"{what}, " if what else ""
    if image.padding:
        told += f"{image.padding:,} of them the same one, the others "
    return f"{extra:,} bytes follow its end: {told}{level} bits a byte"


def embedded(image: Image) -> tuple[str, ...]:
    """Name whole files that lie inside, other executables first; those at the very start do not count."""
    found = []
    for magic, check, words in _INNER:
        at, seen = image.data.find(magic, 64), 0
        while at >= 0 and seen < 2000:  # noqa: PLR2004 - common letters
            if check(image.data, at):
                found.append(f"{words} at offset {at:#x}")
                if len(found) >= 8:  # noqa: PLR2004
                    return tuple(found)
            at, seen = image.data.find(magic, at + 1), seen + 1
    return tuple(found)


def inner_programs(image: Image) -> list[int]:
    """Return where whole Windows programs lie inside one, in data or after its end."""
    if not image.windows:
        return []
    found: list[int] = []
    at, seen = image.data.find(b"MZ", 64), 0
    while at >= 0 and seen < 2000 and len(found) < 8:  # noqa: PLR2004 - common letters
        if _is_pe(image.data, at):
            found.append(at)
        at, seen = image.data.find(b"MZ", at + 1), seen + 1
    return found


def _is_pe(data: bytes, at: int) -> bool:
    head = int.from_bytes(data[at + 60 : at + 64], "little")
    return 64 <= head <= _SMALL and data[at + head : at + head + 4] == b"PE\0\0"  # noqa: PLR2004


def _is_elf(data: bytes, at: int) -> bool:
    return data[at + 4 : at + 5] in (b"\1", b"\2") and data[at + 5 : at + 7] in (b"\1\1", b"\2\1")


def _is_zip(data: bytes, at: int) -> bool:
    name = int.from_bytes(data[at + 26 : at + 28], "little")
    return data[at + 4 : at + 6] in (b"\x0a\0", b"\x14\0") and 0 < name < _NAME_MAX


_INNER: Final = (
    (b"MZ", _is_pe, "a Windows executable"),
    (b"\x7fELF", _is_elf, "an ELF executable"),
    (b"PK\x03\x04", _is_zip, "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c\x00", lambda _data, _at: True, "a 7z archive"),
)
