"""Checks an exported ledger, or one receipt, without trusting who made it; says what is wrong with it.

It stands alone, on the standard library and `cryptography`, so that you can read all of it. A ledger is a
Merkle tree (RFC 6962) over its entries. An export has, named as in C2SP tlog-tiles,

    tile/entries/N     256 entries each (the last as N.p/COUNT), two bytes of length before each
    tile/LEVEL/N       the hashes of 256 entries, and of 256 such hashes, up to the root
    checkpoint         name, size and root of the tree, signed by the ledger's key and by witnesses
    keys               those keys, the ledger's first; give `Trust` the ones you got another way

Every entry is hashed again, every tile and the root are compared, every signature is checked. An older
checkpoint or a receipt you kept shows whether the ledger was rewritten since, or replaced by another.
"""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

WIDTH, HASH = 256, 32
FILE_MAX, NOTE_MAX = WIDTH * 65_537, 65_536
EMPTY = sha256().digest()
NOTE_KEY, WITNESS_KEY = 1, 4


class Trust(NamedTuple):
    """What you know from elsewhere, and what you ask for."""

    key: str = ""
    """The ledger's public key, a line `name+id+base64`. Without, the export's own is believed."""
    witnesses: tuple[str, ...] = ()
    quorum: int = 0
    """How many of the witnesses must have cosigned."""
    earlier: tuple[bytes, ...] = ()
    """Checkpoints you kept: the ledger must go on from each."""
    receipts: tuple[tuple[int, str], ...] = ()
    """Index and leaf hash (hex) of entries that must be there."""


class Result(NamedTuple):
    """What came of it."""

    problems: tuple[str, ...]
    """What is wrong, most telling first; empty when all holds."""
    origin: str = ""
    size: int = 0
    root: str = ""
    key: str = ""
    """The key that signed: compare it with what the ledger's owner says, unless you gave it."""
    cosigned: tuple[tuple[str, int], ...] = ()
    """Witnesses, and when each saw the ledger at this size (seconds since the epoch)."""

    @property
    def ok(self) -> bool:
        """Whether all holds."""
        return not self.problems


class Broken(Exception):
    """What is wrong with the export."""


class Key(NamedTuple):
    """A public key and the name it signs under."""

    text: str
    name: str
    kind: int
    id: bytes
    raw: bytes


class Head(NamedTuple):
    """A checkpoint whose signatures hold."""

    origin: str
    size: int
    root: bytes
    signed: dict[Key, int]
    """Who signed, and the time each states."""


def verify(path: Path, trust: Trust) -> Result:
    """Check an export: a folder, or a zip file of one."""
    try:
        with closing(Files(path)) as read:
            return _verified(read, trust)
    except Broken as error:
        return Result((str(error),))
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        return Result((f"the export cannot be read: {error}",))


def verify_receipt(text: bytes, trust: Trust, entry: bytes | None = None) -> Result:
    """Check a receipt (C2SP tlog-proof): its entry, or the one you give, is in the ledger it names."""
    try:
        return _proved(text, trust, entry)
    except (Broken, UnicodeDecodeError) as error:
        return Result((str(error),))


