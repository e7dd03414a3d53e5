import random

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ME, ask, vain
from vedette.core.attacks import EntityKind
from vedette.core.errors import BadInput
from vedette.core.levels import Confidence
from vedette.hunt.patterns import dga
from vedette.hunt.patterns.dga import Dga

CHANCE = random.Random(7)  # noqa: S311  not a secret
WORDS = [
    "river",
    "house",
    "garden",
    "cloud",
    "music",
    "travel",
    "market",
    "light",
    "green",
    "silver",
    "paper",
    "bridge",
]
RANDOM = [f"{''.join(CHANCE.choices('abcdefghijklmnopqrstuvwxyz', k=13))}.net" for _ in range(60)]
PEOPLES = [f"{a}{b}.com" for a in WORDS for b in WORDS]


def test_many_random_domains_in_vain_are_generated() -> None:
    [signal] = said(Dga(), (vain(name, at) for at, name in enumerate(RANDOM)))
    assert signal.rule == "pattern:dga"
    assert signal.techniques == ("T1568.002",)
    assert [one.name for one in signal.actors] == [ME]
    assert int(signal.numbers["random_domains"]) > 50
    assert signal.places[0].quote in RANDOM


def test_seven_are_not_enough() -> None:
    assert said(Dga(), (vain(name) for name in RANDOM[:7])) == []


def test_those_that_answer_are_not_in_vain() -> None:
    assert said(Dga(), [*(vain(name) for name in RANDOM), *(ask(name) for name in RANDOM)]) == []


def test_slips_of_the_finger_and_search_lists_are_not() -> None:
    assert said(Dga(), (vain(name, at * 900) for at, name in enumerate(PEOPLES))) == []
    assert said(Dga(), (vain(f"{name}.corp.example.com") for name in RANDOM)) == []
    assert said(Dga(), (vain(name.partition(".")[0]) for name in RANDOM)) == [], "browsers ask for one label"


def test_many_words_within_an_hour_are_at_most_possible() -> None:
    [signal] = said(Dga(), (vain(name, at) for at, name in enumerate(PEOPLES)))
    assert signal.rule == "pattern:nxdomain-burst"
    assert signal.confidence == Confidence.POSSIBLE
    found = [ask(f"found{at}.example") for at in range(200)]
    assert said(Dga(), [*found, *(vain(name, at) for at, name in enumerate(PEOPLES))]) == []


def test_what_was_seen_can_be_taken_up_again() -> None:
    first, second = Dga(), Dga()
    said(first, [vain(name) for name in RANDOM[:30]])
    second.restore(first.save())
    [signal] = said(second, [vain(name) for name in RANDOM[30:]])
    assert signal.numbers["domains_in_vain"] == 60
    assert list(second.bounds()) == []
    with pytest.raises(BadInput):
        second.restore(b"")


def test_what_is_beyond_the_limits_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dga, "HOSTS", 4)
    monkeypatch.setattr(dga, "DOMAINS", 20)
    detector = Dga()
    many = [vain(name, source=f"10.0.0.{n}") for n, name in enumerate(RANDOM[:9])]
    [signal] = said(detector, [*many, *(vain(name) for name in RANDOM)])
    assert signal.numbers["domains_in_vain"] == 20
    assert len(list(detector.bounds())) == 2


def test_where_a_record_knows_no_address_the_host_is_named() -> None:
    events = [vain(name) for name in RANDOM]
    for one in events:
        one.source_ip, one.host = None, "pc7"
    [signal] = said(Dga(), events)
    assert [(one.kind, one.name) for one in signal.actors] == [(EntityKind.HOST, "pc7")]
