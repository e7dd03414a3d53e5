"""VBA projects in the streams of a compound file: sources of modules, and names their compiled code uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.compression import decompressed

_VERSION, _END = 0x0009, 0x002B
_BEGINS: Final = b"\x00Attribut"
"""How a compressed module begins: a byte that says eight plain letters follow, and the letters."""
_LONG_CODE: Final = 3000
_WORDS: Final = expression(rb"(?:[A-Za-z_][\x00]?(?:[A-Za-z0-9_][\x00]?){3,60})")
_TELLING: Final = frozenset(
    [
        "shell",
        "createobject",
        "getobject",
        "urldownloadtofile",
        "urldownloadtofilea",
        "environ",
        "autoopen",
        "auto_open",
        "document_open",
        "workbook_open",
        "winhttp",
        "serverxmlhttp",
        "wscript",
        "powershell",
        "callbyname",
        "shellexecute",
        "shellexecutea",
        "virtualalloc",
        "createthread",
        "rtlmovememory",
        "savetofile",
        "adodb",
        "chr",
        "strreverse",
        "autoclose",
        "document_close",
    ]
)
"""Names that say what code is for. Looked for in compiled code only to compare it with its source."""


class Module(Struct, frozen=True, kw_only=True):
    """One module."""

    name: str
    source: str
    is_class: bool = False
    compiled: int = 0
    """Bytes of compiled code before the source."""


class Project(Struct, frozen=True, kw_only=True):
    """One VBA project."""

    path: str
    """The storage it lies in."""
    modules: tuple[Module, ...]
    unwritten: tuple[str, ...] = ()
    """Telling names in the compiled code that no source has: the source shown is not what runs."""


def projects(streams: Mapping[str, bytes], allowance: Allowance) -> Iterator[Project]:
    """Yield the projects; where the list of modules is broken, every module that can be found."""
    listed = [name for name in streams if name.lower().split("/")[-2:] == ["vba", "dir"]]
    for name in listed:
        folder = name.rpartition("/")[0]
        modules = tuple(_modules(streams, folder, streams[name], allowance))
        if modules:
            yield Project(path=folder, modules=modules, unwritten=_unwritten(streams, folder, modules))
    if not listed:
        found = tuple(_searched(streams, allowance))
        if found:
            yield Project(path="", modules=found)


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        kind = int.from_bytes(directory[at : at + 2], "little")
        size = int.from_bytes(directory[at + 2 : at + 6], "little")
        if kind == _VERSION:
            size = 6
        yield kind, directory[at + 6 : at + 6 + size]
        at += 6 + size


class _Told(Struct):
    """What the directory says of one module."""

    codepage: str = "cp1252"
    name: str = ""
    stream: str = ""
    offset: int = 0
    is_class: bool = False

    def take(self, kind: int, body: bytes) -> None:
        match kind:
            case 0x0003:
                self.codepage = _codec(int.from_bytes(body[:2], "little"))
            case 0x0019:
                self.name, self.stream, self.offset, self.is_class = (
                    _decoded(body, self.codepage),
                    "",
                    0,
                    False,
                )
            case 0x001A:
                self.stream = _decoded(body, self.codepage)
            case 0x0032:
                self.stream = body.decode("utf-16-le", "replace") or self.stream
            case 0x0031:
                self.offset = int.from_bytes(body[:4], "little")
            case 0x0022:
                self.is_class = True
            case _:
                pass


def _modules(
    streams: Mapping[str, bytes], folder: str, packed: bytes, allowance: Allowance
) -> Iterator[Module]:
    told, lowered = _Told(), {path.lower(): path for path in streams}
    for kind, body in _records(decompressed(packed, allowance) or b""):
        allowance.burn(1)
        told.take(kind, body)
        if kind == _END and told.stream:
            path = lowered.get("/".join(part for part in (folder, told.stream) if part).lower(), "")
            data, offset = streams.get(path, b""), told.offset
            source = decompressed(data, allowance, offset)
            if source is None:
                offset, source = _found(data, allowance)
            yield Module(
                name=told.name or told.stream,
                source=_decoded(source, told.codepage),
                is_class=told.is_class,
                compiled=offset,
            )


def _codec(codepage: int) -> str:
    name = {65001: "utf-8", 10000: "mac-roman", 932: "cp932", 936: "gbk", 949: "cp949", 950: "cp950"}.get(
        codepage, f"cp{codepage}"
    )
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name


def _decoded(data: bytes, codepage: str) -> str:
    return data.decode(codepage, "replace")


def _found(data: bytes, allowance: Allowance) -> tuple[int, bytes]:
    """Return where a compressed module begins in a stream, and the module."""
    at = data.find(_BEGINS)
    while at >= 3:  # noqa: PLR2004  a signature and the header of a chunk
        if (source := decompressed(data, allowance, at - 3)) is not None:
            return at - 3, source
        at = data.find(_BEGINS, at + 1)
    return 0, b""


def _searched(streams: Mapping[str, bytes], allowance: Allowance) -> Iterator[Module]:
    for name, data in streams.items():
        offset, source = _found(data, allowance)
        if source:
            yield Module(
                name=name.rpartition("/")[2], source=source.decode("cp1252", "replace"), compiled=offset
            )


def _unwritten(streams: Mapping[str, bytes], folder: str, modules: tuple[Module, ...]) -> tuple[str, ...]:
    """Return telling names only the compiled code knows, or that code is there without a source."""
    written = "\n".join(one.source for one in modules).lower()
    kept = next((streams[one] for one in streams if one.lower() == f"{folder}/_vba_project".lower()), b"")
    names = {word.replace(b"\0", b"").decode("latin-1").lower() for word in _WORDS.findall(kept)}
    missing = sorted(name for name in names & _TELLING if name not in written)
    empty = [
        one.name
        for one in modules
        if one.compiled > _LONG_CODE and not _code_lines(one.source) and not one.is_class
    ]
    return tuple(missing) or tuple(f"code of {name}" for name in empty)


def _code_lines(source: str) -> bool:
    return any(line.strip() and not line.startswith("Attribute ") for line in source.splitlines())
