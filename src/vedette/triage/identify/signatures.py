"""The marks things begin with: a table of bytes, where they stand, and what has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vedette.triage.kinds import Kind

_FIRST: Final[dict[bytes, tuple[tuple[bytes, Kind], ...]]] = {}
"""Marks at the very start, by their first two bytes: filled from the table below."""

_AT_START: Final[tuple[tuple[bytes, Kind], ...]] = (
    (b"MZ", Kind.PE),
    (b"ZM", Kind.PE),
    (b"\x7fELF", Kind.ELF),
    (b"\xfe\xed\xfa\xce", Kind.MACHO),
    (b"\xfe\xed\xfa\xcf", Kind.MACHO),
    (b"\xce\xfa\xed\xfe", Kind.MACHO),
    (b"\xcf\xfa\xed\xfe", Kind.MACHO),
    (b"dex\n03", Kind.DEX),
    (b"dex\n04", Kind.DEX),
    (b"\0asm", Kind.WASM),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"PK00PK\x03\x04", Kind.ZIP),
    (b"PK\x07\x08PK\x03\x04", Kind.ZIP),
    (b"\x1f\x8b\x08", Kind.GZIP),
    (b"BZh1", Kind.BZIP2), (b"BZh2", Kind.BZIP2), (b"BZh3", Kind.BZIP2), (b"BZh4", Kind.BZIP2),
    (b"BZh5", Kind.BZIP2), (b"BZh6", Kind.BZIP2), (b"BZh7", Kind.BZIP2), (b"BZh8", Kind.BZIP2),
    (b"BZh9", Kind.BZIP2),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVENZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"MSCF\0\0\0\0", Kind.CAB),
    (b"!<arch>\n", Kind.AR),
    (b"\xed\xab\xee\xdb", Kind.RPM),
    (b"070701", Kind.CPIO), (b"070702", Kind.CPIO), (b"070707", Kind.CPIO),
    (b"\xc7\x71", Kind.CPIO),
    (b"hsqs", Kind.SQUASHFS), (b"sqsh", Kind.SQUASHFS), (b"shsq", Kind.SQUASHFS),
    (b"\x27\x05\x19\x56", Kind.FIRMWARE),
    (b"HDR0", Kind.FIRMWARE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rt", Kind.RTF),
    (b"%PDF-", Kind.PDF),
    (b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F", Kind.LNK),
    (b"\xe4R\\{\x8c\xd8\xa7M\xae\xb1Sx\xd0)\x96\xd3", Kind.ONENOTE),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF87a", Kind.IMAGE), (b"GIF89a", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE), (b"MM\0*", Kind.IMAGE),
    (b"\0\0\x01\0", Kind.IMAGE), (b"\0\0\x02\0", Kind.IMAGE),
    (b"8BPS", Kind.IMAGE),
    (b"icns\0", Kind.IMAGE),
    (b"/* XPM */", Kind.IMAGE),
    (b"\xd7\xcd\xc6\x9a", Kind.IMAGE),
    (b"gimp xcf", Kind.IMAGE),
    (b"\0\x01\0\0\0", Kind.FONT), (b"OTTO\0", Kind.FONT), (b"true\0", Kind.FONT), (b"ttcf\0", Kind.FONT),
    (b"wOFF", Kind.FONT), (b"wOF2", Kind.FONT), (b"%!PS-AdobeFont", Kind.FONT),
    (b"\x80\x01", Kind.FONT), (b"\x01fcp", Kind.FONT),
    (b"ID3", Kind.MEDIA), (b"OggS", Kind.MEDIA), (b"fLaC", Kind.MEDIA), (b"MThd", Kind.MEDIA),
    (b"FLV\x01", Kind.MEDIA), (b"\x1aE\xdf\xa3", Kind.MEDIA), (b".snd", Kind.MEDIA),
    (b"\0\0\x01\xba", Kind.MEDIA), (b"\0\0\x01\xb3", Kind.MEDIA), (b"0&\xb2u\x8ef\xcf\x11", Kind.MEDIA),
    (b"\xff\xfb", Kind.MEDIA), (b"\xff\xf3", Kind.MEDIA),
    (b"SQLite format 3\0", Kind.SQLITE),
    (b"-----BEGIN CERTIFICATE", Kind.CERTIFICATE), (b"-----BEGIN PKCS7", Kind.CERTIFICATE),
    (b"-----BEGIN X509", Kind.CERTIFICATE), (b"-----BEGIN TRUSTED CERT", Kind.CERTIFICATE),
    (b"Windows Registry Editor Version 5", Kind.REGISTRY), (b"REGEDIT4", Kind.REGISTRY),
    (b"\xff\xfeW\0i\0n\0d\0o\0w\0s\0 \0R\0e\0g\0i\0s\0t\0r\0y\0", Kind.REGISTRY),
    (b"\xef\xbb\xbfWindows Registry Editor", Kind.REGISTRY),
    (b"\xef\xbe\xad\xdeNull", Kind.NSIS),
    (b"\x1bLua", Kind.LUA),
    (b"Inno Setup Setup Data (", Kind.INNO), (b"idska32\x1a", Kind.INNO), (b"zlb\x1a", Kind.INNO),
)  # fmt: skip
_AT_OFFSET: Final[tuple[tuple[int, bytes, Kind], ...]] = (
    (4, b"\xef\xbe\xad\xdeNullsoftInst", Kind.NSIS),
    (257, b"ustar", Kind.TAR),
    (32769, b"CD001", Kind.ISO),
    (32769, b"BEA01", Kind.ISO),
    (4, b"ftyp", Kind.MEDIA),
    (4, b"moov", Kind.MEDIA),
)
_RIFF: Final = {b"WEBP": Kind.IMAGE, b"WAVE": Kind.MEDIA, b"AVI ": Kind.MEDIA, b"ACON": Kind.IMAGE}
_HEIF: Final = frozenset((b"heic", b"heix", b"mif1", b"avif", b"avis"))

for _mark, _kind in _AT_START:
    _FIRST[_mark[:2]] = (*_FIRST.get(_mark[:2], ()), (_mark, _kind))

_PDF_WITHIN: Final = 1024
"""Readers take a PDF whose head is not quite at the start."""


def kind_of(data: bytes) -> Kind | None:
    """Return what its marks say it is, or None."""
    for mark, kind in _FIRST.get(data[:2], ()):
        if data.startswith(mark) and _holds(kind, data):
            return kind
    for offset, mark, kind in _AT_OFFSET:
        if data.startswith(mark, offset):
            return _of_box(data) if kind is Kind.MEDIA else kind
    return _two_part(data)


def _two_part(data: bytes) -> Kind | None:
    """Return what two marks together say, or None."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[:4] == b"\xca\xfe\xba\xbe":
        return _class_or_fat(data)
    if data[2:4] == b"\r\n" and _is_bytecode(data):
        return Kind.PYTHON_CODE
    if b"%PDF-" in data[:_PDF_WITHIN] and b"endobj" in data:
        return Kind.PDF
    return None


