"""A ledger with its key, witnesses and checkpoints, as tests need them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.unit.ledger.stores import filled
from vedette.ledger.checkpoint import Checkpoint, sign
from vedette.ledger.export import export
from vedette.ledger.log import Ledger
from vedette.ledger.notes import Algorithm, Note, PrivateKey, PublicKey
from vedette.ledger.slots import Memory as Slots
from vedette.ledger.store import Memory, Store
from vedette.ledger.verify import Trust
from vedette.ledger.witness import Answer, Collected, Send, Witness, collect

NAME = "vedette.example/ledger"
KEY = PrivateKey(NAME, Algorithm.NOTE, bytes(32))
OTHER_KEY = PrivateKey(NAME, Algorithm.NOTE, bytes([1]) * 32)
WITNESS_KEYS = tuple(
    PrivateKey(f"w{number}.example", Algorithm.COSIGNATURE, bytes([10 + number]) * 32) for number in range(4)
)
NOON = 1_760_000_000.0


def witnesses(count: int = 4, watched: Sequence[PublicKey] = (KEY.public,)) -> dict[PublicKey, Send]:
    """Return witnesses that have seen nothing yet."""
    return {
        key.public: Witness(key, watched, Slots(), lambda: NOON).add_checkpoint
        for key in WITNESS_KEYS[:count]
    }


def deaf(_: bytes) -> Answer:
    """Answer nothing of use."""
    return Answer(500, "out of order\n")


@dataclass
class World:
    """A ledger and those who watch it."""

    ledger: Ledger
    key: PrivateKey = KEY
    watching: dict[PublicKey, Send] = field(default_factory=witnesses)
    seen: Slots = field(default_factory=Slots)

    @classmethod
    def of(cls, count: int, store: Store | None = None) -> "World":
        """Make a world with so many entries."""
        return cls(filled(store or Memory(), count))

    def grow(self, count: int) -> None:
        """Write more entries."""
        for number in range(count):
            self.ledger.append(b"later entry %d" % number)

    def note(self, size: int | None = None) -> Note:
        """Sign where the ledger stands."""
        at = self.ledger.size() if size is None else size
        return sign(Checkpoint(NAME, at, self.ledger.root(at)), self.key)

    def collected(self, size: int | None = None) -> Collected:
        """Have it cosigned."""
        return collect(self.ledger, self.note(size), self.watching, self.seen)

    def exported(self, path: Path, note: Note | None = None) -> Path:
        """Export it, cosigned."""
        made = note or self.collected().note
        export(self.ledger, made, [self.key.public, *self.watching], path)
        return path


def trust(quorum: int = 3, earlier: Sequence[bytes] = (), receipts: Sequence[tuple[int, str]] = ()) -> Trust:
    """Trust the right keys."""
    return Trust(
        key=KEY.public.text(),
        witnesses=tuple(key.public.text() for key in WITNESS_KEYS),
        quorum=quorum,
        earlier=tuple(earlier),
        receipts=tuple(receipts),
    )
