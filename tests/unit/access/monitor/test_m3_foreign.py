"""M3: targets of others, one after the other."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, seen, steps
from vedette.access.monitor.ladder import measure
from vedette.access.monitor.m3_foreign import State, step
from vedette.access.monitor.nouns import Seen
from vedette.access.monitor.wishes import Wish


def refused(minute: float, target: str, scope: str = "missing") -> Seen:
    return seen(minute, target=target, scope=scope, allowed=False)


ALARMS = {
    "a scan of six": [refused(n, f"host{n}") for n in range(6)],
    "slowly, within the hour": [refused(11 * n, f"host{n}") for n in range(6)],
    "others' proved assets, and excluded ones": [
        refused(n, f"host{n}", ("foreign", "excluded")[n % 2]) for n in range(6)
    ],
    "again and again, and one more": [refused(n, f"host{n % 5}") for n in range(20)] + [refused(20, "host6")],
    "patiently, one in three hours": [refused(180 * n, f"host{n}") for n in range(9)],
    "patiently, one in three days": [refused(3 * 24 * 60 * n, f"host{n}") for n in range(9)],
    "claimed first, which anybody can": [refused(n, f"host{n}", "claimed") for n in range(9)],
    "some claimed and some not": [
        refused(60 * n, f"host{n}", "claimed" if n % 2 else "missing") for n in range(9)
    ],
    "at night, as by day": [refused(n + 13 * 60, f"host{n}") for n in range(6)],
}
HONEST = {
    "a wrong letter, three times": [refused(n, f"clinc{n}") for n in range(3)],
    "the same name again and again": [refused(n, "clinic") for n in range(200)],
    "five, and not one more": [refused(n, f"host{n}") for n in range(5)],
    "six in a day": [refused(120 * n, f"host{n}") for n in range(6)],
    "a wrong letter now and then, all year": [refused(5 * 24 * 60 * n, f"clinc{n}") for n in range(60)],
    "onboarding a subsidiary: some of its names too early": [
        refused(n, f"host{n}", "claimed") for n in range(8)
    ],
    "onboarding, and a few wrong letters": [
        refused(n, f"host{n}", "claimed" if n % 4 else "missing") for n in range(8)
    ],
    "onboarding, and the proofs came meanwhile": [
        seen(n, target=f"host{n}", scope="claimed" if n < 5 else "proved", allowed=n >= 5) for n in range(60)
    ],
    "a proof that ran out": [refused(n, f"host{n}", "expired") for n in range(100)],
    "a night's batch on what is proved": [
        seen(n / 10, target=f"host{n}", scope="proved") for n in range(1000)
    ],
    "nothing was named": [refused(n, "") for n in range(100)],
}


@pytest.mark.parametrize("name", ALARMS)
def test_more_than_five_in_an_hour_or_eight_in_a_month_are_paused(name: str) -> None:
    trace = ALARMS[name]
    assert steps(replay(step, State(), trace, LIMITS.m3)) == [(len(trace), "pause")]


@pytest.mark.parametrize("name", HONEST)
def test_honest_mistakes_are_not(name: str) -> None:
    assert replay(step, State(), HONEST[name], LIMITS.m3) == []


def test_the_pause_is_of_class_c2_for_a_day_and_says_how_many() -> None:
    ((_, wish),) = replay(step, State(), ALARMS["a scan of six"], LIMITS.m3)
    assert isinstance(wish, Wish)
    made = measure(wish, NOON)
    assert (made.person, made.org, made.risk, made.ends) == ("ana", "clinic", "C2", NOON + DAY)
    assert made.reason.startswith("6 different targets that are not yours within 60 min; 5 are the most")
    assert made.about == tuple(f"d{n}" for n in range(6))


def test_after_a_pause_it_begins_anew() -> None:
    trace = [refused(n, f"host{n}") for n in range(17)]
    assert steps(replay(step, State(), trace, LIMITS.m3)) == [(6, "pause"), (12, "pause")]


def test_what_is_remembered_is_bounded() -> None:
    state = State()
    for n in range(5000):
        state, _ = step(state, refused(n / 100, f"host{n}", "claimed"), LIMITS.m3)
        assert len(state.refused) <= LIMITS.m3.targets + LIMITS.m3.patient
