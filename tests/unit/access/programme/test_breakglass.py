import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from tests.unit.access.programme.people import NOW, PROGRAMS, RITA, ROB, RUTH, someone
from vedette.access.documents import Memory
from vedette.access.nouns import Purpose, Subject, Tier
from vedette.access.programme.breakglass import LONGEST, BreakGlass, Emergency, Use
from vedette.core.errors import BadInput, Refused

KIM = someone("kim", "acme", tier=Tier.T3)
FIRE = Emergency(
    purpose=Purpose.INCIDENT_RESPONSE, incident="INC-4711", assets=("host.example",), reason="it spreads"
)


@pytest.fixture
def glass() -> BreakGlass:
    return BreakGlass(Memory())


def broken(
    glass: BreakGlass,
    said: Emergency = FIRE,
    *,
    who: Subject = KIM,
    owned: Collection[str] = ("host.example", "mail.example"),
    now: float = NOW,
) -> Use:
    return glass.open(who, said, owned=owned, now=now)


def judge(glass: BreakGlass, use: Use, who: Subject = RITA, *, justified: bool = True) -> Use:
    return glass.review(who, use.id, justified=justified, reason="looked", now=NOW)


def test_it_holds_for_an_hour_on_what_was_named(glass: BreakGlass) -> None:
    use = broken(glass)
    assert glass.active("kim", "host.example", NOW) == use
    assert glass.active("kim", "host.example", NOW + LONGEST - 1) == use
    assert glass.active("kim", "host.example", NOW + LONGEST) is None
    assert glass.active("kim", "mail.example", NOW) is None
    assert glass.active("bo", "host.example", NOW) is None


@pytest.mark.parametrize("who", [*PROGRAMS, someone("bo", "acme", tier=Tier.T2)])
def test_only_vetted_people_break_it(glass: BreakGlass, who: Subject) -> None:
    with pytest.raises(Refused):
        broken(glass, who=who)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        *((replace(FIRE, purpose=p), "not for") for p in Purpose if p is not Purpose.INCIDENT_RESPONSE),
        (replace(FIRE, seconds=LONGEST + 1), "3601 seconds"),
        (replace(FIRE, seconds=0), "0 seconds"),
        (replace(FIRE, seconds=float("nan")), "nan seconds"),
        (replace(FIRE, assets=("host.example", "bank.example")), "bank.example is not proved"),
    ],
)
def test_only_in_an_incident_briefly_and_on_what_is_ones_own(
    glass: BreakGlass, said: Emergency, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        broken(glass, said)


@pytest.mark.parametrize(
    "said",
    [
        replace(FIRE, incident=""),
        replace(FIRE, incident="no"),
        replace(FIRE, incident="INC 4711"),
        replace(FIRE, assets=()),
        replace(FIRE, assets=("a",) * 101),
        replace(FIRE, reason=""),
    ],
)
def test_it_is_said_what_is_going_on(glass: BreakGlass, said: Emergency) -> None:
    with pytest.raises(BadInput):
        broken(glass, said)


def test_one_at_a_time(glass: BreakGlass) -> None:
    use = broken(glass)
    with pytest.raises(Refused, match="broken already"):
        broken(glass, now=NOW + 10)
    assert glass.close(KIM, use.id, now=NOW + 20).ends == NOW + 20
    assert glass.active("kim", "host.example", NOW + 20) is None
    broken(glass, now=NOW + 20)


def test_of_many_at_once_one_opens(glass: BreakGlass) -> None:
    start = threading.Barrier(10)

    def one(_: int) -> bool:
        start.wait()
        try:
            broken(glass)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        assert list(threads.map(one, range(10))).count(True) == 1


def test_two_that_nobody_looked_at_suspend_it(glass: BreakGlass) -> None:
    first, second = broken(glass), broken(glass, now=NOW + LONGEST)
    with pytest.raises(Refused, match="2 uses wait for their review"):
        broken(glass, now=NOW + 2 * LONGEST)
    assert [use.id for use in glass.unreviewed()] == [first.id, second.id]
    judge(glass, second)
    assert [use.id for use in glass.unreviewed()] == [first.id]
    broken(glass, now=NOW + 2 * LONGEST)


def test_one_that_was_not_justified_suspends_it_until_somebody_else_says_otherwise(glass: BreakGlass) -> None:
    use = broken(glass)
    judge(glass, use, justified=False)
    with pytest.raises(Refused, match="not to be justified"):
        broken(glass, now=NOW + LONGEST)
    with pytest.raises(Refused, match="you have reviewed this"):
        judge(glass, use)
    judge(glass, use, ROB)
    broken(glass, now=NOW + LONGEST)


@pytest.mark.parametrize("who", [*PROGRAMS, KIM, someone("kim", "acme", "reviewer"), someone("bo")])
def test_only_another_reviewer_looks_at_it(glass: BreakGlass, who: Subject) -> None:
    use = broken(glass)
    with pytest.raises(Refused):
        judge(glass, use, who)


def test_no_colleague_looks_at_it_by_whatever_membership() -> None:
    """Somebody of T3 and a reviewer of their house could otherwise break it day after day."""
    town = {"rob": ("umbrella", "acme"), "kim": ("acme", "hooli")}
    glass = BreakGlass(Memory(), lambda person: town.get(person, ()))
    use = broken(glass)
    for who in (ROB, RITA, replace(RUTH, org="acme")):
        with pytest.raises(Refused, match="of your organisation"):
            judge(glass, use, who)
    assert judge(glass, use, RUTH).looks


def test_one_that_is_found_not_to_be_justified_ends_at_once(glass: BreakGlass) -> None:
    use = broken(glass)
    judge(glass, use, justified=False)
    assert glass.active("kim", "host.example", NOW) is None


def test_a_reviewer_may_end_it_and_others_may_not(glass: BreakGlass) -> None:
    use = broken(glass)
    with pytest.raises(Refused, match="may end it"):
        glass.close(someone("bo"), use.id, now=NOW)
    assert glass.close(RUTH, use.id, now=NOW + 1).ends == NOW + 1
    with pytest.raises(BadInput, match="no use"):
        glass.close(RUTH, "nothing", now=NOW)


def test_old_uses_that_were_reviewed_make_room(glass: BreakGlass) -> None:
    for number in range(55):
        judge(glass, broken(glass, now=NOW + number * LONGEST))
    uses = glass.of("kim")
    assert len(uses) == 50
    assert uses[-1].opened == NOW + 54 * LONGEST


def test_uses_are_forgotten_once_they_were_looked_at_and_are_old(glass: BreakGlass) -> None:
    use = broken(glass)
    glass.close(KIM, use.id, now=NOW)
    assert glass.forget(NOW + 1) == 0, "nobody has looked"
    judge(glass, use)
    assert glass.forget(NOW) == 0, "it is not that old"
    assert glass.forget(NOW + 1) == 1
    assert glass.of("kim") == ()


def test_where_a_person_of_t4_broke_it_two_reviewers_look(glass: BreakGlass) -> None:
    use = broken(glass, who=someone("kim", "acme", tier=Tier.T4))
    judge(glass, use, RITA)
    assert [one.id for one in glass.unreviewed()] == [use.id]
    judge(glass, use, ROB)
    assert glass.unreviewed() == []
    other = broken(glass, who=someone("kai", "acme", tier=Tier.T4))
    judge(glass, other, RITA, justified=False)
    assert glass.unreviewed() == [], "one who finds that it was not right is enough"
