"""Past incidents like one: by what few share, with the reason, and never by what all have."""

from __future__ import annotations

from msgspec.structs import replace

from tests.unit.respond.samples import empty
from vedette.respond.cards import Card, card_of
from vedette.respond.similar import similar


def card(ident: str, **fields: tuple[str, ...]) -> Card:
    return replace(card_of(replace(empty(), id=ident)), **fields)


def test_a_shared_indicator_is_enough_and_is_named() -> None:
    ours = card("a", indicators=("domain bad.example", "domain x.example"))
    (like,) = similar(ours, [card("b", indicators=("domain bad.example",)), card("c"), ours])
    assert like.id == "b"
    assert like.reasons == ("the same indicators: domain bad.example",)


def test_what_all_incidents_have_is_no_reason() -> None:
    everybody = {"hit": ("user admin",), "techniques": ("T1059",)}
    others = [card(str(one), hit=("user admin",), techniques=("T1059", f"T{one}")) for one in range(20)]
    assert similar(card("a", **everybody, rules=("r",)), others) == []


def test_what_few_share_outweighs_what_many_share() -> None:
    many = [card(f"m{one}", attackers=("address 192.0.2.1",)) for one in range(9)]
    rare = card("rare", attackers=("address 192.0.2.2",))
    ours = card("a", attackers=("address 192.0.2.1", "address 192.0.2.2"))
    assert similar(ours, [*many, rare])[0].id == "rare"


def test_the_same_way_of_working_is_enough_and_a_part_of_it_is_not() -> None:
    ways = ("T1110", "T1059.001", "T1003.001", "T1071.001")
    whole, part = card("w", techniques=ways), card("p", techniques=(*ways[:1], "T1", "T2", "T3"))
    assert [one.id for one in similar(card("a", techniques=ways), [whole, part])] == ["w"]


def test_there_are_few_and_the_most_alike_comes_first() -> None:
    found = tuple(f"domain d{one}.example" for one in range(9))
    others = [card(str(one), indicators=found[: one + 1]) for one in range(9)]
    alike = similar(card("a", indicators=found), others)
    assert len(alike) == 5
    assert [one.score for one in alike] == sorted((one.score for one in alike), reverse=True)
    assert "and 6 more" in alike[0].reasons[0]
