"""Archives of other formats, written by hand for tests of what opens them: none is made by a program here."""

import hashlib
import hmac
import struct
import zlib
from collections.abc import Mapping

from vedette.triage.unpack.zip_locks import OldLock

FILES = {"dir/one.txt": b"one " * 500, "two.bin": bytes(range(256)) * 20, "empty": b""}
SECTOR = 2048


def old_rar(files: Mapping[str, bytes] = FILES, *, method: int = 0x30, flags: int = 0) -> bytes:
    made = [b"Rar!\x1a\x07\0", struct.pack("<HBHH6x", 0, 0x73, 0, 13)]
    for name, data in files.items():
        raw = name.encode()
        head = struct.pack(
            "<HBHHIIBIIBBHI", 0, 0x74, 0x8000 | flags, 32 + len(raw), len(data), len(data), 3,
            zlib.crc32(data), 0, 29, method, len(raw), 0o100644 << 16,
        )  # fmt: skip
        made.append(head + raw + data)
    made.append(struct.pack("<HBHH", 0, 0x7B, 0, 7))
    return b"".join(made)


def vint(number: int) -> bytes:
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _new_block(kind: int, body: bytes, data: bytes | None = None) -> bytes:
    flags = 2 if data is not None else 0
    head = vint(kind) + vint(flags) + (vint(len(data)) if data is not None else b"") + body
    whole = vint(len(head)) + head
    return struct.pack("<I", zlib.crc32(whole)) + whole + (data or b"")


def new_rar(files: Mapping[str, bytes] = FILES, *, method: int = 0) -> bytes:
    made = [b"Rar!\x1a\x07\x01\0", _new_block(1, vint(0))]
    for name, data in files.items():
        raw = name.encode()
        crc = struct.pack("<I", zlib.crc32(data))
        about = vint(4) + vint(len(data)) + vint(0o100644) + crc + vint(method << 7) + vint(1)
        made.append(_new_block(2, about + vint(len(raw)) + raw, data))
    made.append(_new_block(5, vint(0)))
    return b"".join(made)


def cabinet(files: Mapping[str, bytes] = FILES, *, way: int = 1) -> bytes:
    """Return a cabinet of one folder, in blocks of 32 KiB, stored (0) or MSZIP (1)."""
    whole, blocks = b"".join(files.values()), []
    before = b""
    for at in range(0, len(whole), 32768):
        piece = whole[at : at + 32768]
        packer = (
            zlib.compressobj(9, zlib.DEFLATED, -15, 8, 0, before) if before else zlib.compressobj(9, 8, -15)
        )
        packed = b"CK" + packer.compress(piece) + packer.flush() if way == 1 else piece
        blocks.append(struct.pack("<IHH", 0, len(packed), len(piece)) + packed)
        before = piece[-32768:]
    entries, offset = [], 0
    for name, data in files.items():
        entries.append(struct.pack("<IIHHHH", len(data), offset, 0, 0, 0, 0x80) + name.encode() + b"\0")
        offset += len(data)
    listed, body = b"".join(entries), b"".join(blocks)
    start = 36 + 8 + len(listed)
    head = struct.pack("<4s5I2B5H", b"MSCF", 0, start + len(body), 0, 44, 0, 3, 1, 1, len(files), 0, 1, 0)
    return head + struct.pack("<IHH", start, len(blocks), way) + listed + body


def cpio(files: Mapping[str, bytes] = FILES, modes: Mapping[str, int] | None = None) -> bytes:
    made = bytearray()
    for name, data in {**files, "TRAILER!!!": b""}.items():
        raw = name.encode() + b"\0"
        mode = (modes or {}).get(name, 0o100644)
        numbers = (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0)
        made += b"070701" + b"".join(b"%08x" % number for number in numbers) + raw
        made += bytes(-len(made) % 4) + data
        made += bytes(-len(made) % 4)
    return bytes(made)


def rpm(payload: bytes, scripts: Mapping[int, bytes]) -> bytes:
    store, entries = b"", []
    for tag, text in scripts.items():
        entries.append(struct.pack(">4I", tag, 6, len(store), 1))
        store += text + b"\0"
    mark = b"\x8e\xad\xe8\x01\0\0\0\0"
    signature = mark + struct.pack(">II", 0, 0)
    head = mark + struct.pack(">II", len(entries), len(store)) + b"".join(entries) + store
    return b"\xed\xab\xee\xdb\x03\0" + bytes(90) + signature + head + payload


