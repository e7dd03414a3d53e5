"""Custody held against the ledger: each thing that can be changed is found, and named."""

from __future__ import annotations

import pytest

from vedette.core.incidents import Piece
from vedette.respond import events as happened
from vedette.respond.custody import Checked, Kept, Seal, checked
from vedette.respond.events import Event, What
from vedette.respond.fold import folded

DIGEST, OTHER = "sha256:" + "1" * 64, "sha256:" + "2" * 64


def event(seq: int, what: What) -> Event:
    return Event(id=f"{seq:032x}", incident="inc", seq=seq, at="t", by="ana", decision=f"d{seq}", what=what)


EVENTS = [
    event(1, happened.Opened(title="t")),
    event(2, happened.PieceAdded(piece=Piece(id="p", name="disk", digest=DIGEST, size=1))),
    event(3, happened.PieceHandled(piece="p", what="checked", digest=DIGEST)),
]
KEPT = Kept(EVENTS, {1: "h1", 2: "h2", 3: "h3"}, {DIGEST: DIGEST})
SEALS = [
    Seal(entry=1, leaf="aa", decision="d1", version=1, head="h1", piece="", whole=True),
    Seal(entry=3, leaf="bb", decision="d2", version=2, head="h2", piece=DIGEST, whole=True),
    Seal(entry=5, leaf="cc", decision="d3", version=3, head="h3", piece=DIGEST, whole=True),
]


def look(kept: Kept = KEPT, seals: list[Seal] | None = None) -> Checked:
    return checked(folded(kept.events), kept, SEALS if seals is None else seals)


def test_what_is_as_it_was_holds_and_names_the_entries() -> None:
    made = look()
    assert made.holds
    assert (made.events, made.sealed) == (3, 3)
    (piece,) = made.pieces
    assert [(one.custody.what, one.custody.entry) for one in piece.links] == [
        ("taken", "3:bb"),
        ("checked", "5:cc"),
    ]


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (KEPT._replace(found={DIGEST: OTHER}), "its bytes are sha256:222222222222 now, not what was taken"),
        (KEPT._replace(found={DIGEST: ""}), "its bytes are gone"),
    ],
)
def test_changed_bytes_are_found(kept: Kept, words: str) -> None:
    made = look(kept)
    assert not made.holds
    assert made.pieces[0].problem == words


def test_changed_events_are_found_at_the_first_entry_that_sealed_them() -> None:
    made = look(KEPT._replace(heads={1: "h1", 2: "x2", 3: "x3"}))
    assert made.problems == ("events up to version 2 are not those entry 3 of the ledger sealed",)
    assert made.sealed == 1


def test_events_that_are_gone_are_found() -> None:
    made = look(KEPT._replace(events=EVENTS[:2], heads={1: "h1", 2: "h2"}))
    assert made.problems == ("the last 1 events are gone: entry 5 sealed version 3",)


def test_an_entry_that_was_changed_or_says_another_digest_is_found() -> None:
    made = look(seals=[SEALS[0], SEALS[1]._replace(whole=False), SEALS[2]._replace(piece=OTHER)])
    assert [one.problem for one in made.pieces[0].links] == [
        "entry 3 of the ledger is not what was written",
        "entry 5 of the ledger says sha256:222222222222, the event says sha256:111111111111",
    ]
    assert not made.holds


def test_an_entry_that_was_never_written_is_made_good_by_a_later_one() -> None:
    """Killed between deed and word: what came after seals it too."""
    assert look(seals=[SEALS[0], SEALS[2]]).holds
    made = look(seals=SEALS[:2])
    assert not made.holds
    assert "check the piece once more" in made.pieces[0].links[1].problem


def test_a_piece_found_changed_when_it_was_checked_stays_on_its_chain() -> None:
    events = [*EVENTS[:2], event(3, happened.PieceHandled(piece="p", what="checked", digest=OTHER))]
    made = look(KEPT._replace(events=events), [*SEALS[:2], SEALS[2]._replace(piece=OTHER)])
    assert made.pieces[0].links[1].problem == "its bytes were sha256:222222222222 then, not what was taken"


def test_what_is_not_kept_has_no_bytes_to_be_wrong() -> None:
    piece = Piece(id="p", name="disk", digest=DIGEST, size=1, kept=False)
    events = [EVENTS[0], event(2, happened.PieceAdded(piece=piece)), EVENTS[2]]
    assert look(KEPT._replace(events=events, found={})).holds


def test_what_whoever_read_it_found_wrong_is_said() -> None:
    assert look(KEPT._replace(faults=("event 2 is missing",))).problems == ("event 2 is missing",)