def climbed(made: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Follow an inclusion proof from a leaf hash to the root (RFC 9162, 2.1.3.2)."""
    place, last = index, size - 1
    if place > last:
        return None
    for one in path:
        if last == 0:
            return None
        if place % 2 or place == last:
            made = _node(one, made)
            while place and not place % 2:
                place, last = place >> 1, last >> 1
        else:
            made = _node(made, one)
        place, last = place >> 1, last >> 1
    return made if last == 0 else None


class Levels:
    """The tree as it grows: at each level the hashes that do not fill a tile yet."""

    def __init__(self, tile: Callable[[str], bytes]) -> None:
        self.tile = tile
        self.rows: list[list[bytes]] = []
        self.tiles: list[int] = []

    def add(self, made: bytes, level: int = 0) -> None:
        """Add a hash; compare the tile once it is full."""
        if level == len(self.rows):
            self.rows.append([])
            self.tiles.append(0)
        self.rows[level].append(made)
        if len(self.rows[level]) == WIDTH:
            self.compare(level)
            full, self.rows[level] = self.rows[level], []
            self.tiles[level] += 1
            self.add(_over(full), level + 1)

    def compare(self, level: int) -> None:
        """Compare a tile of the export with the hashes made here."""
        row, number = self.rows[level], self.tiles[level]
        name = tile_name(str(level), number, len(row))
        stored = self.tile(name)
        if stored != b"".join(row):
            same = (stored[at * HASH : at * HASH + HASH] == one for at, one in enumerate(row))
            at = number * WIDTH + next((at for at, one in enumerate(same) if not one), len(row) - 1)
            raise Broken(
                f"entry {at} is not the one {name} was made of" if level == 0 else f"{name} is wrong"
            )

    def root(self) -> bytes:
        """Return the root over all that was added."""
        root: bytes | None = None
        for row in self.rows:
            part = row if root is None else [*row, root]
            root = _over(part) if part else root
        return EMPTY if root is None else root


def tile_name(level: str, number: int, width: int) -> str:
    """Name a tile as C2SP tlog-tiles does: x001/x234/067, and .p/WIDTH if it is not full."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.insert(0, f"x{number % 1000:03}")
    return f"tile/{level}/{'/'.join(parts)}" + (f".p/{width}" if width < WIDTH else "")


class Files:
    """The files of an export, each to be read once, so that in the end those nobody asked for are left."""

    def __init__(self, path: Path) -> None:
        self.folder = path
        self.zip = None if path.is_dir() else zipfile.ZipFile(path)
        names = _below(path) if self.zip is None else self.zip.namelist()
        self.left = set(names)
        if len(names) != len(self.left):
            raise Broken("a name is there twice")

    def __call__(self, name: str) -> bytes:
        """Read one."""
        if name not in self.left:
            raise Broken(f"{name} is missing")
        self.left.remove(name)
        with (self.folder / name).open("rb") if self.zip is None else self.zip.open(name) as file:
            data = file.read(FILE_MAX + 1)
        if len(data) > FILE_MAX:
            raise Broken(f"{name} is too long")
        return data

    def close(self) -> None:
        """Let go of the archive, if it is one."""
        if self.zip is not None:
            self.zip.close()


def _below(folder: Path) -> list[str]:
    return [one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir()]


def _verified(read: Files, trust: Trust) -> Result:
    own = read("keys").decode("ascii").split("\n")
    if own.pop() or not own:
        raise Broken("keys is not a list of keys")
    wanted = [_key(one) for one in (trust.key or own[0], *trust.witnesses)]
    head = _head(read("checkpoint"), list(map(_key, own)), strict=True)
    problems = _judged(head, wanted, trust)
    marks: dict[int, list[tuple[bytes, str]]] = {}
    for note in trust.earlier:
        old = _head(note, wanted[:1], strict=False)
        if old.origin != head.origin or old.size > head.size:
            problems.append(f"the ledger is shorter than at size {old.size}: truncated, or an older copy")
        marks.setdefault(old.size, []).append(
            (old.root, f"it does not go on from size {old.size}: rewritten")
        )
    marks.setdefault(head.size, []).append((head.root, "its entries do not give the root that was signed"))
    return _result(head, problems + _walked(read, head.size, marks, dict(trust.receipts)))


def _walked(
    read: Files, size: int, marks: dict[int, list[tuple[bytes, str]]], receipts: dict[int, str]
) -> list[str]:
    """Hash every entry, and compare at every mark."""
    levels, problems = Levels(read), list[str]()
    problems += [f"entry {at} of a receipt is missing" for at in receipts if not 0 <= at < size]
    for index, entry in enumerate(entries(read, size)):
        problems += [why for root, why in marks.get(index, ()) if levels.root() != root]
        made = sha256(b"\x00" + entry).digest()
        if receipts.get(index, made.hex()) != made.hex():
            problems.append(f"entry {index} is not the one of its receipt: rewritten")
        levels.add(made)
    for level, row in enumerate(levels.rows):
        if row:
            levels.compare(level)
    problems += [why for root, why in marks[size] if levels.root() != root]
    return problems + [f"{name} does not belong there" for name in sorted(read.left)[:3]]


def entries(read: Files, size: int) -> Iterator[bytes]:
    """Return the entries of an export, whose bundles have to be whole."""
    for start in range(0, size, WIDTH):
        count = min(WIDTH, size - start)
        name = tile_name("entries", start // WIDTH, count)
        bundle, at = read(name), 0
        for _ in range(count):
            length = int.from_bytes(bundle[at : at + 2], "big")
            if at + 2 + length > len(bundle):
                raise Broken(f"{name} ends too early")
            yield bundle[at + 2 : at + 2 + length]
            at += 2 + length
        if at != len(bundle):
            raise Broken(f"{name} does not end where it should")


def _proved(text: bytes, trust: Trust, entry: bytes | None) -> Result:
    head, _, note = text.partition(b"\n\n")
    kind, *lines = head.decode("ascii").split("\n")
    extra = _b64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
    if kind != "c2sp.org/tlog-proof@v1" or not lines or not lines[0].startswith("index "):
        raise Broken("not a receipt: it does not begin as one")
    leaf = extra if entry is None else entry
    if leaf is None or extra not in (None, leaf):
        raise Broken("the receipt is for another entry" if extra else "it does not hold its entry: give it")
    keys = [_key(one) for one in (trust.key, *trust.witnesses) if one]
    found = _head(note, keys, strict=False)
    path = [_b64(one) for one in lines[1:]]
    if climbed(sha256(b"\x00" + leaf).digest(), _number(lines[0][6:]), found.size, path) != found.root:
        raise Broken(f"the receipt does not lead to the root of the ledger at size {found.size}")
    return _result(found, _judged(found, keys, trust))


def _judged(head: Head, keys: Sequence[Key], trust: Trust) -> list[str]:
    """Hold who signed against who should have: the first key is the ledger's, the rest its witnesses'."""
    problems = []
    if not keys or keys[0] not in head.signed or keys[0].name != head.origin or keys[0].kind != NOTE_KEY:
        problems.append(f"the checkpoint is not signed by {keys[0].text if keys else 'any key you gave'}")
    others = {key.raw for key in keys[1:] if key in head.signed}
    others -= {key.raw for key in keys[:1]}  # nobody is their own witness
    if (got := len(others)) < trust.quorum:
        problems.append(f"{got} of the {trust.quorum} witnesses asked for have cosigned")
    return problems


def _result(head: Head, problems: list[str]) -> Result:
    signed = next((key.text for key in head.signed if key.kind == NOTE_KEY), "")
    cosigned = tuple((key.name, time) for key, time in head.signed.items() if key.kind == WITNESS_KEY)
    return Result(tuple(problems), head.origin, head.size, head.root.hex(), signed, cosigned)


def _head(note: bytes, keys: Sequence[Key], *, strict: bool) -> Head:
    """Read a checkpoint; its signatures by known keys must hold, and if strict there may be no others."""
    try:
        body, gap, rest = note.decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise Broken("the checkpoint is no text") from error
    fields, lines, signed = body.split("\n"), rest.split("\n"), dict[Key, int]()
    if len(note) > NOTE_MAX or not gap or len(fields) < 3 or lines.pop():  # noqa: PLR2004 - name, size, root
        raise Broken("the checkpoint is not one")
    for line in lines:
        dash, name, blob = (*line.split(" "), "", "")[:3]
        raw = _b64(blob)
        key = next((one for one in keys if (one.name, one.id) == (name, raw[:4])), None)
        if dash != "\u2014" or line.count(" ") != 2 or (key is None and strict):  # noqa: PLR2004
            raise Broken(f"the checkpoint has a signature of a key nobody knows: {name}")
        if key is not None:
            signed[key] = _time(key, raw[4:], (body + "\n").encode())
    return Head(fields[0], _number(fields[1]), _b64(fields[2]), signed)


def _time(key: Key, signature: bytes, body: bytes) -> int:
    """Check a signature; return the time it states, 0 if none."""
    time = 0
    if key.kind == WITNESS_KEY:
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        body = b"cosignature/v1\ntime %d\n" % time + body
    try:
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, body)
    except (InvalidSignature, ValueError) as error:
        raise Broken(f"the signature of {key.name} does not hold") from error
    return time


def _key(text: str) -> Key:
    name, marked, raw = (*text.split("+", 2), "", "")[:3]
    data = _b64(raw)
    made = sha256(name.encode() + b"\n" + data).digest()[:4]
    if len(data) != 1 + HASH or data[0] not in (NOTE_KEY, WITNESS_KEY) or made.hex() != marked:
        raise Broken(f"not a public key: {text[:80]!r}")
    return Key(text, name, data[0], made, data[1:])


def _b64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Broken(f"not base64: {text[:80]!r}") from error
    if base64.b64encode(data).decode() != text:
        raise Broken(f"not base64 as it is written: {text[:80]!r}")
    return data


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and str(int(text)) == text):  # noqa: PLR2004
        raise Broken(f"not a number: {text[:40]!r}")
    return int(text)


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _over(row: Sequence[bytes]) -> bytes:
    """Hash a row in pairs until one is left; one over at the end goes up as it is."""
    while len(row) > 1:
        pairs = [_node(*row[at : at + 2]) for at in range(0, len(row) - 1, 2)]
        row = [*pairs, row[-1]] if len(row) % 2 else pairs
    return row[0]