def _iso_record(name: bytes, at: int, size: int, flags: int, system: bytes = b"") -> bytes:
    body = struct.pack("<BBI4xI4x7xBBBH2xB", 0, 0, at, size, flags, 0, 0, 1, len(name)) + name
    body += b"" if len(name) % 2 else b"\0"
    made = body + system
    return bytes([len(made)]) + made[1:]


def iso(files: Mapping[str, bytes], *, rock_ridge: bool = False, loop: bool = False) -> bytes:
    """Return an image of one folder `d` that holds the files."""
    data_at, records, bodies = 20, [], []
    for number, (name, data) in enumerate(files.items()):
        system = b"NM" + bytes([5 + len(name), 1, 0]) + name.encode() if rock_ridge else b""
        raw = f"FILE{number}.TXT;1".encode() if rock_ridge else name.upper().encode() + b";1"
        records.append(_iso_record(raw, data_at, len(data), 0, system))
        sectors = max(1, -(-len(data) // SECTOR))
        bodies.append(data.ljust(sectors * SECTOR, b"\0"))
        data_at += sectors
    dots = _iso_record(b"\0", 19, SECTOR, 2) + _iso_record(b"\1", 18, SECTOR, 2)
    again = _iso_record(b"AGAIN", 19, SECTOR, 2) if loop else b""
    mark = b"SP\x07\x01\xbe\xef\0" if rock_ridge else b""
    root = _iso_record(b"\0", 18, SECTOR, 2, mark) + dots[len(dots) // 2 :]
    root += _iso_record(b"D", 19, SECTOR, 2, b"NM\x06\x01\0d" if rock_ridge else b"")
    head = bytearray(SECTOR)
    head[0:7] = b"\x01CD001\x01"
    head[156:190] = _iso_record(b"\0", 18, SECTOR, 2).ljust(34, b"\0")[:34]
    folder = dots + b"".join(records) + again
    parts = [bytes(16 * SECTOR), bytes(head), b"\xffCD001\x01".ljust(SECTOR, b"\0")]
    parts += [root.ljust(SECTOR, b"\0"), folder.ljust(SECTOR, b"\0"), *bodies]
    return b"".join(parts)


def _meta(data: bytes) -> bytes:
    packed = zlib.compress(data)
    return struct.pack("<H", len(packed)) + packed


def squashfs(files: Mapping[str, bytes], *, hole: int = 0, loop: bool = False) -> bytes:
    """Return an image of one folder: blocks of 4 KiB, no fragments; `hole` adds a file of zeros."""
    block, blocks, inodes, entries = 4096, bytearray(), bytearray(), []
    at = 96
    sizes_of = dict(files) | ({"hole": bytes(0)} if hole else {})
    for number, (name, data) in enumerate(sizes_of.items(), 2):
        start, sizes = at + len(blocks), []
        size = hole if name == "hole" and hole else len(data)
        for place in range(0, size, block):
            packed = zlib.compress(data[place : place + block]) if not hole or name != "hole" else b""
            sizes.append(len(packed))
            blocks += packed
        entries.append((name.encode(), len(inodes), 2))
        inodes += struct.pack("<HHHHII", 2, 0o644, 0, 0, 0, number)
        inodes += struct.pack("<4I", start, 0xFFFFFFFF, 0, size)
        inodes += b"".join(struct.pack("<I", one) for one in sizes)
    root = len(inodes)
    if loop:
        entries.append((b"loop", root, 1))
    listing = struct.pack("<3I", len(entries) - 1, 0, 1)
    for raw, offset, kind in entries:
        listing += struct.pack("<HhHH", offset, 0, kind, len(raw) - 1) + raw
    inodes += struct.pack("<HHHHII", 1, 0o755, 0, 0, 0, 1)
    inodes += struct.pack("<IIHHI", 0, 2, len(listing) + 3, 0, 2)
    table = at + len(blocks)
    packed_inodes = _meta(bytes(inodes))
    folders = table + len(packed_inodes)
    packed_folders = _meta(listing)
    end = folders + len(packed_folders)
    head = struct.pack(
        "<5I6H8Q", 0x73717368, len(sizes_of) + 1, 0, block, 0, 1, 12, 0, 1, 4, 0, root, end, end,
        0xFFFFFFFFFFFFFFFF, table, folders, end, 0xFFFFFFFFFFFFFFFF,
    )  # fmt: skip
    return head + bytes(blocks) + packed_inodes + packed_folders


def boot_image(data: bytes, name: bytes = b"kernel") -> bytes:
    rest = struct.pack(">III4xI4B", 0, len(data), 0, zlib.crc32(data), 5, 2, 2, 0) + name.ljust(32, b"\0")
    bare = b"\x27\x05\x19\x56" + bytes(4) + rest
    return bare[:4] + struct.pack(">I", zlib.crc32(bare)) + bare[8:] + data


def program(behind: bytes = b"") -> bytes:
    """Return a Windows program of one section, and what stands behind it."""
    head = bytearray(0x400)
    head[0:2], head[0x3C] = b"MZ", 0x80
    head[0x80:0x84] = b"PE\0\0"
    head[0x84:0x98] = struct.pack("<HHIIIHH", 0x14C, 1, 0, 0, 0, 224, 0x102)
    head[0x98:0x9A] = b"\x0b\x01"
    row = 0x98 + 224
    head[row : row + 40] = struct.pack("<8sIIII16x", b".text", 0x200, 0x1000, 0x200, 0x400)
    return bytes(head) + b"\xc3" * 0x200 + behind


def nsis(files: Mapping[str, bytes], *, joined: bool) -> bytes:
    """Return an installer's data: all packed as one, or each by itself, with deflate."""
    texts, body, rows = bytearray(b"\0"), bytearray(), []
    for name, data in files.items():
        packed = data if joined else _deflated(data)
        rows.append(struct.pack("<7I", 20, 0, len(texts), len(body), 0, 0, 0))
        texts += name.replace("/", "\\").encode("latin-1") + b"\0"
        body += struct.pack("<I", len(packed) | (0 if joined else 0x80000000)) + packed
    texts += b"cmd /c calc\0"
    start = 4 + 8 * 8
    instructions = b"".join(rows)
    ends = start + len(instructions)
    blocks = [(0, 0), (0, 0), (start, len(rows)), (ends, 0), (ends + len(texts), 0), (0, 0), (0, 0), (0, 0)]
    head = bytes(4) + b"".join(struct.pack("<II", *one) for one in blocks) + instructions + bytes(texts)
    if joined:
        rest = _deflated(struct.pack("<I", len(head)) + head + bytes(body))
    else:
        packed = _deflated(head)
        rest = struct.pack("<I", len(packed) | 0x80000000) + packed + bytes(body)
    return struct.pack("<II12sII", 0, 0xDEADBEEF, b"NullsoftInst", len(head), 28 + len(rest)) + rest


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def locked_zip(name: str, data: bytes, password: str, *, aes: bool) -> bytes:
    """Return a zip of one member under the old lock or AES-256."""
    packed = _deflated(data)
    if aes:
        body, method, extra = _aes(packed, password), 99, struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 8)
    else:
        body, method, extra = _old(packed, password, zlib.crc32(data)), 8, b""
    crc = 0 if aes else zlib.crc32(data)
    raw = name.encode()
    middle = struct.pack("<HHHHHIIIHH", 51, 1, method, 0, 33, crc, len(body), len(data), len(raw), len(extra))
    local = b"PK\x03\x04" + middle + raw + extra + body
    entry = b"PK\x01\x02" + b"\x33\0" + middle + bytes(14) + raw + extra
    return local + entry + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), len(local), 0)


def _aes(packed: bytes, password: str) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415

    salt = bytes(range(16))
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, 1000, 66)
    numbers = b"".join(number.to_bytes(16, "little") for number in range(1, len(packed) // 16 + 2))
    stream = Cipher(algorithms.AES(keys[:32]), modes.ECB()).encryptor().update(numbers)  # noqa: S305
    body = bytes(one ^ two for one, two in zip(packed, stream, strict=False))
    return salt + keys[64:] + body + hmac.new(keys[32:64], body, "sha1").digest()[:10]


def _old(packed: bytes, password: str, crc: int) -> bytes:
    """Lock as the old cipher does: the same key stream, which the plain bytes turn."""
    lock, made = OldLock(password.encode()), bytearray()
    for byte in bytes(11) + bytes([crc >> 24]) + packed:
        keys = lock._keys  # noqa: SLF001
        mask = lock.opened(b"\0")[0]
        lock._keys = keys  # noqa: SLF001
        made.append(byte ^ mask)
        lock._turn(byte)  # noqa: SLF001
    return bytes(made)
