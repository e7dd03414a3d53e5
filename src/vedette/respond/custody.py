"""The chain of custody held against the ledger: which link holds, and exactly what is wrong with another.

Whoever reads the store, the locker and the ledger hands in what was found; here it is only compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.incidents import Custody, Incident, Piece
from vedette.respond.events import Event, PieceAdded, PieceHandled

_SHORT: Final = 19
"""sha256: and a dozen digits."""


class Seal(NamedTuple):
    """What an entry of the ledger says about an incident."""

    entry: int
    leaf: str
    """Its hash, in hex."""
    decision: str
    version: int
    head: str
    """The hash of all events up to that version."""
    piece: str
    """Digest of the piece of evidence it is about, if it is about just one."""
    whole: bool
    """Whether the ledger proves that this is what was written."""


class Kept(NamedTuple):
    """What the store and the locker have."""

    events: Sequence[Event]
    heads: Mapping[int, str]
    """The hash of all events up to each, made anew from what is there now."""
    found: Mapping[str, str]
    """Digest by digest: what the bytes in the locker are now; empty: gone."""
    faults: tuple[str, ...] = ()
    """What is wrong with the chain of events, and with the ledger."""


class LinkChecked(Struct, frozen=True, kw_only=True):
    """One link of a chain of custody."""

    custody: Custody
    """With the entry of the ledger that seals it."""
    problem: str = ""


class PieceChecked(Struct, frozen=True, kw_only=True):
    """One piece of evidence."""

    id: str
    name: str
    digest: str
    links: tuple[LinkChecked, ...]
    problem: str = ""
    """What is wrong with its bytes."""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problem and not any(one.problem for one in self.links)


class Checked(Struct, frozen=True, kw_only=True):
    """All of one incident."""

    incident: str
    events: int
    sealed: int
    """How many events the ledger seals."""
    problems: tuple[str, ...]
    """What is wrong with its events and entries."""
    pieces: tuple[PieceChecked, ...]

    @property
    def holds(self) -> bool:
        """Whether all of it holds."""
        return not self.problems and all(one.holds for one in self.pieces)


def checked(incident: Incident, kept: Kept, seals: Sequence[Seal]) -> Checked:
    """Hold an incident against the ledger."""
    by_decision = {one.decision: one for one in seals}
    links = _links(kept, by_decision, _sealed_up_to(kept, seals))
    return Checked(
        incident=incident.id,
        events=len(kept.events),
        sealed=_sealed_up_to(kept, seals),
        problems=tuple(_problems(kept, seals)),
        pieces=tuple(_piece(one, links.get(one.id, ()), kept) for one in incident.locker),
    )


def _sealed_up_to(kept: Kept, seals: Iterable[Seal]) -> int:
    good = (one.version for one in seals if one.whole and kept.heads.get(one.version) == one.head)
    return max(good, default=0)


def _problems(kept: Kept, seals: Iterable[Seal]) -> Iterator[str]:
    yield from kept.faults
    for one in seals:
        if one.version > len(kept.events):
            gone = one.version - len(kept.events)
            yield f"the last {gone} events are gone: entry {one.entry} sealed version {one.version}"
        elif kept.heads.get(one.version) != one.head:
            yield f"events up to version {one.version} are not those entry {one.entry} of the ledger sealed"
            return  # all that follow differ as well


def _links(kept: Kept, seals: Mapping[str, Seal], sealed: int) -> dict[str, list[LinkChecked]]:
    links: dict[str, list[LinkChecked]] = {}
    for event in kept.events:
        match event.what:
            case PieceAdded(piece=piece):
                links.setdefault(piece.id, []).append(_link(event, piece.digest, seals, sealed))
            case PieceHandled(piece=ident, digest=digest):
                links.setdefault(ident, []).append(_link(event, digest, seals, sealed))
            case _:
                pass
    return links


def _link(event: Event, digest: str, seals: Mapping[str, Seal], sealed: int) -> LinkChecked:
    seal = seals.get(event.decision)
    made = Custody(at=event.at, by=event.by, what="", digest=digest, decision=event.decision)
    if seal is None:
        words = "the ledger has no entry of how it ended, and none after it: check the piece once more"
        return LinkChecked(custody=made, problem="" if event.seq <= sealed else words)
    made = replace(made, entry=f"{seal.entry}:{seal.leaf}")
    if not seal.whole:
        return LinkChecked(custody=made, problem=f"entry {seal.entry} of the ledger is not what was written")
    if seal.piece not in {"", digest}:
        said = seal.piece[:_SHORT]
        problem = f"entry {seal.entry} of the ledger says {said}, the event says {digest[:_SHORT]}"
        return LinkChecked(custody=made, problem=problem)
    return LinkChecked(custody=made)


def _piece(piece: Piece, links: Sequence[LinkChecked], kept: Kept) -> PieceChecked:
    told = [
        replace(one, custody=replace(one.custody, what=said.what))
        for one, said in zip(links, piece.custody, strict=False)
    ]
    told = [_same(one, piece.digest) for one in told]
    return PieceChecked(
        id=piece.id,
        name=piece.name,
        digest=piece.digest,
        links=tuple(told),
        problem=_bytes(piece, kept.found.get(piece.digest, "")),
    )


def _same(link: LinkChecked, digest: str) -> LinkChecked:
    if link.problem or link.custody.digest == digest:
        return link
    return replace(link, problem=f"its bytes were {link.custody.digest[:_SHORT]} then, not what was taken")


def _bytes(piece: Piece, now: str) -> str:
    if not piece.kept or now == piece.digest:
        return ""
    return f"its bytes are {now[:_SHORT]} now, not what was taken" if now else "its bytes are gone"
