"""What a container is by what lies in it, and what has no mark at its start: tar, Mac images, zlib."""

from __future__ import annotations

import zlib
from typing import Final

from vedette.triage.kinds import Kind

_END: Final = b"PK\x05\x06"
_TAIL: Final = 22 + 65_535
_OFFICE: Final = (b"word/", b"xl/", b"ppt/", b"visio/")
_HEAD: Final = 4096
_FEW: Final = 65_536
_JAVA: Final = (".jar", ".war", ".ear")
_ODF: Final = b"application/vnd.oasis.opendocument"
_TAR_BLOCK: Final = 512


def of_zip(data: bytes, name: str) -> Kind:
    """Return what a zip is by the names in it."""
    names = _directory(data) or data[:_FEW]
    tests = (
        (b"AndroidManifest.xml" in names and (b".dex" in names or b"resources.arsc" in names), Kind.APK),
        (b"[Content_Types].xml" in names and any(part in names for part in _OFFICE), Kind.OOXML),
        (_ODF in data[:_HEAD], Kind.ODF),
        (b".dist-info/WHEEL" in names, Kind.WHEEL),
        (b"META-INF/MANIFEST.MF" in names or name.lower().endswith(_JAVA), Kind.JAR),
    )
    return next((kind for holds, kind in tests if holds), Kind.ZIP)


def appended_zip(data: bytes, name: str = "") -> Kind | None:
    """Return what a zip at the end of something else is, or None where there is none."""
    return of_zip(data, name) if _directory(data) else None


def _directory(data: bytes) -> bytes:
    """Return the directory of a zip: where its end says it lies, or empty."""
    at = data.rfind(_END, max(0, len(data) - _TAIL))
    if at < 0:
        return b""
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    start = at - size
    if start < 0 or data[start : start + 4] != b"PK\x01\x02":
        start = int.from_bytes(data[at + 16 : at + 20], "little")
    found = data[start:at]
    return found if found[:4] == b"PK\x01\x02" else b""


def of_ole(data: bytes) -> Kind:
    """Return what an OLE file is by the names of its streams, which stand in it in UTF-16."""
    near = _ole_directory(data)
    if near[80:96] in _INSTALLER_IDS or _has_table(near):
        return Kind.MSI
    for text in (near, data[:_WHOLE]):
        for kind, names in _STREAMS:
            if any(_wide(name) in text for name in names):
                return kind
    return Kind.OLE


_WHOLE: Final = 1 << 22
"""Where the directory is scattered, names are sought in so much of the file."""


def _has_table(directory: bytes) -> bool:
    """Whether an entry of the directory names a table: the two bytes alone stand in many a document."""
    entries = range(0, len(directory) - 127, 128)
    return any(
        directory.startswith(_wide(_TABLE_STREAM), at) and directory[at + 66 : at + 67] == b"\2"
        for at in entries
    )


_TABLE_STREAM: Final = "\u4840"
"""How the names of an installer's tables begin."""
_STREAMS: Final = (
    (Kind.MSG, ("__properties_version1.0", "__nameid_version1.0")),
    (Kind.DOC, ("WordDocument", "Workbook\0", "PowerPoint Document", "Book\0\0", "VBA\0")),
)
_INSTALLER_IDS: Final = tuple(
    bytes([first, 0x10, 0x0C, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]) for first in (0x84, 0x86, 0x82)
)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _ole_directory(data: bytes) -> bytes:
    """Return the first sector of the directory and what follows, or all where it lies elsewhere."""
    size = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    at = (int.from_bytes(data[48:52], "little") + 1) * size
    return data[at : at + _FEW] if at < len(data) else data[:_FEW]


def of_ar(data: bytes) -> Kind:
    """Return a Debian package for an ar file that is one."""
    return Kind.DEB if data[8:21] == b"debian-binary" else Kind.AR


def unmarked(data: bytes) -> Kind | None:
    """Return what has no mark at its start but a shape nothing else has."""
    if len(data) >= _TAR_BLOCK and is_tar_head(data[:_TAR_BLOCK]):
        return Kind.TAR
    if data[:1] in _ZLIB_FIRST and int.from_bytes(data[:2], "big") % 31 == 0:
        return Kind.ZLIB if _inflates(data) else None
    if data[:5] == b"]\0\0\x80\0" or (data[:3] == b"]\0\0" and data[5:13].endswith(b"\xff\xff\xff")):
        return Kind.XZ
    is_bitmap = data[:2] == b"BM" and data[14:15] in _BMP_HEADS and data[15:18] == b"\0\0\0"
    return Kind.IMAGE if is_bitmap else None


_ZLIB_FIRST: Final = frozenset((b"\x78", b"\x68", b"\x58", b"\x48"))
_BMP_HEADS: Final = frozenset(bytes([size]) for size in (12, 40, 52, 56, 64, 108, 124))
_TRIED: Final = 512


def _inflates(data: bytes) -> bool:
    """See whether the first bytes are what zlib writes: a text may begin alike."""
    if data.isascii():
        return False
    try:
        return bool(zlib.decompressobj().decompress(data[:_TRIED], _TRIED)) or len(data) < _TRIED
    except zlib.error:
        return False


def is_tar_head(block: bytes) -> bool:
    """Tell the head of a tar member by its checksum: the sum of its bytes, with blanks for the sum itself."""
    field = block[148:156].strip(b" \0")
    if not field or field.strip(b"01234567") or not block[0]:
        return False
    said = int(field, 8)
    plain = sum(block[:148]) + 256 + sum(block[156:_TAR_BLOCK])
    return said == plain
