"""Incidents through the gate, as somebody at their own machine asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.app.incidenthouse import Desk
from tests.unit.respond.samples import attack, finding, report
from vedette.app import incident_requests as ask
from vedette.core.attacks import EntityKind
from vedette.core.codec import dump
from vedette.core.digest import sha256
from vedette.core.documents import Conflict
from vedette.core.errors import BadInput
from vedette.core.incidents import Status
from vedette.core.levels import Severity
from vedette.respond.events import NoteAdded, Retitled, StatusSet

ONE = finding("1", "2026-03-03T08:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def hunted(tmp_path: Path) -> Path:
    path = tmp_path / "hunt.json"
    path.write_bytes(dump(report(ONE, attacks=(attack(ONE),))))
    return path


def test_an_incident_opened_with_a_report_is_named_and_filled_by_it(desk: Desk, hunted: Path) -> None:
    made = desk.ask("incident.open", ask.OpenIncident(report=hunted)).incident
    assert (made.title, made.severity) == ("Somebody guessed a password", Severity.CRITICAL)
    assert made.sources[0].digest == sha256(hunted.read_bytes())
    assert made.tasks
    own = desk.ask(
        "incident.open", ask.OpenIncident(report=hunted, title="Ours", severity=Severity.LOW, note="hm")
    )
    assert (own.incident.title, own.incident.notes[0].text) == ("Ours", "hm")


def test_by_hand_it_needs_a_title(desk: Desk) -> None:
    with pytest.raises(BadInput, match="needs a title"):
        desk.open(" ")
    assert desk.open("x").severity is Severity.MEDIUM


def test_a_second_incident_like_the_first_is_said_and_not_merged(desk: Desk, hunted: Path) -> None:
    first = desk.ask("incident.open", ask.OpenIncident(report=hunted)).incident
    second = desk.ask("incident.open", ask.OpenIncident(report=hunted))
    shown = desk.ask("incident.show", ask.ShowIncident(incident=second.incident.id))
    assert [one.id for one in shown.similar] == [first.id]
    assert "the same indicators: address 203.0.113.9" in shown.similar[0].reasons
    assert shown.incident.similar == ()


def test_what_is_no_report_opens_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    for bad in (path, tmp_path / "none.json", tmp_path):
        with pytest.raises(BadInput):
            desk.ask("incident.open", ask.OpenIncident(report=bad))
    assert desk.ask("incident.list", ask.ListIncidents()).incidents == ()


def test_a_report_is_taken_into_one_that_is_there(desk: Desk, hunted: Path) -> None:
    made = desk.open().id
    told = desk.ask(
        "incident.take",
        ask.TakeReport(incident=made[:5], report=hunted, clocks=ask.Clocks(skews={"auth.log": 60.0})),
    )
    assert told.incident.timeline[0].time == "2026-03-03T07:59:00Z"
    assert told.notes == ("clock of auth.log: 60.0 seconds ahead, as was said",)
    assert told.incident.severity is Severity.CRITICAL
    with pytest.raises(BadInput, match="no report"):
        desk.ask("incident.take", ask.TakeReport(incident=made))


def test_changes_are_written_once_and_not_over_what_others_wrote(desk: Desk) -> None:
    made = desk.open().id
    ids = ("1" * 32,)
    change = ask.ChangeIncident(incident=made, changes=(Retitled(title="a"),), ids=ids)
    assert desk.ask("incident.change", change).sealing.added == 1
    assert desk.ask("incident.change", change).sealing.added == 0
    late = ask.ChangeIncident(incident=made, changes=(Retitled(title="b"),), expect=1)
    with pytest.raises(Conflict):
        desk.ask("incident.change", late)
    for bad in (
        ask.ChangeIncident(incident=made, changes=()),
        ask.ChangeIncident(incident=made, changes=(Retitled(title="c"),), ids=("1" * 32, "2" * 32)),
    ):
        with pytest.raises(BadInput):
            desk.ask("incident.change", bad)
    with pytest.raises(BadInput, match="note of more than"):
        desk.change(made, NoteAdded(id="", text="x" * 100_001))


def test_what_was_sent_before_is_no_conflict_whatever_others_wrote_meanwhile(desk: Desk) -> None:
    made = desk.open().id

    def sent(alias: str, ident: str) -> ask.ChangeIncident:
        wish = ask.EntityWish(kind=EntityKind.HOST, name="ws01", aliases=(alias,))
        return ask.ChangeIncident(incident=made, changes=(wish,), ids=(ident * 32,))

    for request in (sent("a", "1"), sent("b", "2")):
        desk.ask("incident.change", request)
    told = desk.ask("incident.change", sent("a", "1"))
    assert told.sealing.added == 0
    assert told.incident.entities[0].aliases == ("a", "b")


def test_evidence_is_kept_looked_at_copied_and_handed_over(desk: Desk, tmp_path: Path) -> None:
    made = desk.open().id
    piece = desk.keep(made, b"a memory dump")
    copy = tmp_path / "copy.dmp"
    request = ask.HandleEvidence(incident=made, piece="memory.dmp", what="copied", output=copy)
    told = desk.ask("incident.handle", request)
    assert copy.read_bytes() == b"a memory dump"
    assert told.path == str(copy)
    with pytest.raises(BadInput, match="File exists"):
        desk.ask("incident.handle", request)
    handed = ask.HandleEvidence(incident=made, piece=piece, what="handed_over", to="the police", why="case 7")
    links = desk.ask("incident.handle", handed).piece.custody
    assert [one.what for one in links] == ["taken", f"copied to {copy}", "handed over to the police: case 7"]
    for bad in ("nothing", "sha256:00"):
        with pytest.raises(BadInput, match="no such piece"):
            desk.ask("incident.handle", ask.HandleEvidence(incident=made, piece=bad, what="checked"))


def test_two_pieces_of_one_name_are_told_apart_by_id_or_digest(desk: Desk) -> None:
    made = desk.open().id
    desk.keep(made, b"one")
    desk.keep(made, b"two")
    with pytest.raises(BadInput, match="several"):
        desk.ask("incident.handle", ask.HandleEvidence(incident=made, piece="memory.dmp", what="checked"))
    mark = sha256(b"two")[:20]
    told = desk.ask("incident.handle", ask.HandleEvidence(incident=made, piece=mark, what="checked"))
    assert told.piece.digest == sha256(b"two")


def test_only_the_digest_of_what_is_too_large_to_keep(desk: Desk, tmp_path: Path) -> None:
    made = desk.open().id
    path = tmp_path / "disk.img"
    path.write_bytes(b"big")
    request = ask.KeepEvidence(incident=made, path=path, keep=False, acquired="2026-03-01T09:00+01:00")
    piece = desk.ask("incident.keep", request).piece
    assert (piece.digest, piece.kept, piece.acquired) == (sha256(b"big"), False, "2026-03-01T08:00:00Z")
    assert not list((tmp_path / "data" / "incidents" / "locker").rglob("??/*"))
    with pytest.raises(BadInput, match="only the digest"):
        desk.ask(
            "incident.handle",
            ask.HandleEvidence(incident=made, piece=piece.id, what="copied", output=tmp_path / "x"),
        )
    with pytest.raises(BadInput):
        desk.ask("incident.keep", ask.KeepEvidence(incident=made, path=tmp_path))


def test_closed_ones_can_be_left_out_of_the_list_and_all_are_measured(desk: Desk) -> None:
    closed, waiting = desk.open("a").id, desk.open("b").id
    desk.change(closed, StatusSet(status=Status.CLOSED))
    listed = desk.ask("incident.list", ask.ListIncidents(closed=False)).incidents
    assert [one.id for one in listed] == [waiting]
    found = desk.ask("incident.measures", ask.MeasureIncidents()).measures
    assert (found.all.incidents, found.all.spans["close"].of) == (2, 1)


def test_an_export_goes_on_the_chain_of_what_is_in_it(desk: Desk, tmp_path: Path) -> None:
    made = desk.open().id
    desk.keep(made, b"x")
    told = desk.ask("incident.export", ask.ExportIncident(incident=made, path=tmp_path / "one.zip"))
    assert told.digest == sha256((tmp_path / "one.zip").read_bytes())
    shown = desk.ask("incident.show", ask.ShowIncident(incident=made)).incident
    assert shown.locker[0].custody[-1].what == "exported to one.zip"
    assert desk.custody(made).holds
