"""Cases are found by who waits for them, and are gone when nothing can be done any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from vedette.access.documents import Memory
from vedette.access.identity.phrases import draw
from vedette.access.identity.sittings import AGAIN_AFTER, KEPT, MOST, Sittings
from vedette.access.identity.video import (
    APPEAL_WITHIN,
    OPEN_FOR,
    Act,
    Case,
    Checklist,
    Event,
    Party,
    Stage,
    attest,
    state,
)
from vedette.core.errors import BadInput, Refused

NOW = 1_800_000_000.0
ANA = Party(person="p-ana", orgs=("o-mill",))
REX = Party(person="p-rex", orgs=("o-town",), reviewer=True)
UMA = Party(person="p-uma", orgs=("o-cert",), reviewer=True)
ZOE = Party(person="p-zoe", orgs=("o-bank",), reviewer=True)


def doing(who: Party, act: Act, at: float = NOW, **other: object) -> Callable[[Case], Event]:
    def work(_: Case) -> Event:
        event = Event(
            id=f"d-{act}-{who.person}-{at:.0f}", act=act, actor=who, applicant=ANA, at=at, reason="r"
        )
        return replace(event, **other)

    return work


def saying(who: Party, *, yes: bool, heard: str = "", at: float = NOW) -> Callable[[Case], Event]:
    said = Checklist(
        yes=yes,
        reason="seen",
        in_hand=True,
        face=True,
        held_up=True,
        heard=heard,
        document="1" * 64,
        mark="2" * 64,
    )

    def work(case: Case) -> Event:
        return attest(case, doing(who, Act.ATTEST, at)(case), said)

    return work


@pytest.fixture
def sittings() -> Sittings:
    return Sittings(Memory())


def refused(sittings: Sittings) -> Case:
    case = sittings.ask(ANA, NOW, in_person=False)
    sittings.act(case.id, doing(REX, Act.SEAT))
    return sittings.act(case.id, saying(REX, yes=False))


def test_a_case_is_found_by_who_waits_for_it(sittings: Sittings) -> None:
    case = sittings.ask(ANA, NOW, in_person=False)
    assert sittings.get(case.id) == case
    assert sittings.of("p-ana") == sittings.waiting(NOW) == [case]
    assert sittings.waiting(NOW + OPEN_FOR) == []
    with pytest.raises(Refused, match="already"):
        sittings.ask(ANA, NOW, in_person=True)
    with pytest.raises(BadInput):
        sittings.get("v-none")


def test_after_a_no_comes_an_appeal_and_only_later_another_try(sittings: Sittings) -> None:
    case = refused(sittings)
    decision = state(case, NOW).decision
    assert sittings.decided(decision) == case
    assert sittings.decided("d-none") is None
    with pytest.raises(Refused, match=f"appeal against decision {decision}|refused a few days ago"):
        sittings.ask(ANA, NOW + AGAIN_AFTER - 1, in_person=False)
    sittings.act(case.id, doing(ANA, Act.APPEAL))
    assert [one.id for one in sittings.waiting(NOW)] == [case.id]
    sittings.act(case.id, doing(ZOE, Act.UPHOLD))
    assert sittings.waiting(NOW) == []
    assert sittings.ask(ANA, NOW + AGAIN_AFTER, in_person=False).id != case.id


def test_what_was_seen_is_forgotten_a_week_after(sittings: Sittings) -> None:
    case, heard = sittings.ask(ANA, NOW, in_person=False), draw()
    for one in (REX, UMA):
        sittings.act(case.id, doing(one, Act.SEAT))
    sittings.act(case.id, doing(ANA, Act.PHRASE, secret=heard))
    sittings.act(case.id, saying(REX, yes=True, heard=heard))
    assert sittings.sweep(NOW) == 0
    done = sittings.act(case.id, saying(UMA, yes=True, heard=heard))
    assert state(done, NOW).stage is Stage.PASSED
    assert not done.salt
    assert sittings.sweep(NOW + KEPT - 1) == 0
    assert sittings.sweep(NOW + KEPT) == 1
    assert sittings.of("p-ana") == []


def test_a_no_is_kept_as_long_as_it_can_be_appealed(sittings: Sittings) -> None:
    refused(sittings)
    assert sittings.sweep(NOW + APPEAL_WITHIN - 1) == 0
    assert sittings.sweep(NOW + APPEAL_WITHIN) == 1


def test_what_ran_out_loses_its_traces_at_once(sittings: Sittings) -> None:
    case, heard = sittings.ask(ANA, NOW, in_person=False), draw()
    sittings.act(case.id, doing(REX, Act.SEAT))
    sittings.act(case.id, doing(ANA, Act.PHRASE, secret=heard))
    sittings.act(case.id, saying(REX, yes=True, heard=heard))
    assert sittings.sweep(NOW + OPEN_FOR) == 1
    left = repr(sittings.get(case.id))
    assert not any(one in left for one in (case.salt, heard, "1" * 64))
    assert sittings.sweep(NOW + OPEN_FOR) == 0
    assert sittings.sweep(NOW + OPEN_FOR + KEPT) == 1


def test_asking_and_withdrawing_without_end_fills_nothing(sittings: Sittings) -> None:
    for _ in range(MOST):
        made = sittings.ask(ANA, NOW, in_person=False)
        sittings.act(made.id, doing(ANA, Act.WITHDRAW))
    with pytest.raises(Refused, match="10 times"):
        sittings.ask(ANA, NOW, in_person=False)
    assert sittings.sweep(NOW + KEPT) == MOST
    assert sittings.ask(ANA, NOW + KEPT, in_person=False).events == ()
