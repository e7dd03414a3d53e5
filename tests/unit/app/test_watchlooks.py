"""What the watch looks at now and then: assets, grants, emergencies, the ledger, findings."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from tests.unit.access.programme.people import someone
from vedette.access.documents import Kept, Memory
from vedette.access.monitor.disclosures import Disclosures, Said
from vedette.access.monitor.m10_record import Health
from vedette.access.monitor.m12_overturned import Answered
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.access.monitor.thresholds import load
from vedette.access.nouns import Kind, Purpose, Subject, Tier
from vedette.access.programme.actors import Actor
from vedette.access.programme.appeals import Against, Appeals, Decided
from vedette.access.programme.applications import Applications
from vedette.access.programme.breakglass import BreakGlass, Emergency
from vedette.access.programme.casetags import tags
from vedette.access.programme.criteria import Want
from vedette.access.programme.kept import Nouns
from vedette.access.programme.records import Act, Case, Event
from vedette.access.scope.assets import Assets
from vedette.app.watching import Around, Watched
from vedette.app.watchlooks import SETTLED, Looks, Sources

NOON = 1_800_000_000.0
DAY = 86_400.0


@dataclass
class Ledger:
    told: list[str] = field(default_factory=list)

    def measured(self, measure: Measure) -> None:
        self.told.append(f"{measure.rule} {measure.step}")

    def lifted(self, measure: Measure, now: float) -> None:
        del now
        self.told.append(f"{measure.rule} lifted")


@dataclass
class House:
    documents: Memory = field(default_factory=Memory)
    ledger: Ledger = field(default_factory=Ledger)
    now: float = NOON

    def __post_init__(self) -> None:
        self.assets = Assets(self.documents)
        self.glass = BreakGlass(self.documents)
        self.disclosures = Disclosures(self.documents)
        self.looks = self.again()

    def again(self) -> Looks:
        around = Around(record=self.ledger, digest=lambda one, _: one, end_sessions=lambda *_: None)
        watched = Watched(self.documents, Measures(self.documents), load(), around)
        sources = Sources(
            documents=self.documents,
            assets=self.assets,
            applications=Applications(self.documents),
            glass=self.glass,
            disclosures=self.disclosures,
            appeals=Appeals(self.documents),
            reviewers=lambda: 6,
            version=lambda ident, _: f"policy of {ident}",
        )
        return Looks(watched, sources)

    def look(self, days: float = 0.0) -> list[str]:
        """Look some days later, when all is on record; return what was told since."""
        self.now += days * DAY + SETTLED
        before = len(self.ledger.told)
        self.looks.look(self.now)
        return self.ledger.told[before:]

    def proved(self, many: int) -> None:
        """Have an organisation newly prove some assets."""
        ana = Subject(id="ana", kind=Kind.PERSON, org="clinic")
        for _ in range(many):
            number = len(self.assets.of("clinic"))
            made = self.assets.add(ana, f"host{number}.example.org", self.now)
            self.assets.change(made.id, lambda one: replace(one, first=self.now))

    def granted(self, number: int, by: str) -> None:
        """Have a case of the clinic approved by some people, a letter each."""
        events = tuple(
            Event(id=f"e{number}{one}", act=Act.APPROVE, actor=_voice(one), at=self.now, reason="x")
            for one in by
        )
        case = Case(
            id=f"c{number}",
            applicant=Actor(person=f"p{number}", org="clinic"),
            want=Want(tier=Tier.T3),
            statement="x",
            at=self.now,
            events=events,
        )
        Nouns(self.documents, "case", Case, tags).change(case.id, lambda _: case)


def _voice(name: str) -> Actor:
    return Actor(person=name, org=f"house of {name}", reviewer=True)


class Counting(Memory):
    """Counts the documents that are read."""

    read = 0

    def _those(self, kind: str, wanted: Callable[[str], bool]) -> list[Kept]:
        found = super()._those(kind, wanted)
        self.read += len(found)
        return found


@pytest.fixture
def house() -> House:
    made = House()
    assert made.look() == []
    return made


def test_a_leap_of_newly_proved_assets_is_looked_at(house: House) -> None:
    for _ in range(10):
        house.proved(1)
        assert house.look(1) == []
    house.proved(60)
    assert house.look() == ["M6 review"]
    assert house.look() == [], "nothing is counted twice"
    (made,) = house.looks.watched.measures.of_org("clinic")
    assert (made.rule, made.person) == (Rule.M6, "")
    assert "61 assets newly proved in a day, 1 on a usual day" in made.reason


def test_a_look_reads_what_is_new_and_not_what_there_is() -> None:
    """Of hundreds of assets and cases it reads none again, and of those of this hour only those."""
    many = House(documents=Counting())
    for number in range(100):
        many.proved(1)
        many.granted(number, "xy")
    many.look()
    many.now += 2 * 3600
    many.proved(3)
    many.granted(100, "xy")
    assert isinstance(many.documents, Counting)
    many.looks.look(many.now)
    many.documents.read, many.now = 0, many.now + 300
    many.look()
    assert many.documents.read < 20


def test_what_was_written_late_is_not_missed(house: House) -> None:
    """One server wrote what happened a moment before another one's look; nothing falls between two looks."""
    before = house.now
    house.proved(1)
    house.now += 3
    house.looks.look(house.now)
    ana = Subject(id="ana", kind=Kind.PERSON, org="clinic")
    late = house.assets.add(ana, "late.example.org", before)
    house.assets.change(late.id, lambda one: replace(one, first=before + 1))
    house.look()
    stored = house.documents.get("watch", "M6:clinic")
    assert stored is not None
    assert b"2" in stored.value


