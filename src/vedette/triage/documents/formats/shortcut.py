"""Windows shortcuts, after [MS-SHLLINK]: where they lead, with which arguments, under which picture."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

MAGIC: Final = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"
_HEADER: Final = 76
_ID_LIST, _LINK_INFO, _UNICODE = 1, 2, 0x80
_STRINGS: Final = ((4, "description"), (8, "relative"), (16, "folder"), (32, "arguments"), (64, "icon"))
_ENVIRONMENT, _ICON_ENVIRONMENT, _TRACKER = 0xA0000001, 0xA0000007, 0xA0000003
_BLOCKS: Final = 64
_LONG_NAME: Final = b"\x04\x00\xef\xbe"
"""Signature of the block that holds the long name of a file in a list of items."""


class Shortcut(Struct):
    """What a shortcut says."""

    items: list[str] = field(default_factory=list)
    """Names on the way to the target."""
    path: str = ""
    """The local or network path."""
    description: str = ""
    relative: str = ""
    folder: str = ""
    arguments: str = ""
    icon: str = ""
    environment: str = ""
    """The target again, with variables; it wins."""
    machine: str = ""
    """Name of the machine it was made on."""
    show: int = 1
    hotkey: int = 0
    end: int = 0
    """Where it ends; what comes after belongs to no shortcut."""

    @property
    def target(self) -> str:
        """Where it leads."""
        listed = "\\".join(self.items).replace("\\\\", "\\")
        return self.environment or self.path or listed or self.relative

    @property
    def command(self) -> str:
        """The command line it runs, white space as it is."""
        return f"{self.target} {self.arguments}".strip()


def shortcut(data: bytes) -> Shortcut | None:
    """Read a shortcut as far as it is whole; None where it is none."""
    if len(data) < _HEADER or not data.startswith(MAGIC):
        return None
    flags = int.from_bytes(data[20:24], "little")
    made = Shortcut(show=int.from_bytes(data[60:64], "little"), hotkey=int.from_bytes(data[64:66], "little"))
    at = _HEADER
    if flags & _ID_LIST:
        size = int.from_bytes(data[at : at + 2], "little")
        made.items = _items(data[at + 2 : at + 2 + size])
        at += 2 + size
    if flags & _LINK_INFO:
        size = int.from_bytes(data[at : at + 4], "little")
        made.path = _path(data[at : at + size])
        at += max(size, 4)
    wide = 2 if flags & _UNICODE else 1
    for bit, name in _STRINGS:
        if flags & bit:
            size = int.from_bytes(data[at : at + 2], "little") * wide
            setattr(made, name, _text(data[at + 2 : at + 2 + size], wide))
            at += 2 + size
    made.end = min(_blocks(data, at, made), len(data))
    return made


def _text(raw: bytes, wide: int) -> str:
    return raw.decode("utf-16-le" if wide == 2 else "cp1252", "replace").replace("\0", "")  # noqa: PLR2004  bytes a letter


def _items(raw: bytes) -> list[str]:
    found: list[str] = []
    at = 0
    while at + 2 <= len(raw) and len(found) < _BLOCKS:
        size = int.from_bytes(raw[at : at + 2], "little")
        if size < 3:  # noqa: PLR2004  the end of the list, or nothing in it
            break
        if name := _item(raw[at + 2 : at + size]):
            found.append(name)
        at += size
    return found


def _item(item: bytes) -> str:
    """Return the name in an item: of a drive, a file or a folder, or of something on the network."""
    kind = item[0] & 0x70
    if kind == 0x20:  # noqa: PLR2004  a drive
        return item[1:].split(b"\0")[0].decode("cp1252", "replace")
    if kind == 0x30:  # noqa: PLR2004  a file or folder
        at = item.find(_LONG_NAME)
        if at >= 0 and (name := _longest(item[at + 4 :])):
            return name
        raw = item[12:]
        return (
            raw.split(b"\0\0")[0].decode("utf-16-le", "replace")
            if item[0] & 4
            else raw.split(b"\0")[0].decode("cp1252", "replace")
        )
    if kind == 0x40:  # noqa: PLR2004  a share
        return item[3:].split(b"\0")[0].decode("cp1252", "replace")
    return ""


def _longest(block: bytes) -> str:
    """Return the longest text of two bytes a letter: where it begins depends on the version of Windows."""
    best = ""
    for start in range(0, min(len(block), 64), 2):
        piece = block[start:].decode("utf-16-le", "replace").partition("\0")[0]
        if piece.isprintable() and len(piece) > len(best):
            best = piece
    return best


def _path(info: bytes) -> str:
    if len(info) < 28:  # noqa: PLR2004  the shortest there is
        return ""
    header = int.from_bytes(info[4:8], "little")
    local = int.from_bytes(info[16:20], "little")
    network = int.from_bytes(info[20:24], "little")
    suffix = int.from_bytes(info[24:28], "little")
    if header >= 36 and (wide := int.from_bytes(info[28:32], "little")):  # noqa: PLR2004  with places of wide texts
        return info[wide:].decode("utf-16-le", "replace").partition("\0")[0]
    rest = info[suffix:].split(b"\0")[0].decode("cp1252", "replace") if suffix else ""
    if network and not local:
        name = int.from_bytes(info[network + 8 : network + 12], "little")
        share = info[network + name :].split(b"\0")[0].decode("cp1252", "replace") if name else ""
        return f"{share}\\{rest}" if rest else share
    return (info[local:].split(b"\0")[0].decode("cp1252", "replace") if local else "") + rest


def _blocks(data: bytes, at: int, made: Shortcut) -> int:
    """Read the blocks at the end, and return where they end."""
    for _ in range(_BLOCKS):
        size = int.from_bytes(data[at : at + 4], "little")
        if size < 4 or at + size > len(data):  # noqa: PLR2004  the last one is shorter than its size
            return at + 4
        kind, block = int.from_bytes(data[at + 4 : at + 8], "little"), data[at + 8 : at + size]
        if kind in (_ENVIRONMENT, _ICON_ENVIRONMENT):
            text = _text(block[260:780], 2).strip() or _text(block[:260].split(b"\0")[0], 1)
            setattr(made, "environment" if kind == _ENVIRONMENT else "icon", text)
        elif kind == _TRACKER:
            made.machine = _text(block[8:24].split(b"\0")[0], 1)
        at += size
    return at
