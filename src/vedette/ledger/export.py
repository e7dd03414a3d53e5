"""A ledger as files that anyone can verify without us, and receipts that stand alone. `verify` reads both."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.log import Ledger
from vedette.ledger.notes import Note, PublicKey, encoded
from vedette.ledger.tiles import HEIGHT, WIDTH, width_at

Put: TypeAlias = Callable[[str, bytes], None]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same ledger gives the same bytes, whenever it is exported."""
_PLAIN: Final = 0o100644 << 16


def export(ledger: Ledger, note: Note, keys: Sequence[PublicKey], path: Path) -> None:
    """Write a ledger as its checkpoint says it is: to one file if the path ends in .zip, else to a folder.

    The keys are those of the checkpoint's signatures, the ledger's first.

    Raises:
        BadInput: the path is there already, the ledger is not that long yet, or another key signed too.
        Unavailable: it cannot be read or written.

    """
    size = checkpoint_of(note).size
    if size > ledger.size():
        raise BadInput(f"the ledger has no size {size} yet", hint="export with a checkpoint of this ledger")
    if not all(any(key.made(one) for key in keys) for one in note.signatures):
        raise BadInput(
            "the checkpoint has a signature by none of these keys", hint="give every key that signed"
        )
    try:
        with _zip(path) if path.suffix == ".zip" else _folder(path) as put:
            put("checkpoint", note.text())
            put("keys", "".join(f"{key.text()}\n" for key in keys).encode())
            _entries(ledger, size, put)
            _tiles(ledger, size, put)
    except FileExistsError as error:
        raise BadInput(f"{path} exists already", hint="export to a new name") from error
    except OSError as error:
        raise Unavailable(f"cannot write {path}: {error.strerror}", hint="choose another place") from error


def receipt_text(ledger: Ledger, index: int, note: Note) -> bytes:
    """Write down an entry and the proof of its place in the ledger of a checkpoint (C2SP tlog-proof).

    Raises:
        BadInput: the ledger of that checkpoint has no such entry.

    """
    proof = ledger.inclusion(index, checkpoint_of(note).size)
    (leaf,) = ledger.entries(index, index + 1)
    lines = ["c2sp.org/tlog-proof@v1", f"extra {encoded(leaf)}", f"index {index}", *map(encoded, proof)]
    return "".join(f"{line}\n" for line in lines).encode() + b"\n" + note.text()


def tile_name(level: str, number: int, width: int) -> str:
    """Name a tile as C2SP tlog-tiles does."""
    digits = f"{number:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *above, last = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    whole = "".join(f"x{part}/" for part in above) + last
    return f"tile/{level}/{whole}" + (f".p/{width}" if width < WIDTH else "")


def bundle(leaves: Sequence[bytes]) -> bytes:
    """Write entries one after the other, each after its length."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def _entries(ledger: Ledger, size: int, put: Put) -> None:
    for start in range(0, size, WIDTH):
        leaves = list(ledger.entries(start, min(size, start + WIDTH)))
        put(tile_name("entries", start // WIDTH, len(leaves)), bundle(leaves))


def _tiles(ledger: Ledger, size: int, put: Put) -> None:
    level = 0
    while size >> HEIGHT * level:
        number = 0
        while width := width_at(size, level, number):
            put(tile_name(str(level), number, width), ledger.tile(level, number, width))
            number += 1
        level += 1


@contextmanager
def _folder(path: Path) -> Iterator[Put]:
    path.mkdir(parents=True)

    def put(name: str, data: bytes) -> None:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)

    yield put


@contextmanager
def _zip(path: Path) -> Iterator[Put]:
    with zipfile.ZipFile(path, "x") as archive:

        def put(name: str, data: bytes) -> None:
            head = zipfile.ZipInfo(name, _EPOCH)
            head.external_attr = _PLAIN
            archive.writestr(head, data)

        yield put