def test_two_servers_count_each_asset_once(house: House) -> None:
    house.proved(300)
    house.now += 1
    house.again().look(house.now)
    assert house.look() == []
    assert house.ledger.told == []


def test_a_pair_that_approves_too_much_is_looked_at(house: House) -> None:
    for number in range(10):
        house.granted(number, "xy")
        house.now += 1
    assert house.look() == ["M8 review"]
    assert house.look() == []


def test_reviewers_who_take_turns_are_not(house: House) -> None:
    for number, by in enumerate(("uv", "vw", "wx", "xy", "yz", "zu", "ux", "vy", "wz", "uw", "vx") * 3):
        house.granted(number, by)
        house.now += 1
    assert house.look() == []


def test_an_emergency_has_its_clock_until_somebody_looked(house: House) -> None:
    ana = someone("ana", "clinic")
    said = Emergency(purpose=Purpose.INCIDENT_RESPONSE, incident="INC-7", assets=("a1",), reason="ransom")
    use = house.glass.open(ana, said, owned={"a1"}, now=house.now)
    assert house.look() == ["M9 notice"]
    assert house.look() == []
    (made,) = house.looks.watched.measures.of_person("ana")
    assert made.ends == use.opened + 3 * DAY
    rex = someone("rex", "council", "reviewer")
    house.glass.review(rex, use.id, justified=True, reason="it was one", now=house.now)
    assert house.look() == ["M9 lifted"]


def test_findings_nobody_was_told_of_are_reminded_of_and_then_discovery_rests(house: House) -> None:
    house.disclosures.found("ana", "clinic", "app.example.org", house.now)
    told = [(day + 1, one) for day in range(30) for one in house.look(1)]
    assert told == [(14, "M11 notice"), (21, "M11 notice"), (28, "M11 pause")]
    house.disclosures.record("ana", "clinic", Said(asset="app.example.org", whom="them"), house.now)
    assert house.look() == ["M11 lifted"]
    assert house.look(30) == []


def test_a_finding_after_all_was_told_begins_anew(house: House) -> None:
    house.disclosures.found("ana", "clinic", "a", house.now)
    assert house.look(14) == ["M11 notice"]
    house.disclosures.record("ana", "clinic", Said(asset="a", own=True), house.now)
    assert house.look(1) == ["M11 lifted"]
    house.disclosures.found("ana", "clinic", "b", house.now)
    assert house.look(14) == ["M11 notice"]
    (first, *_) = house.looks.watched.measures.of_person("ana")
    assert "reminder 1 of 2" in first.reason


def test_a_ledger_in_trouble_is_shown_as_long_as_it_is(house: House) -> None:
    for second in range(5):
        house.looks.health(Health(at=house.now + second, late=61))
    assert house.ledger.told == ["M10 notice"]
    house.looks.health(Health(at=house.now + 9))
    assert house.ledger.told == ["M10 notice", "M10 lifted"]
    assert [one.rule for one in house.looks.watched.measures.of_house()] == [Rule.M10]


def test_a_safeguard_that_is_too_often_wrong_is_named_to_operators(house: House) -> None:
    for n in range(20):
        seen = Answered(
            at=house.now + n, decision=f"d{n}", overturned=n > 17, reason="text-held", version="v7"
        )
        house.looks.answered(seen)
    assert house.ledger.told == ["M12 notice"]
    (made,) = house.looks.watched.measures.of_house()
    assert (made.step, "text-held in version v7" in made.reason) == (Step.NOTICE, True)


def test_answers_to_appeals_are_counted_once_and_measures_are_no_refusals(house: House) -> None:
    rex = someone("rex", "council", "reviewer")
    for n in range(25):
        against = Against.MEASURE if n < 3 else Against.REFUSAL
        decided = Decided(id=f"d{n}", against=against, reasons=("target-not-proved",))
        one = Appeals(house.documents).make(someone(f"p{n}", "clinic"), decided, "look", house.now)
        house.now += 1
        Appeals(house.documents).answer(rex, one.id, overturn=n in {8, 24}, reason="x", now=house.now)
    assert house.look() == ["M12 notice"]
    assert house.look() == []
    (made,) = house.looks.watched.measures.of_house()
    assert "2 of 22 refusals" in made.reason
    assert "target-not-proved in version policy of d" in made.reason


def test_what_rules_remember_is_written_and_forgotten_after_a_month(house: House) -> None:
    house.granted(1, "xy")
    house.look()
    assert any(one.key.startswith("M8:") for one in house.documents.all("watch"))
    house.look(31)
    house.look(1)
    assert not any(one.key.startswith("M8:") for one in house.documents.all("watch"))
