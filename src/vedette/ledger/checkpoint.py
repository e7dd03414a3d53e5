"""Checkpoints (C2SP tlog-checkpoint): a ledger's size and root, in a note that its key signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.ledger.merkle import HASH_BYTES
from vedette.ledger.notes import Note, PrivateKey, PublicKey, decoded, encoded, number, parse, signers

_LINES: Final = 3


class Checkpoint(Struct, frozen=True):
    """What a ledger was at one time."""

    origin: str
    """The ledger's name, which is also that of its key."""
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    """Further lines; signed, and nothing follows from them."""

    def body(self) -> bytes:
        """Write down what is signed."""
        lines = (self.origin, str(self.size), encoded(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines).encode()


def sign(checkpoint: Checkpoint, key: PrivateKey) -> Note:
    """Sign a checkpoint of the ledger this key is for.

    Raises:
        BadInput: it is of another ledger.

    """
    if checkpoint.origin != key.public.name:
        raise BadInput(
            f"{key.public.name} cannot sign for {checkpoint.origin}", hint="use the ledger's own key"
        )
    body = checkpoint.body()
    return Note(body, (key.sign(body),))


def checkpoint_of(note: Note) -> Checkpoint:
    """Read what a note says; whether it is signed is another question.

    Raises:
        BadInput: it is no checkpoint.

    """
    origin, *lines = note.body.decode().split("\n")[:-1]
    if not origin or len(lines) < _LINES - 1 or not all(lines):
        raise BadInput("not a checkpoint: it needs an origin, a size and a root", hint="give it unchanged")
    root = decoded(lines[1])
    if len(root) != HASH_BYTES:
        raise BadInput("not a checkpoint: its root is no SHA-256 hash", hint="give it unchanged")
    return Checkpoint(origin, number(lines[0]), root, tuple(lines[2:]))


def opened(data: bytes, key: PublicKey) -> Checkpoint:
    """Read a checkpoint that has to be signed by its ledger's key.

    Raises:
        BadInput: it is none, is not signed by that key, or is of another ledger.

    """
    note = parse(data)
    found = checkpoint_of(note)
    if found.origin != key.name or key not in signers(note, [key]):
        raise BadInput(
            f"no checkpoint of {key.name} signed by its key", hint="compare the key with its owner's"
        )
    return found


def quorum(note: Note, witnesses: Sequence[PublicKey], need: int) -> bool:
    """Tell whether enough different witnesses cosigned.

    Raises:
        BadInput: a cosignature that says it is by one of them does not hold.

    """
    return len({key.key for key in signers(note, witnesses)}) >= need
