"""The watch of a service: rules see what is decided, and what they ask for is in force at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from vedette.access.documents import Memory
from vedette.access.monitor.ladder import decided
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import GOOD_STANDING, Measure, Rule, Standing, Step
from vedette.access.monitor.states import KIND
from vedette.access.monitor.thresholds import load
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Decision, Kind, Risk, Subject, Verdict
from vedette.access.safeguards.nouns import Signals
from vedette.access.scope.targets import Target
from vedette.app.callers import Caller
from vedette.app.capability import Capability
from vedette.app.circumstances import plain_question
from vedette.app.requests import Discover, ListRules
from vedette.app.watching import Around, Watched
from vedette.core.errors import Unavailable

NOON = 1_800_000_000.0


def capability(
    ident: str, risk: Risk, *, scoped: bool = False, needs_step_up: bool = False
) -> Capability[Any]:
    return Capability(
        id=ident,
        does="x",
        reads="x",
        risk=risk,
        request=ListRules,
        cost_unit="runs",
        scoped=scoped,
        needs_step_up=needs_step_up,
    )


MILD = capability("rules.list", Risk.C0)
DISCOVER = capability("code.discover", Risk.C2, scoped=True)
PROBE = capability("net.probe", Risk.C4, scoped=True)
WIDE = capability("action.wide", Risk.C2, scoped=True, needs_step_up=True)
TALK = capability("model.open", Risk.C1)


@dataclass
class Ledger:
    """Writes down what it is told, unless it is down."""

    told: list[tuple[str, Rule, Step]] = field(default_factory=list)
    down: bool = False

    def measured(self, measure: Measure) -> None:
        if self.down:
            raise Unavailable("the ledger is down", hint="wait")
        self.told.append(("measured", measure.rule, measure.step))

    def lifted(self, measure: Measure, now: float) -> None:
        del now
        self.told.append(("lifted", measure.rule, measure.step))


@dataclass
class House:
    documents: Memory = field(default_factory=Memory)
    ledger: Ledger = field(default_factory=Ledger)
    ended: list[str] = field(default_factory=list)
    claims: set[str] = field(default_factory=set)
    signals: Signals | None = None
    now: float = NOON
    told: int = 0

    def __post_init__(self) -> None:
        self.watched = self.again()

    def again(self) -> Watched:
        around = Around(
            record=self.ledger,
            digest=lambda target, _: f"digest of {len(target)} {hash(target)}",
            end_sessions=lambda person, _: self.ended.append(person),
            claimed=self._claimed,
            read=lambda *_: "jobs.report",
            signals=lambda _: self.signals if self.signals is not None else Signals(),
        )
        made = Watched(self.documents, Measures(self.documents), load(), around)
        made.changed.append(self._changed)
        return made

    def _claimed(self, org: str, target: Target) -> bool:
        return f"{org} {target.value}" in self.claims

    def _changed(self) -> None:
        self.told += 1

    def decided(
        self, who: Caller, what: Capability[Any], target: str = "", *, allowed: bool = False, **how: object
    ) -> str:
        """Have something decided; return the id."""
        reasons = how.pop("reasons", ())
        assert isinstance(reasons, tuple)
        verdict = Verdict.ALLOW if allowed else Verdict.DENY
        ident = f"d{self.now - NOON:g}"
        decision = Decision(
            id=ident, verdict=verdict, reasons=reasons, policy="", made=self.now, expires=self.now
        )
        question = msgspec.structs.replace(plain_question(who, what), **how)
        request = Discover(target=target, source="a.py") if target else ListRules()
        self.watched.seen(who, what, request, decision, question)
        self.now += 1
        return ident

    def standing(self, who: Caller, what: Capability[Any]) -> Standing:
        return self.watched.standing(who, what, ListRules(), self.now)


def somebody(
    person: str = "ana", key: str = "laptop", network: str = "192.0.2.0/24", kind: Kind = Kind.PERSON
) -> Caller:
    subject = Subject(id=person, kind=kind, org="clinic", key=key, agent="bot" if kind is Kind.AGENT else "")
    return Caller(subject=subject, bound=True, network=network)


@pytest.fixture
def house() -> House:
    return House()


def test_six_targets_of_others_pause_class_c2_and_above_at_once(house: House) -> None:
    ana = somebody()
    for n in range(5):
        house.decided(ana, DISCOVER, f"host{n}.example.org", scope="missing")
    assert house.standing(ana, DISCOVER) == GOOD_STANDING
    house.decided(ana, DISCOVER, "host5.example.org", scope="foreign")
    paused = house.standing(ana, DISCOVER).paused
    assert paused is not None
    assert (paused.rule, paused.about) == (Rule.M3, tuple(f"d{n}" for n in range(6)))
    assert house.standing(ana, PROBE).paused == paused
    assert house.standing(ana, TALK) == GOOD_STANDING
    assert house.standing(somebody("ben"), DISCOVER) == GOOD_STANDING
    assert house.watched.rests(somebody().subject, DISCOVER, house.now) == paused.id
    assert house.ledger.told == [("measured", Rule.M3, Step.PAUSE)]
    assert house.told == 1


def test_a_program_that_asks_for_targets_of_others_rests_and_its_person_does_not(house: House) -> None:
    ana, bot = somebody(), somebody(key="bot", kind=Kind.AGENT)
    for n in range(6):
        house.decided(bot, DISCOVER, f"host{n}.example.org", scope="missing")
    paused = house.standing(bot, DISCOVER).paused
    assert paused is not None
    assert (paused.rule, paused.agent, paused.person) == (Rule.M3, "bot", "ana")
    assert house.standing(bot, MILD).paused == paused
    assert house.standing(ana, DISCOVER) == GOOD_STANDING
    assert house.watched.rests(bot.subject, DISCOVER, house.now) == paused.id
    assert house.watched.rests(ana.subject, DISCOVER, house.now) == ""
    for n in range(3):
        house.decided(ana, DISCOVER, f"other{n}.example.org", scope="missing")
    mine = house.standing(ana, DISCOVER).paused
    assert mine is not None
    assert (mine.agent, len(mine.about)) == ("", 9)


def test_the_pause_ends_by_itself_or_is_lifted(house: House) -> None:
    ana = somebody()
    for n in range(6):
        house.decided(ana, DISCOVER, f"host{n}.example.org", scope="missing")
    paused = house.standing(ana, DISCOVER).paused
    assert paused is not None
    house.watched.measures.lift(paused.id, "rex", house.now)
    assert house.standing(ana, DISCOVER) == GOOD_STANDING
    assert house.ledger.told[-1] == ("lifted", Rule.M3, Step.PAUSE)
    for n in range(6):
        house.decided(ana, DISCOVER, f"host{n}.example.org", scope="missing")
    assert house.standing(ana, DISCOVER).paused is not None
    house.now += 24 * 3600
    assert house.standing(ana, DISCOVER) == GOOD_STANDING


def test_while_it_lasts_more_of_the_same_changes_nothing(house: House) -> None:
    for n in range(60):
        house.decided(somebody(), DISCOVER, f"host{n}.example.org", scope="missing")
    assert len(house.watched.measures.of_person("ana")) == 1


def test_what_the_organisation_says_is_its_own_has_more_room(house: House) -> None:
    house.claims = {f"clinic host{n}.example.org" for n in range(60)}
    for n in range(8):
        house.decided(somebody(), DISCOVER, f"host{n}.example.org", scope="missing")
    assert house.standing(somebody(), DISCOVER) == GOOD_STANDING
    house.decided(somebody(), DISCOVER, "host8.example.org", scope="missing")
    assert house.standing(somebody(), DISCOVER).paused is not None, "anybody can say it of anything"


def test_one_name_in_many_spellings_is_one_target(house: House) -> None:
    for n in range(20):
        name = "".join(
            sign.upper() if n >> place & 1 else sign for place, sign in enumerate("app.example.org")
        )
        house.decided(somebody(), DISCOVER, name, scope="missing")
    assert house.standing(somebody(), DISCOVER) == GOOD_STANDING


def test_names_of_targets_are_written_nowhere(house: House) -> None:
    for n in range(9):
        house.decided(somebody(), DISCOVER, f"secret{n}.example.org", scope="missing")
    house.watched.tick(house.now)
    everything = b"".join(one.value for kind in (KIND, "measure") for one in house.documents.all(kind))
    assert everything
    assert b"secret" not in everything


def used(house: House, key: str, network: str = "192.0.2.0/24", touch: int = 30, person: str = "ana") -> None:
    who = somebody(person, key, network)
    house.decided(who, PROBE, "app.example.org", allowed=touch >= 0, scope="proved", touch_age=touch)


def test_a_new_key_is_asked_for_a_touch_before_anything_is_decided(house: House) -> None:
    used(house, "laptop")
    strange = somebody(key="strange")
    asked = house.standing(strange, PROBE).step_up
    assert asked is not None
    assert asked.rule is Rule.M4
    assert house.watched.measures.of_person("ana") == [], "asking what is in force changes nothing"
    assert house.standing(strange, DISCOVER) == GOOD_STANDING
    used(house, "strange", touch=-1)
    (made,) = house.watched.measures.of_person("ana")
    assert house.standing(strange, PROBE).step_up == made
    used(house, "strange", touch=5)
    assert house.standing(strange, PROBE) == GOOD_STANDING
    steps = [one.step for one in house.watched.measures.open(house.now)]
    assert steps == [Step.NOTICE], "the person is told all the same"


def test_a_clinic_that_moves_is_asked_once(house: House) -> None:
    for person in ("ana", "ben", "cyd"):
        used(house, f"key of {person}", person=person)
    moved = "203.0.113.0/24"
    asked = somebody("ana", "key of ana", moved)
    assert house.standing(asked, PROBE).step_up is not None
    used(house, "key of ana", moved, person="ana")
    for person in ("ben", "cyd"):
        assert house.standing(somebody(person, f"key of {person}", moved), PROBE) == GOOD_STANDING


def test_two_keys_in_turn_end_all_sessions_and_two_devices_do_not(house: House) -> None:
    for key in ("laptop", "laptop", "phone", "phone"):
        used(house, key)
    assert house.ended == []
    used(house, "laptop")
    assert house.ended == ["ana"]
    (made, *_) = [one for one in house.watched.measures.of_person("ana") if one.rule is Rule.M5]
    assert made.step is Step.END_SESSIONS
    assert ("measured", Rule.M5, Step.END_SESSIONS) in house.ledger.told


def test_whoever_signs_in_and_shares_again_is_signed_out_again(house: House) -> None:
    for key in ("a", "b", "a", "c", "d", "c"):
        used(house, key)
    assert house.ended == ["ana", "ana"]
    assert sum(one.rule is Rule.M5 for one in house.watched.measures.of_person("ana")) == 2


def test_what_changes_the_world_at_a_touch_counts_as_strong(house: House) -> None:
    for key in ("a", "b", "a"):
        house.decided(somebody(key=key), WIDE, "app.example.org", scope="missing")
    assert house.ended == ["ana"]


def test_a_program_beside_its_person_is_no_second_key(house: House) -> None:
    for n in range(20):
        who = somebody(key="ab"[n % 2], kind=(Kind.PERSON, Kind.AGENT)[n % 2])
        house.decided(who, PROBE, "app.example.org", allowed=True, scope="proved", touch_age=3)
    assert house.ended == []


def test_texts_of_a_stronger_topic_are_asked_about_and_class_c0_is_not_even_read(house: House) -> None:
    house.signals = Signals(topic="C4", topic_sure=90)
    for _ in range(3):
        house.decided(somebody(), MILD, allowed=True)
    assert house.watched.measures.of_person("ana") == []
    for _ in range(2):
        house.decided(somebody(), TALK, allowed=True)
    assert [(one.rule, one.step) for one in house.watched.measures.of_person("ana")] == [
        (Rule.M1, Step.NOTICE)
    ]
    assert house.standing(somebody(), TALK) is not None
    assert house.standing(somebody(), TALK).paused is None


def test_a_text_that_speaks_of_harm_is_told_with_its_number(house: House) -> None:
    house.signals = Signals(intent=96)
    house.decided(somebody(), PROBE, "app.example.org", scope="proved", reasons=("text-held",))
    (made,) = [one for one in house.watched.measures.of_person("ana") if one.rule is Rule.M2]
    assert (made.step, "96 of 100" in made.reason) == (Step.REVIEW, True)


def test_a_tainted_call_is_told(house: House) -> None:
    who = somebody(kind=Kind.AGENT)
    house.decided(who, DISCOVER, "a.example.org", tainted=True, scope="proved", reasons=("tainted-call",))
    (made,) = house.watched.measures.of_person("ana")
    assert (made.rule, made.step) == (Rule.M7, Step.NOTICE)
    assert "with jobs.report" in made.reason


def test_strangers_and_what_is_unremarkable_leave_no_trace(house: House) -> None:
    house.decided(Caller(subject=Subject(id="", kind=Kind.STRANGER), bound=False), MILD)
    for _ in range(20):
        house.decided(somebody(), MILD, allowed=True)
        house.decided(somebody(), DISCOVER, "app.example.org", allowed=True, scope="proved")
    house.watched.tick(house.now)
    assert house.documents.all(KIND) == []


def test_another_server_sees_a_measure_within_a_second(house: House) -> None:
    there = house.again()
    assert there.standing(somebody(), DISCOVER, ListRules(), house.now) == GOOD_STANDING
    for n in range(6):
        house.decided(somebody(), DISCOVER, f"host{n}.example.org", scope="missing")
    assert there.standing(somebody(), DISCOVER, ListRules(), house.now + 1).paused is not None


def test_two_servers_that_each_saw_half_of_a_scan_stop_it(house: House) -> None:
    here, there = house.watched, house.again()
    for n in range(6):
        house.watched = (here, there)[n % 2]
        house.decided(somebody(), DISCOVER, f"host{n}.example.org", scope="missing")
    assert house.standing(somebody(), DISCOVER) == GOOD_STANDING
    here.tick(house.now)
    there.tick(house.now)
    assert house.standing(somebody(), DISCOVER).paused is not None


def test_a_ledger_that_is_down_hears_of_it_later_and_it_is_in_force_meanwhile(house: House) -> None:
    house.ledger.down = True
    for n in range(6):
        house.decided(somebody(), DISCOVER, f"host{n}.example.org", scope="missing")
    assert house.standing(somebody(), DISCOVER).paused is not None
    assert house.ledger.told == []
    house.ledger.down = False
    house.watched.tick(house.now)
    assert house.ledger.told == [("measured", Rule.M3, Step.PAUSE)]


def test_measures_that_come_at_once_are_each_written_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ledger takes its time, and meanwhile the next measure comes from another thread."""
    written: list[str] = []

    def slow(measure: Measure) -> None:
        time.sleep(0.01)
        written.append(measure.person)

    monkeypatch.setattr(house.ledger, "measured", slow)
    people = [f"p{n}" for n in range(8)]
    with ThreadPoolExecutor(len(people)) as pool:
        for person in people:
            wish = Wish(rule=Rule.M3, step=Step.PAUSE, person=person, reason="six", remedy="wait", lasts=60)
            pool.submit(house.watched.measures.begin, wish, house.now)
    house.watched.tick(house.now)
    assert sorted(written) == people


