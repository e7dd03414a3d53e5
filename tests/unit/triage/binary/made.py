"""Executables of formats no compiler here makes, put together byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Sequence

CODE = 0x1000
DATA = 0x2000


def pe(
    code: bytes, imports: Sequence[tuple[str, Sequence[str]]] = (), data: bytes = b"", **said: int
) -> bytes:
    """Make a Windows program for x86-64: code at 0x140001000, imports from 0x140002000, data at 0x140003000.

    `said` may hold `characteristics` of the image; slots of imports lie at 0x140002000, eight bytes each.
    """
    table = _imports(imports)
    parts = [
        (b".text", CODE, code, 0x60000020),
        (b".rdata", DATA, table, 0x40000040),
        (b".data", 0x3000, data, 0xC0000040),
    ]
    slots = 8 * sum(len(names) + 1 for _, names in imports)
    optional = struct.pack(
        "<HBBIIIIIQIIHHHHHHIIIIHHQQQQII", 0x20B, 14, 0, 0x200, 0x200, 0, CODE, CODE, 0x140000000, 0x1000,
        0x200, 6, 0, 0, 0, 6, 0, 0, 0x5000, 0x400, 0, 3, said.get("characteristics", 0x8160), 0x100000,
        0x1000, 0x100000, 0x1000, 0, 16,
    )  # fmt: skip
    directories = [(0, 0)] * 16
    if imports:
        directories[1] = (DATA + slots, 20 * (len(imports) + 1))
        directories[12] = (DATA, slots)
    optional += b"".join(struct.pack("<II", *one) for one in directories)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, len(parts), 0, 0, 0, len(optional), 0x22)
    rows, body, at = b"", b"", 0x400
    for name, address, raw, rights in parts:
        stored = raw.ljust((len(raw) + 511) // 512 * 512 or 512, b"\0")
        rows += name.ljust(8, b"\0") + struct.pack(
            "<IIIIIIHHI", max(len(raw), 1), address, len(stored), at, 0, 0, 0, 0, rights
        )
        body += stored
        at += len(stored)
    return (head + optional + rows).ljust(0x400, b"\0") + body


def _imports(imports: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    slots = 8 * sum(len(names) + 1 for _, names in imports)
    names_at = slots + 20 * (len(imports) + 1)
    lookup, rows, texts = b"", b"", b""
    for library, names in imports:
        first = len(lookup)
        for name in names:
            lookup += struct.pack("<Q", DATA + names_at + len(texts))
            texts += b"\0\0" + name.encode() + b"\0" + b"\0" * ((len(name) + 1) % 2)
        lookup += bytes(8)
        rows += struct.pack("<IIIII", DATA + first, 0, 0, DATA + names_at + len(texts), DATA + first)
        texts += library.encode() + b"\0"
    return lookup + rows + bytes(20) + texts


def called(slot: int, at: int) -> bytes:
    """Return a call through the slot of an import, for code at an offset of the code."""
    return b"\xff\x15" + struct.pack("<i", DATA + 8 * slot - (CODE + at + 6))


def java(calls: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> bytes:
    """Make the head of a class that calls methods and uses texts."""
    pool: list[bytes] = []

    def put(raw: bytes) -> int:
        pool.append(raw)
        return len(pool)

    def text(words: str) -> int:
        raw = words.encode()
        return put(b"\1" + struct.pack(">H", len(raw)) + raw)

    for owner, name in calls:
        kind = put(b"\7" + struct.pack(">H", text(owner)))
        pair = put(b"\x0c" + struct.pack(">HH", text(name), text("()V")))
        put(b"\x0a" + struct.pack(">HH", kind, pair))
    for one in texts:
        put(b"\x08" + struct.pack(">H", text(one)))
    return b"\xca\xfe\xba\xbe" + struct.pack(">HHH", 0, 61, len(pool) + 1) + b"".join(pool) + bytes(16)


def dex(called_methods: Sequence[tuple[str, str]], texts: Sequence[str] = ()) -> bytes:
    """Make an Android file that calls methods of classes it does not hold, and uses texts."""
    words = list(dict.fromkeys([*(part for pair in called_methods for part in pair), *texts]))
    types = list(dict.fromkeys(owner for owner, _ in called_methods))
    strings_at = 112
    types_at = strings_at + 4 * len(words)
    methods_at = types_at + 4 * len(types)
    at = methods_at + 8 * len(called_methods)
    places, body = [], b""
    for word in words:
        places.append(at + len(body))
        body += bytes([len(word)]) + word.encode() + b"\0"
    head = b"dex\n035\0" + bytes(24) + struct.pack("<II", at + len(body), 112) + bytes(16)
    head += struct.pack("<IIII", len(words), strings_at, len(types), types_at) + bytes(16)
    head += struct.pack("<IIII", len(called_methods), methods_at, 0, 0) + bytes(8)
    rows = b"".join(struct.pack("<I", place) for place in places)
    rows += b"".join(struct.pack("<I", words.index(one)) for one in types)
    rows += b"".join(
        struct.pack("<HHI", types.index(owner), 0, words.index(name)) for owner, name in called_methods
    )
    return head + rows + body


def metadata(
    references: Sequence[str], members: Sequence[tuple[str, str, str]], texts: Sequence[str]
) -> bytes:
    """Make the metadata of a .NET assembly that uses members (space, type, name) and texts."""
    heap = b"\0"
    places: dict[str, int] = {}
    for word in dict.fromkeys([*references, *(part for member in members for part in member)]):
        places[word] = len(heap)
        heap += word.encode() + b"\0"
    types = list(dict.fromkeys((space, name) for space, name, _ in members))
    rows = b"".join(struct.pack("<HHH", 6, places[name], places[space]) for space, name in types)
    for space, name, member in members:
        rows += struct.pack("<HHH", (types.index((space, name)) + 1) << 3 | 1, places[member], 0)
    for one in references:
        rows += struct.pack("<HHHHIHHHH", 4, 0, 1, 2, 0, 0, places[one], 0, 0)
    counts = struct.pack("<III", len(types), len(members), len(references))
    tables = struct.pack("<IBBBBQQ", 0, 2, 0, 0, 1, 1 << 1 | 1 << 10 | 1 << 35, 0) + counts + rows
    user = b"\0"
    for text in texts:
        raw = text.encode("utf-16-le") + b"\0"
        user += bytes([len(raw)]) + raw
    streams, at, listed = b"", 32 + 20 + 20 + 12, b""
    for label, held in ((b"#~\0\0", tables), (b"#Strings\0\0\0\0", heap), (b"#US\0", user)):
        listed += struct.pack("<II", at + len(streams), len(held)) + label
        streams += held
    root = b"BSJB" + struct.pack("<HHII", 1, 1, 0, 12) + b"v4.0.30319\0\0" + struct.pack("<HH", 0, 3)
    return (root + listed).ljust(at, b"\0") + streams


def dotnet(members: Sequence[tuple[str, str, str]], texts: Sequence[str]) -> bytes:
    """Make a Windows file that holds a .NET assembly, which uses members and texts."""
    tables = metadata(["System.Net"], members, texts)
    header = struct.pack("<IHHIIII", 72, 2, 5, 0x3000 + 72, len(tables), 1, 0).ljust(72, b"\0")
    made = bytearray(pe(b"\xc3", [("mscoree.dll", ["_CorExeMain"])], header + tables))
    directory = 64 + 24 + 112 + 14 * 8
    made[directory : directory + 8] = struct.pack("<II", 0x3000, 72)
    return bytes(made)


def macho(
    code: bytes, flags: int = 0x200085, libraries: Sequence[str] = ("/usr/lib/libSystem.B.dylib",)
) -> bytes:
    """Make a Mach-O program for x86-64 whose code lies at 0x100001000."""
    base, at = 0x100000000, 0x1000
    section = struct.pack(
        "<16s16sQQIIIIIIII", b"__text", b"__TEXT", base + at, len(code), at, 4, 0, 0, 0x80000400, 0, 0, 0
    )
    size = (at + len(code) + 0xFFF) // 0x1000 * 0x1000
    commands = [
        struct.pack("<II16sQQQQIIII", 0x19, 72, b"__PAGEZERO", 0, base, 0, 0, 0, 0, 0, 0),
        struct.pack("<II16sQQQQIIII", 0x19, 152, b"__TEXT", base, size, 0, size, 5, 5, 1, 0) + section,
        struct.pack("<IIQQ", 0x80000028, 24, at, 0),
    ]
    for name in libraries:
        raw = name.encode() + b"\0"
        raw = raw.ljust((len(raw) + 7) // 8 * 8, b"\0")
        commands.append(struct.pack("<IIIIII", 0xC, 24 + len(raw), 24, 2, 0x10000, 0x10000) + raw)
    body = b"".join(commands)
    head = struct.pack("<IIIIIIII", 0xFEEDFACF, 0x01000007, 3, 2, len(commands), len(body), flags, 0)
    return (head + body).ljust(at, b"\0") + code.ljust(size - at, b"\0")


def fat(*parts: bytes) -> bytes:
    """Put several Mach-O files into one."""
    head, body, at = struct.pack(">II", 0xCAFEBABE, len(parts)), b"", 0x4000
    for part in parts:
        machine = int.from_bytes(part[4:8], "little")
        head += struct.pack(">IIIII", machine, 3, at + len(body), len(part), 14)
        body += part.ljust((len(part) + 0x3FFF) // 0x4000 * 0x4000, b"\0")
    return head.ljust(at, b"\0") + body
