"""Writes small compound files, VBA projects and packages, for tests."""

import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of version 3; streams are padded, so that none lies in the mini stream."""
    folders = sorted(
        {"/".join(path.split("/")[:at]) for path in streams for at in range(1, path.count("/") + 1)}
    )
    paths = [*folders, *streams]
    padded = {path: data + bytes(max(0, 4096 - len(data))) for path, data in streams.items()}
    directory_sectors = -(-(len(paths) + 1) // 4)
    chains, at = {}, directory_sectors
    for path, data in padded.items():
        chains[path] = (at, -(-len(data) // 512))
        at += chains[path][1]
    fat_sectors = -(-(at + 2) // 127)
    fat = [*range(1, directory_sectors), END]
    for start, count in chains.values():
        fat += [*range(start + 1, start + count), END]
    first_fat = len(fat)
    fat += [FAT] * fat_sectors
    fat += [FREE] * (fat_sectors * 128 - len(fat))
    body = _directory(paths, chains, padded).ljust(directory_sectors * 512, b"\0")
    body += b"".join(data.ljust(-(-len(data) // 512) * 512, b"\0") for data in padded.values())
    body += struct.pack(f"<{len(fat)}I", *fat)
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, 0, 0, 4096, END, 0, END, 0)
    header += struct.pack(f"<{fat_sectors}I", *range(first_fat, first_fat + fat_sectors))
    return header.ljust(512, b"\xff") + body


def _directory(paths: list[str], chains: dict[str, tuple[int, int]], padded: dict[str, bytes]) -> bytes:
    def children(parent: str) -> list[int]:
        return [at for at, one in enumerate(paths, 1) if one.rpartition("/")[0] == parent]

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:  # noqa: PLR0913, PLR0917
        raw = name.encode("utf-16-le") + b"\0\0"
        made = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
        return made + bytes(36) + struct.pack("<IQ", start, size)

    top = children("")
    made = entry("Root Entry", 5, FREE, top[0] if top else FREE, END, 0)
    for path in paths:
        parent, _, name = path.rpartition("/")
        later = [at for at in children(parent) if at > paths.index(path) + 1]
        inside = children(path)
        start = chains[path][0] if path in chains else 0
        made += entry(
            name,
            2 if path in chains else 1,
            later[0] if later else FREE,
            inside[0] if inside else FREE,
            start,
            len(padded.get(path, b"")),
        )
    return made


def packed(data: bytes) -> bytes:
    """Compress as VBA does, letters only, and a copy where the same three letters stood four before."""
    out = bytearray(b"\x01")
    for start in range(0, len(data), 4096):
        chunk, body, at = data[start : start + 4096], bytearray(), 0
        while at < len(chunk):
            flags, tokens = 0, bytearray()
            for bit in range(8):
                if at >= len(chunk):
                    break
                if at >= 4 and len(chunk) - at >= 3 and chunk[at : at + 3] == chunk[at - 4 : at - 1]:
                    flags |= 1 << bit
                    bits = max((at - 1).bit_length(), 4)
                    tokens += struct.pack("<H", 3 << (16 - bits))
                    at += 3
                else:
                    tokens.append(chunk[at])
                    at += 1
            body += bytes([flags]) + tokens
        if len(body) > 4096:  # as it is: nothing was won
            out += struct.pack("<H", 0x3FFF) + chunk.ljust(4096, b"\0")
        else:
            out += struct.pack("<H", 0xB000 | (len(body) + 2 - 3)) + body
    return bytes(out)


def project(modules: dict[str, str], *, folder: str = "Macros", compiled: str = "") -> dict[str, bytes]:
    """The streams of a VBA project; `compiled` is what its compiled code names."""
    directory = struct.pack("<HIH", 3, 2, 1252) + struct.pack("<HIIH", 9, 4, 1, 1)
    for name in modules:
        raw = name.encode()
        for kind, body in (
            (0x19, raw),
            (0x1A, raw),
            (0x32, name.encode("utf-16-le")),
            (0x31, struct.pack("<I", 10)),
            (0x21, b""),
            (0x2B, b""),
        ):
            directory += struct.pack("<HI", kind, len(body)) + body
    streams = {f"{folder}/VBA/dir": packed(directory)}
    for name, source in modules.items():
        text = f'Attribute VB_Name = "{name}"\r\n{source}'.encode()
        streams[f"{folder}/VBA/{name}"] = bytes(10) + packed(text)
    streams[f"{folder}/VBA/_VBA_PROJECT"] = b"\xcc\x61" + compiled.encode("utf-16-le")
    return streams


def native(name: str, data: bytes) -> bytes:
    """An Ole10Native stream with a file in it."""
    raw = name.encode()
    body = b"\x02\0" + raw + b"\0" + b"C:\\" + raw + b"\0" + b"\0\0\x03\0"
    body += struct.pack("<I", len(raw) + 1) + raw + b"\0" + struct.pack("<I", len(data)) + data
    return struct.pack("<I", len(body)) + body
