"""The lot: drawn by itself, with the first checkpoint signed after a grant, and written down with it."""

from pathlib import Path

from tests.unit.access.programme.people import ADA, NOW, Town, given, sponsored
from tests.unit.app.house import house, promoted
from vedette.access.documents import Memory
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.cases import reached
from vedette.access.programme.lots import drawn
from vedette.access.programme.records import Act
from vedette.app import programme_requests as asked
from vedette.app.drawing import Drawing
from vedette.ledger import keys
from vedette.ledger.checkpoint import Checkpoint, sign
from vedette.ledger.notes import Note


class Ledger:
    """One that has a size, and a checkpoint as soon as somebody signs."""

    def __init__(self, folder: Path) -> None:
        self.length = 7
        self.note: Note | None = None
        self.key = keys.create(folder / "key", "vedette.example")

    def size(self) -> int:
        return self.length

    def latest(self) -> Note | None:
        return self.note

    def seal(self, root: bytes) -> None:
        self.note = sign(Checkpoint("vedette.example", self.length, root), self.key)


def test_it_waits_for_a_checkpoint_that_covers_the_grant(tmp_path: Path) -> None:
    ledger, cases = Ledger(tmp_path), Applications(Memory(), Town())
    sponsored(cases)
    ledger.seal(bytes(32))
    drawing = Drawing(cases, ledger.size, ledger.latest)
    assert drawing.look(NOW) == 0
    given(cases, Tier.T2)
    case = given(cases, Tier.T3, ADA)
    ledger.length = 9
    assert drawing.look(NOW) == 0
    assert [one.id for one in cases.undrawn()] == [case], "the last checkpoint is from before"
    ticket = reached(cases.get(case)).ticket
    root = next(bytes([one]) * 32 for one in range(256) if drawn(ticket, bytes([one]) * 32))
    ledger.length = 12
    ledger.seal(root)
    assert drawing.look(NOW) == 1
    event = cases.get(case).events[-1]
    assert (event.act, event.actor.person) == (Act.DRAW, "")
    assert f"size 12, root {root.hex()}" in event.reason
    assert [one.id for one in cases.drawn(NOW)] == [case]
    assert drawing.look(NOW) == 0


def test_whom_it_does_not_fall_on_is_written_down_too(tmp_path: Path) -> None:
    ledger, cases = Ledger(tmp_path), Applications(Memory(), Town())
    sponsored(cases)
    given(cases, Tier.T2)
    case = given(cases, Tier.T3)
    ticket = reached(cases.get(case)).ticket
    root = next(bytes([one]) * 32 for one in range(256) if not drawn(ticket, bytes([one]) * 32))
    ledger.seal(root)
    assert Drawing(cases, ledger.size, ledger.latest).look(NOW) == 0
    assert cases.get(case).events[-1].act is Act.SPARE
    assert cases.drawn(NOW) == []


def test_a_service_draws_with_its_own_ledger_and_a_third_reviewer_looks(tmp_path: Path) -> None:
    with house(tmp_path / "house") as place:
        operator = place.operator()
        reviewers = [
            operator.joined(name, org, "reviewer") for name, org in (("Rex", "A"), ("Ria", "B"), ("Ron", "C"))
        ]
        case = promoted(operator.joined("Ana", "Mill"), operator, reviewers)
        parts, book = place.service.parts, place.service.book
        ended = [one for one in place.entries() if one.kind == "ended" and one.capability == "access.review"]
        assert ended[-1].id == case.decision == reached(parts.applications.get(case.id)).ticket
        assert ended[-1].counts["state"] == "granted"
        assert ended[-1].counts["case"] == case.id
        key = keys.create(tmp_path / "key", "x")
        roots = (bytes([one]) * 32 for one in range(256))
        root = next(one for one in roots if drawn(case.decision, one))
        size = book.ledger.size()
        note = sign(Checkpoint("x", size, root), key)
        if parts.applications.undrawn():  # else the service's own thread was faster
            assert Drawing(parts.applications, lambda: size, lambda: note).look(place.now) == 1
            audit = asked.Audit(application=case.id, reasons="all in order")
            assert reviewers[2].ask("access.audit", audit).act == "audit"
            assert not parts.applications.drawn(place.now)
