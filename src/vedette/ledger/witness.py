"""The witness (C2SP tlog-witness): vouches that a ledger only ever grew. Both sides, without the network.

`Witness` answers a request as a value with a status; `collect` asks witnesses through whatever sends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.checkpoint import Checkpoint, checkpoint_of
from vedette.ledger.merkle import EMPTY, HASH_BYTES, extends
from vedette.ledger.notes import (
    NOTE_BYTES_MAX,
    Note,
    PrivateKey,
    PublicKey,
    decoded,
    encoded,
    number,
    parse,
    signatures,
    signers,
)
from vedette.ledger.slots import Slots

PROOF_LINES_MAX: Final = 63
_OK, _BAD, _FORBIDDEN, _UNKNOWN, _CONFLICT, _WRONG = 200, 400, 403, 404, 409, 422
_TRIES: Final = 3


class Answer(NamedTuple):
    """What a witness says to a checkpoint."""

    status: int
    """As HTTP: 200 cosigned, 404 ledger unknown, 403 not signed by it, 400 nonsense, 409 not where I last saw
    it, 422 no proof that it only grew."""
    body: str
    """Cosignatures for 200, a size for 409, else words."""


class Asked(NamedTuple):
    """A request to a witness."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    def text(self) -> bytes:
        """Write it down."""
        lines = [f"old {self.old}", *map(encoded, self.proof)]
        return "".join(f"{line}\n" for line in lines).encode() + b"\n" + self.note.text()


Send: TypeAlias = Callable[[bytes], Answer]
"""Takes a request to one witness, and brings its answer; raises `Unavailable` if there is none."""


class Witness:
    """Remembers how far it saw each ledger grow, and cosigns only what goes on from there."""

    def __init__(
        self, key: PrivateKey, logs: Sequence[PublicKey], slots: Slots, now: Callable[[], float]
    ) -> None:
        """Take its key, the keys of ledgers it watches (by name), and where to remember what it saw."""
        self._key = key
        self._logs = tuple(logs)
        self._slots = slots
        self._now = now

    def add_checkpoint(self, request: bytes) -> Answer:
        """Answer a request with a cosignature, or with why not."""
        try:
            asked = parse_request(request)
            checkpoint = checkpoint_of(asked.note)
        except BadInput as error:
            return Answer(_BAD, f"{error}\n")
        keys = [key for key in self._logs if key.name == checkpoint.origin]
        if not keys:
            return Answer(_UNKNOWN, "this ledger is not watched here\n")
        try:
            known = signers(asked.note, keys)
        except BadInput:
            known = {}
        if not known:
            return Answer(_FORBIDDEN, "not signed by a key of this ledger\n")
        return self._grown(asked, checkpoint)

    def latest(self, origin: str) -> Checkpoint:
        """Return the last checkpoint cosigned for a ledger; of size 0 if there is none."""
        kept = self._slots.read(origin)
        return _kept(kept, origin)

    def _grown(self, asked: Asked, checkpoint: Checkpoint) -> Answer:
        if asked.old > checkpoint.size:
            return Answer(_BAD, "the old size is larger than the new\n")
        kept = self._slots.read(checkpoint.origin)
        seen = _kept(kept, checkpoint.origin)
        if asked.old != seen.size or (seen.size == checkpoint.size and seen.root != checkpoint.root):
            return Answer(_CONFLICT, f"{seen.size}\n")
        if not extends(seen.size, seen.root, checkpoint.size, checkpoint.root, asked.proof):
            return Answer(_WRONG, "the proof does not show that the ledger only grew\n")
        if not self._slots.swap(checkpoint.origin, kept, asked.note.body):
            return Answer(_CONFLICT, f"{self.latest(checkpoint.origin).size}\n")
        return Answer(_OK, self._key.sign(asked.note.body, int(self._now())).line())


def parse_request(data: bytes) -> Asked:
    """Read a request to a witness.

    Raises:
        BadInput: it is not one.

    """
    if len(data) > 2 * NOTE_BYTES_MAX:
        raise BadInput("the request is too long", hint="send one checkpoint and its proof")
    head, gap, rest = data.partition(b"\n\n")
    try:
        first, *lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise BadInput("the proof is not in base64", hint="see C2SP tlog-witness") from error
    if not gap or not first.startswith("old ") or len(lines) > PROOF_LINES_MAX:
        raise BadInput("not a request to a witness", hint="see C2SP tlog-witness")
    proof = tuple(map(decoded, lines))
    if any(len(one) != HASH_BYTES for one in proof):
        raise BadInput("a line of the proof is no hash", hint="see C2SP tlog-witness")
    return Asked(number(first.removeprefix("old ")), proof, parse(rest))


class Grows(Protocol):
    """What a ledger proves to witnesses."""

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Prove that size `new` begins with size `old`."""
        ...


class Problem(NamedTuple):
    """A witness that did not cosign."""

    witness: str
    status: int
    """Its answer's; 0 when there was none."""
    why: str


class Collected(NamedTuple):
    """A checkpoint with the cosignatures it got."""

    note: Note
    problems: tuple[Problem, ...]


def collect(ledger: Grows, note: Note, witnesses: Mapping[PublicKey, Send], seen: Slots) -> Collected:
    """Ask every witness to cosign a checkpoint; keep in `seen` how far each has followed.

    What a witness does wrong is a problem in the answer, never an error: the others still count.
    """
    gained, problems = list(note.signatures), list[Problem]()
    for witness, send in witnesses.items():
        answer = _asked(ledger, note, witness, send, seen)
        if isinstance(answer, Problem):
            problems.append(answer)
        else:
            gained.extend(answer.signatures)
    return Collected(Note(note.body, tuple(gained)), tuple(problems))


def _asked(ledger: Grows, note: Note, witness: PublicKey, send: Send, seen: Slots) -> Note | Problem:
    """Ask one witness, again when it says that it is somewhere else."""
    checkpoint = checkpoint_of(note)
    place = f"{checkpoint.origin} at {witness.text()}"
    kept = seen.read(place)
    old = int(kept) if kept else 0
    answer = Answer(0, "was not asked")
    for _ in range(_TRIES):
        try:
            proof = ledger.consistency(min(old, checkpoint.size), checkpoint.size)
            answer = send(Asked(min(old, checkpoint.size), proof, note).text())
            if answer.status == _OK:
                gained = _cosignatures(note, witness, answer.body)
                seen.swap(place, kept, b"%d" % checkpoint.size)
                return gained
            if answer.status != _CONFLICT:
                break
            at = number(answer.body.removesuffix("\n"))
        except (BadInput, Unavailable) as error:
            return Problem(witness.name, answer.status, str(error))
        if at > checkpoint.size:
            return Problem(witness.name, answer.status, f"it saw size {at}, this is only {checkpoint.size}")
        if at == old:
            return Problem(witness.name, answer.status, f"it saw another ledger of size {at}")
        old = at
    return Problem(witness.name, answer.status, answer.body.strip()[:200])


def _cosignatures(note: Note, witness: PublicKey, body: str) -> Note:
    """Keep of an answer what that witness signed."""
    mine = tuple(filter(witness.made, signatures(body.encode())))
    found = Note(note.body, mine[:1])
    if witness not in signers(found, [witness]):
        raise BadInput("it answered without its cosignature", hint="compare its key with its owner's")
    return found


def _kept(kept: bytes | None, origin: str) -> Checkpoint:
    return Checkpoint(origin, 0, EMPTY) if kept is None else checkpoint_of(Note(kept, ()))
