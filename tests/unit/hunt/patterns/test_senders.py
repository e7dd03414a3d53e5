import random
from collections.abc import Iterable, Iterator

import pytest

from tests.unit.hunt.patterns.made import Column, said
from tests.unit.hunt.patterns.wires import ME, THERE, ask, colleagues, fetched, flow
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns.beacons import Beacons
from vedette.hunt.signal import Signal

OTHER = ask("other.example", answers=("198.51.100.1",))


def heard(events: Iterable[Event]) -> list[Signal]:
    return said(Beacons(), [OTHER, *events])


def whenever(number: int = 24, seed: int = 1) -> Iterator[float]:
    """Give moments of what calls when it has something to say: pauses of seconds to many minutes."""
    chance, at = random.Random(seed), 0.0  # noqa: S311  not a secret
    for _ in range(number):
        at += 16 + chance.lognormvariate(3.6, 1.5)
        yield at


def posts(name: str = THERE, times: Iterable[float] | None = None, **more: Column) -> Iterator[Event]:
    columns: dict[str, Column] = {"method": "POST", "url": "/in.php", "destination_ip": THERE, **more}
    for at in times or whenever():
        yield fetched(name, at, **columns)
        yield flow(at, where=columns["destination_ip"], port=80)


def test_who_does_nothing_but_send_to_an_address_is_told_without_a_clock() -> None:
    [signal] = heard(posts())
    assert signal.rule == "pattern:beacon"
    assert signal.confidence == Confidence.LIKELY
    assert [one.name for one in signal.actors] == [ME]
    assert [one.name for one in signal.targets] == [THERE]
    assert signal.numbers["beats"] == 24
    assert "no clock" in signal.message
    assert signal.places


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("shop.com", {}),
        (THERE, {"method": "GET"}),
        (THERE, {"referrer": "http://203.0.113.80/"}),
        ("10.0.0.9", {"destination_ip": "10.0.0.9"}),
        (THERE, {"times": list(whenever(9))}),
        (THERE, {"times": [at / 50 for at in whenever()]}),
        (THERE, {"source": "203.0.113.5"}),
    ],
    ids=["a name", "asks", "a page led there", "inside", "too few", "too short", "from outside"],
)
def test_what_may_well_be_honest_is_not(name: str, more: Column) -> None:
    assert heard(posts(name, **more)) == []


def test_a_name_of_another_root_counts_as_none() -> None:
    [signal] = heard(posts("shop.bit"))
    assert [one.name for one in signal.targets] == ["shop.bit"]


def test_what_others_of_many_hosts_send_to_is_a_program_s() -> None:
    two = [*posts(), *posts(source="10.0.0.6")]
    assert heard([*two, *colleagues()]) == []
    assert len(heard(two)) == 2
    [alone] = heard([*posts(), *colleagues()])
    assert alone.confidence == Confidence.LIKELY


def test_servers_sent_to_in_one_manner_are_put_together() -> None:
    servers = [f"203.0.{number}.7" for number in range(4)]
    turns = [
        event
        for number, at in enumerate(whenever())
        for event in posts(servers[number % 4], [at], destination_ip=servers[number % 4])
    ]
    [signal] = heard(turns)
    assert [one.name for one in signal.targets] == servers
    assert "one of" in signal.message
