"""Jobs end with what their owner stood on, whatever that was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.unit.app.house import DAY, House, Member, house, promoted, raised, seated
from vedette.access.policy.engine import Policy
from vedette.app import directory_requests as directory
from vedette.app import programme_requests as asked
from vedette.app.capabilities import CAPABILITIES
from vedette.app.endings import Endings
from vedette.app.job_answers import Kept, Wish


class Town:
    """A service, and what looks at its jobs."""

    def __init__(self, place: House) -> None:
        self.place, self.operator = place, place.operator()
        self.rex = self.operator.joined("Rex", "Council", "reviewer")
        self.ana = self.operator.joined("Ana", "Mill")
        service = place.service
        self.endings = Endings(service.parts.subjects, service.jobs, Policy.load(), CAPABILITIES)

    def job(self, owner: Member, engine: str, **more: str) -> Kept:
        subject = owner.caller().subject
        made = Kept(
            id="0" * 32,
            owner=subject.id,
            engine=engine,
            target="x",
            wish=Wish(path="/x"),
            org=subject.org,
            place="here",
            made=self.place.now,
        )
        return msgspec.structs.replace(made, **more)

    def why(self, job: Kept) -> str:
        return self.endings.why(job, self.place.now)

    def revoke(self, **what: str) -> None:
        self.operator.ask("access.revoke", asked.Revoke(reason="over", **what))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with house(tmp_path / "house") as made:
        yield Town(made)


def test_a_job_goes_on_while_its_owner_could_begin_it(town: Town) -> None:
    scan, discover = town.job(town.ana, "code.scan"), town.job(town.ana, "code.discover")
    assert town.why(scan) == ""
    assert "T0 now" in town.why(discover)
    case = raised(town.ana, town.rex)
    assert town.why(discover) == ""
    town.revoke(grant=case.id)
    assert "does not reach to class C2" in town.why(discover)
    assert town.why(scan) == ""


def test_a_job_ends_when_its_owner_leaves_or_is_suspended(town: Town) -> None:
    job = town.job(town.ana, "code.scan")
    town.revoke(person=job.owner, org=job.org)
    assert "does not belong" in town.why(job)
    other = town.operator.joined("Bo", "Dam")
    job = town.job(other, "code.scan")
    town.revoke(org=job.org)
    assert "suspended" in town.why(job)


def test_a_job_in_a_seat_ends_with_the_seat(town: Town) -> None:
    vera = town.operator.joined("Vera", "Vendor")
    wish = directory.AddSeat(sponsor="Mill", cap="C1", days=1, person=vera.id, vendor="Vendor")
    seat = seated(town.operator, wish)
    job = town.job(vera, "code.scan", seat=seat.id, org=town.ana.caller().subject.org)
    assert town.why(job) == ""
    above = msgspec.structs.replace(job, engine="code.discover")
    assert "above what may be used there" in town.why(above)
    town.place.now += DAY
    assert "seat is over" in town.why(job)


def test_a_job_of_a_service_ends_with_its_seat(town: Town) -> None:
    program = Member(town.place)
    wish = directory.AddSeat(sponsor="Mill", cap="C1", days=1, key=program.holder.thumbprint)
    seat = seated(town.operator, wish)
    mill = town.ana.caller().subject.org
    job = msgspec.structs.replace(town.job(town.ana, "code.scan", seat=seat.id), owner=seat.id)
    assert town.why(job) == ""
    town.revoke(org=mill)
    assert "seat is over" in town.why(job)


def test_the_same_holds_high_up(town: Town) -> None:
    ria = town.operator.joined("Ria", "County", "reviewer")
    case = promoted(town.ana, town.operator, (town.rex, ria))
    assert town.why(town.job(town.ana, "code.discover")) == ""
    town.revoke(person=case.sponsor)
    assert town.why(town.job(town.ana, "code.discover")) == "", "T2 is left, and reaches that far"
    assert town.endings.look(town.place.now) == 0
