import pytest

from tests.unit.hunt.patterns.made import START, holds_its_word, login, said
from vedette.core.levels import Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import DAY, HOUR, MINUTE
from vedette.hunt.patterns.logins.travel import ImpossibleTravel, distance

BERN, PARIS, TOKYO, SYDNEY = (46.9, 7.4), (48.9, 2.3), (35.7, 139.7), (-33.9, 151.2)


def visit(
    place: tuple[float, float], time: int, user: str = "anna", source: str = "", **more: object
) -> Event:
    address = source or f"203.0.{round(abs(place[0]))}.{len(user)}"
    return login(time, user, address, good=True, latitude=place[0], longitude=place[1], **more)  # type: ignore[arg-type]


def test_two_continents_within_an_hour() -> None:
    (found,) = holds_its_word(ImpossibleTravel, [visit(BERN, START), visit(TOKYO, START + HOUR)])
    assert found.numbers["km"] == pytest.approx(distance(BERN, TOKYO), abs=1)
    assert found.numbers["km_per_hour"] > 9_000  # type: ignore[operator]
    assert [one.name for one in found.targets] == ["anna"]
    assert found.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("place", "after"),
    [(TOKYO, 14 * HOUR), (PARIS, MINUTE), (BERN, 0)],
    ids=["by air", "too near to tell", "the same place"],
)
def test_journeys_people_make(place: tuple[float, float], after: int) -> None:
    assert said(ImpossibleTravel(), [visit(BERN, START), visit(place, START + after)]) == []


def test_failures_do_not_travel() -> None:
    there = login(START + HOUR, "anna", "203.0.35.4", latitude=TOKYO[0], longitude=TOKYO[1])
    assert said(ImpossibleTravel(), [visit(BERN, START), there]) == []


def test_to_and_fro_all_the_time_is_a_vpn() -> None:
    events = [visit(BERN if number % 2 else TOKYO, START + number * HOUR) for number in range(6)]
    assert said(ImpossibleTravel(), events) == []


def test_a_vpn_used_every_day_is_one_on_a_journey_too() -> None:
    usual = [
        visit(place, START + day * DAY + hours * HOUR)
        for day in range(4)
        for place, hours in ((BERN, 8), (TOKYO, 12))
    ]
    journey = [visit(SYDNEY, START + 5 * DAY), visit(TOKYO, START + 5 * DAY + HOUR)]
    assert said(ImpossibleTravel(), [*usual, *journey]) == []
    stolen = [visit(BERN, START + 5 * DAY), visit(SYDNEY, START + 5 * DAY + HOUR)]
    assert len(said(ImpossibleTravel(), [*usual, *stolen])) == 1


def test_an_address_many_share_is_an_exit() -> None:
    events = []
    for number in range(6):
        user = f"user{number}"
        events += [
            visit(BERN, START, user, f"203.0.1.{number}"),
            visit(TOKYO, START + HOUR, user, "198.51.100.1"),
        ]
    assert said(ImpossibleTravel(), events) == []


def test_a_place_several_jump_to_is_an_exit() -> None:
    events = []
    for number in range(3):
        user = f"user{number}"
        events += [
            visit(BERN, START, user, f"203.0.1.{number}"),
            visit(TOKYO, START + HOUR, user, f"198.51.100.{number}"),
        ]
    assert said(ImpossibleTravel(), events) == []


def test_one_network_at_both_ends_is_a_carrier() -> None:
    fields = {"autonomousSystemNumber": 64_500}
    assert (
        said(
            ImpossibleTravel(), [visit(BERN, START, fields=fields), visit(TOKYO, START + HOUR, fields=fields)]
        )
        == []
    )


def test_the_same_program_counts_for_less() -> None:
    (found,) = said(
        ImpossibleTravel(),
        [visit(BERN, START, user_agent=("x")), visit(TOKYO, START + HOUR, user_agent=("x"))],
    )
    assert found.severity is Severity.MEDIUM


def test_places_can_come_from_elsewhere() -> None:
    where = {"203.0.113.1": BERN, "203.0.113.2": SYDNEY}
    detector = ImpossibleTravel(where.get)
    events = [
        login(START, "anna", "203.0.113.1", good=True),
        login(START + HOUR, "anna", "203.0.113.2", good=True),
    ]
    assert len(said(detector, [*events, login(START, "anna", "10.0.0.1", good=True)])) == 1
    assert said(ImpossibleTravel(), events) == []


def test_old_stays_make_room_and_that_is_said() -> None:
    detector = ImpossibleTravel()
    said(detector, [visit(BERN, START + number * DAY) for number in range(300)])
    assert "forgotten" in next(detector.bounds())
