import random
from collections.abc import Iterable

import pytest

from tests.unit.hunt.patterns.made import said
from tests.unit.hunt.patterns.wires import ask, flow
from vedette.core.attacks import EntityKind
from vedette.core.errors import BadInput
from vedette.core.levels import Confidence
from vedette.hunt.event import Event
from vedette.hunt.patterns import dnstunnels
from vedette.hunt.patterns.dnstunnels import DnsTunnels
from vedette.hunt.patterns.domains import SAMPLED
from vedette.hunt.signal import Signal

CHANCE = random.Random(5)  # noqa: S311  not a secret


def names(
    number: int, length: int, zone: str = "evil.example", letters: str = "0123456789abcdef"
) -> list[str]:
    return [f"{''.join(CHANCE.choices(letters, k=length))}.{zone}" for _ in range(number)]


def heard(events: Iterable[Event]) -> list[Signal]:
    return said(DnsTunnels(), events)


def test_data_in_names_is_a_tunnel() -> None:
    [signal] = heard(ask(name, at, query_type="TXT") for at, name in enumerate(names(200, 60)))
    assert signal.rule == "pattern:dns-tunnel"
    assert [one.name for one in signal.targets] == ["evil.example"]
    assert signal.confidence == Confidence.LIKELY
    assert signal.numbers["names"] == pytest.approx(200, rel=0.3)
    assert signal.places[0].quote.endswith("evil.example")


@pytest.mark.parametrize("many", [60, 120, 400])
def test_no_more_names_are_told_of_than_were_asked_for(many: int) -> None:
    (found,) = heard(ask(name, at) for at, name in enumerate(names(many, 60)))
    told = int(found.numbers["names"])
    assert told <= many
    assert ("about" in found.message.partition(" different")[0]) is (many > SAMPLED)
    assert f" {told} different names" in found.message


def test_short_labels_and_plain_types_are_a_possible_one() -> None:
    [signal] = heard(ask(name, at) for at, name in enumerate(names(300, 10)))
    assert signal.confidence == Confidence.POSSIBLE


def test_few_long_names_are_enough_and_few_short_ones_are_not() -> None:
    assert len(heard(ask(name) for name in names(40, 60))) == 1
    assert heard(ask(name) for name in names(40, 12)) == []


def test_names_people_made_are_none() -> None:
    words = [
        "mail",
        "shop",
        "news",
        "img",
        "static",
        "cloud",
        "north",
        "south",
        "red",
        "blue",
        "house",
        "garden",
        "river",
    ]
    made = [f"{a}-{b}-{c}.big.example" for a in words for b in words for c in words[:4]]
    assert heard(ask(name) for name in made) == []


def test_few_names_asked_again_and_again_are_none() -> None:
    assert heard(ask(name, at) for at, name in enumerate(names(120, 50) * 6)) == []


def test_reputation_lists_are_none() -> None:
    assert heard(ask(name, answers=("127.0.0.2",)) for name in names(200, 30)) == []
    blocked = [ask(f"{n % 256}.{n // 7 % 256}.0.{n % 9}.list.example", answers=None) for n in range(400)]
    assert heard(blocked) == []


def test_names_that_lead_somewhere_are_none() -> None:
    asked = [ask(name, answers=(f"198.51.100.{n % 9}",)) for n, name in enumerate(names(200, 30))]
    assert len(heard(asked)) == 1
    assert heard([*asked, *(flow(where=f"198.51.100.{n}") for n in range(9))]) == []


def test_what_many_hosts_ask_is_a_service() -> None:
    asked = [ask(name, source=f"10.0.1.{n % 20}") for n, name in enumerate(names(400, 40))]
    assert heard(asked) == []


def test_a_type_nothing_else_asks_is_enough() -> None:
    plain = [f"seat{n}-row-window.evil.example" for n in range(300)]
    assert heard(ask(name) for name in plain) == []
    assert len(heard(ask(name, query_type="NULL") for name in plain)) == 1