def _holds(kind: Kind, data: bytes) -> bool:
    """Check the short marks a text or a number could have too."""
    check = _CHECKS.get((kind, data[:2]))
    return check is None or check(data)


def _is_icon(data: bytes) -> bool:
    return 0 < int.from_bytes(data[4:6], "little") < 256 and len(data) > 21 and data[9] == 0  # noqa: PLR2004


def _is_sound(data: bytes) -> bool:
    return len(data) > 2 and data[2] >> 4 not in {0, 15}  # noqa: PLR2004


def _is_cpio(data: bytes) -> bool:
    return len(data) > 26 and data[20:22] != b"\0\0"  # noqa: PLR2004


def _is_type1(data: bytes) -> bool:
    return b"%!" in data[:16]


def _is_program(data: bytes) -> bool:
    """Tell a program of DOS or Windows from a text that begins with MZ."""
    if len(data) < 64:  # noqa: PLR2004
        return False
    at = int.from_bytes(data[60:64], "little")
    if data[at : at + 4] == b"PE\0\0" or data[at : at + 2] in {b"NE", b"LE", b"LX"}:
        return True
    return b"\0" in data[2:64]


def _class_or_fat(data: bytes) -> Kind:
    """Tell Java from a Mach-O for several processors: both begin alike; Java says its version next."""
    return Kind.JAVA_CLASS if int.from_bytes(data[4:8], "big") > 40 else Kind.MACHO  # noqa: PLR2004


def _is_bytecode(data: bytes) -> bool:
    r"""Tell compiled Python: a magic number of its time, `\\r\\n`, flags, and a marshalled code object."""
    magic = int.from_bytes(data[:2], "little")
    if not (3000 <= magic < 4000 or 20000 <= magic < 63000):  # noqa: PLR2004
        return False
    return any(len(data) > at and data[at] in b"\xe3\x63" for at in (16, 12, 8))


def _of_box(data: bytes) -> Kind:
    return Kind.IMAGE if data[8:12] in _HEIF else Kind.MEDIA


_CHECKS: Final[dict[tuple[Kind, bytes], Callable[[bytes], bool]]] = {
    (Kind.PE, b"MZ"): _is_program,
    (Kind.PE, b"ZM"): _is_program,
    (Kind.MEDIA, b"\xff\xfb"): _is_sound,
    (Kind.MEDIA, b"\xff\xf3"): _is_sound,
    (Kind.CPIO, b"\xc7\x71"): _is_cpio,
    (Kind.IMAGE, b"\0\0"): _is_icon,
    (Kind.FONT, b"\x80\x01"): _is_type1,
}
