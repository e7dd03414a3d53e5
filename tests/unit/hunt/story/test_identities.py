"""Who had which address, and when."""

import pytest

from vedette.core.errors import BadInput
from vedette.hunt.actions import LOGIN
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import HOUR
from vedette.hunt.story.identities import Identities

MONDAY = 1_772_409_600_000_000
WEDNESDAY = MONDAY + 48 * HOUR


def test_an_address_is_the_one_hosts_that_claims_it_at_any_time() -> None:
    who = Identities()
    who.learn("10.0.0.5", "WS01.corp.example", MONDAY)
    assert who.host_of("10.0.0.5") == "ws01"
    assert who.host_of("10.0.0.5", MONDAY + 1_000 * HOUR) == "ws01"
    assert who.host_of("10.0.0.6") is None


def test_an_address_that_changed_hands_is_whose_it_was_then() -> None:
    who = Identities()
    for host, day in (("ws01", MONDAY), ("ws02", WEDNESDAY)):
        who.learn("10.0.0.5", host, day)
        who.learn("10.0.0.5", host, day + HOUR)
    assert who.host_of("10.0.0.5", MONDAY + 2 * HOUR) == "ws01"
    assert who.host_of("10.0.0.5", WEDNESDAY - HOUR) == "ws02"
    assert who.host_of("10.0.0.5", MONDAY + 25 * HOUR) is None
    assert who.host_of("10.0.0.5") is None
    assert who.addresses() == {"ws01": ("10.0.0.5",), "ws02": ("10.0.0.5",)}


def test_an_address_two_claim_at_once_is_nobodys() -> None:
    who = Identities()
    who.learn("10.0.0.5", "ws01", MONDAY)
    who.learn("10.0.0.5", "ws01", WEDNESDAY)
    who.learn("10.0.0.5", "ws02", MONDAY + HOUR)
    assert who.host_of("10.0.0.5", MONDAY) is None
    assert who.addresses() == {}


def test_claims_without_a_time_cannot_be_told_apart() -> None:
    who = Identities()
    who.learn("10.0.0.5", "ws01")
    who.learn("10.0.0.5", "ws02", MONDAY)
    assert who.host_of("10.0.0.5", MONDAY) is None


def test_an_address_of_many_says_nothing() -> None:
    who = Identities()
    for number in range(50):
        who.learn("10.0.0.5", f"ws{number}", MONDAY + number * 48 * HOUR)
    assert who.host_of("10.0.0.5", MONDAY) is None


def test_what_was_learnt_is_kept() -> None:
    who, again = Identities(), Identities()
    who.learn("10.0.0.5", "ws01", MONDAY)
    again.restore(who.save())
    assert again.host_of("10.0.0.5") == "ws01"
    with pytest.raises(BadInput):
        again.restore(b"{broken")


@pytest.mark.parametrize(
    ("address", "host"), [("10.0.0.5", "dc1"), ("203.0.113.5", None), ("2001:db8::5", None)]
)
def test_a_stranger_does_not_name_himself(address: str, host: str | None) -> None:
    who = Identities()
    event = Event(
        source=1,
        record=1,
        time=MONDAY,
        logsource=Logsource(),
        fields={"WorkstationName": "DC1"},
        action=LOGIN,
        outcome="failure",
        source_ip=address,
    )
    who.see(event)
    assert who.host_of(address) == host