def test_what_goes_wrong_in_here_is_in_nobody_s_way(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.decided(somebody(), DISCOVER, "no target: \x00", scope="missing")
    assert "was not looked at" in caplog.text


def test_a_suspension_rests_everything_and_holds_for_a_whole_organisation(house: House) -> None:
    wish = Wish(
        rule=Rule.PERSON, step=Step.SUSPEND, org="clinic", risk=Risk.C0, reason="x", remedy="x", lasts=60.0
    )
    assert not house.watched.suspended("ana", "clinic", house.now)
    house.watched.measures.add(decided(wish, "rex", house.now), house.now)
    assert house.watched.suspended("ana", "clinic", house.now)
    assert not house.watched.suspended("ana", "council", house.now)
    assert not house.watched.suspended("ana", "clinic", house.now + 60)
    assert house.standing(somebody(), MILD).paused is not None


def test_what_is_unremarkable_costs_next_to_nothing(house: House) -> None:
    """The bound is loose, as machines are busy; docs/access/monitoring.md has the figures."""
    who, times = somebody(), 2000
    decision = Decision(id="d", verdict=Verdict.ALLOW, reasons=(), policy="", made=NOON, expires=NOON)
    question, request = plain_question(who, MILD), ListRules()
    began = time.process_time()
    for _ in range(times):
        house.watched.standing(who, MILD, request, NOON)
        house.watched.seen(who, MILD, request, decision, question)
    assert (time.process_time() - began) / times < 100e-6