def test_without_a_domain_the_server_is_named() -> None:
    zoneless = [f"{name}.{name[:9]}" for name in names(200, 40, "x")]
    [signal] = heard(ask(name, destination_ip="203.0.113.53") for name in zoneless)
    assert [(one.kind, one.name) for one in signal.targets] == [(EntityKind.ADDRESS, "203.0.113.53")]


def test_names_of_hosts_and_services_at_home_are_not_looked_at() -> None:
    assert heard(ask(name) for name in names(200, 40, "in-addr.arpa")) == []
    assert heard(ask(f"_{name}") for name in names(200, 40)) == []
    assert heard(ask(name) for name in names(400, 14, "corp.local")) == [], "hosts may be called so"
    assert heard(ask(f"word{n}") for n in range(400)) == [], "one label is no domain"


def test_a_resolver_s_own_domain_does_not_hide_a_tunnel() -> None:
    assert len(heard(ask(name) for name in names(200, 40, "corp.local"))) == 1


def test_of_longer_names_fewer_are_enough() -> None:
    assert len(heard(ask(name) for name in names(20, 120))) == 1
    assert heard(ask(name) for name in names(9, 120)) == []
    assert heard(ask(name) for name in names(20, 50)) == []


def test_bytes_that_are_written_out_count_as_the_letters_they_are() -> None:
    letters = [f"\\{CHANCE.randrange(128, 256)}" for _ in range(4_000)]
    written = ["".join(letters[at : at + 30]) + ".evil.example" for at in range(0, 4_000, 30)]
    assert len(heard(ask(name) for name in written)) == 1


def test_what_all_names_share_says_where_it_is_not_what_it_carries() -> None:
    shared = "-".join(["the-same-words-each-time"] * 2)
    plain = [f"seat{n}.{shared}.evil.example" for n in range(200)]
    assert heard(ask(name) for name in plain) == []


def test_what_was_seen_can_be_taken_up_again_in_any_order() -> None:
    events = [ask(name, at) for at, name in enumerate(names(200, 60))]
    first, second = DnsTunnels(), DnsTunnels()
    said(first, events[:90])
    second.restore(first.save())
    [resumed] = said(second, events[90:])
    [backwards] = said(DnsTunnels(), reversed(events))
    assert resumed.numbers == backwards.numbers
    assert list(second.bounds()) == []
    with pytest.raises(BadInput):
        second.restore(b"\xc0")


def test_answers_nobody_talks_to_make_it_surer() -> None:
    asked = [ask(name) for name in names(300, 12)]
    [alone] = heard(asked)
    [beside] = heard([*asked, flow(where="203.0.113.1")])
    assert "nobody talked to an address" in beside.reason
    assert "nobody talked to an address" not in alone.reason


def test_domains_with_the_fewest_names_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dnstunnels, "DOMAINS", 8)
    detector = DnsTunnels()
    others = [ask(f"www.site{n}.example") for n in range(30)]
    assert len(said(detector, [*(ask(name) for name in names(200, 60)), *others])) == 1
    assert "were forgotten" in next(detector.bounds())


ZONES = ("one.example", "two.example", "three.example", "four.example")


def in_turn(number: int, length: int, zones: tuple[str, ...] = ZONES) -> list[Event]:
    """Ask for names that carry data under one domain after the other, every three seconds."""
    turns = [zones[at % len(zones)] for at in range(number)]
    return [
        ask(names(1, length, zone)[0], 3 * at, query_type=("A", "TXT", "CNAME")[at % 3])
        for at, zone in enumerate(turns)
    ]


def test_one_tunnel_may_use_several_domains_in_turn() -> None:
    [signal] = heard(in_turn(240, 20))
    assert {one.name for one in signal.targets} == set(ZONES)
    assert signal.confidence == Confidence.LIKELY
    assert signal.numbers["names"] == pytest.approx(240, rel=0.1)
    assert "4 domains in turn (" in signal.message
    assert "each piece goes to the next domain" in signal.reason


def test_a_piece_that_is_sent_again_to_the_next_domain_counts_once() -> None:
    pieces = [names(1, 24, "x")[0].removesuffix(".x") for _ in range(150)]
    asked = [ask(f"{piece}.{ZONES[at % 4]}", 6 * at) for at, piece in enumerate(pieces)]
    again = [
        ask(f"{piece}.{ZONES[(at + 1) % 4]}", 6 * at + 3) for at, piece in enumerate(pieces) if at % 3 == 0
    ]
    [signal] = heard([*asked, *again])
    assert signal.numbers["names"] == pytest.approx(150, rel=0.15)


def test_domains_asked_in_turn_need_as_many_names_as_one() -> None:
    assert heard(in_turn(90, 20)) == []
    assert heard(in_turn(240, 20, tuple(f"zone{at}.example" for at in range(40)))) == []


def test_domains_that_are_asked_for_reasons_of_their_own_are_no_turns() -> None:
    seldom = [ask(name, 30 * at) for at, name in enumerate(names(12, 20, "rare.example"))]
    often = [ask(name, 4 * at) for at, name in enumerate(names(90, 20, "often.example"))]
    assert heard([*seldom, *often]) == []
    first = [ask(name, 4 * at) for at, name in enumerate(names(80, 20, "morning.example"))]
    then = [ask(name, 9_000 + 4 * at) for at, name in enumerate(names(80, 20, "evening.example"))]
    assert heard([*first, *then]) == []
    short = [ask(name, 4 * at) for at, name in enumerate(names(80, 12, "short.example"))]
    longer = [ask(name, 4 * at) for at, name in enumerate(names(80, 30, "longer.example"))]
    assert heard([*short, *longer]) == []
    mine = [ask(name, 4 * at) for at, name in enumerate(names(80, 20, "mine.example"))]
    others = [
        ask(name, 4 * at, source="10.0.0.77") for at, name in enumerate(names(80, 20, "theirs.example"))
    ]
    assert heard([*mine, *others]) == []


def test_who_looks_the_same_up_in_several_lists_does_not_take_turns() -> None:
    looked_up = [name.removesuffix(".x") for name in names(80, 32, "x")]
    lists = ("hashes.example", "files.example", "known.example")
    assert heard(ask(f"{one}.{zone}", 5 * at) for at, one in enumerate(looked_up) for zone in lists) == []


def test_domains_in_turn_that_lead_somewhere_are_none() -> None:
    asked = [
        ask(name, 4 * at + n, answers=(f"198.51.100.{at % 9}",))
        for n, zone in enumerate(ZONES[:3])
        for at, name in enumerate(names(60, 20, zone))
    ]
    assert len(heard(asked)) == 1
    assert heard([*asked, *(flow(where=f"198.51.100.{n}") for n in range(9))]) == []


def test_thirty_names_of_a_type_nothing_else_asks_are_enough() -> None:
    assert len(heard(ask(name, at, query_type="NULL") for at, name in enumerate(names(60, 36)))) == 1
    assert heard(ask(name, at, query_type="NULL") for at, name in enumerate(names(20, 36))) == []
    assert heard(ask(name, at, query_type="TXT") for at, name in enumerate(names(60, 36))) == []


def test_turns_are_looked_for_among_the_domains_that_are_asked_most() -> None:
    zones = tuple(f"zone{at:04}.example" for at in range(300))
    asked = [
        ask(name, 2 * at, query_type="TXT") for zone in zones for at, name in enumerate(names(6, 20, zone))
    ]
    turns = [ask(name, 2 * at) for zone in ZONES for at, name in enumerate(names(60, 20, zone))]
    [signal] = heard([*asked, *turns])
    assert {one.name for one in signal.targets} == set(ZONES)
