"""Correlations: counts, values and orders within a time span, whatever order hits come in."""

import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.hunt.sigma.probe import event, loaded, rule
from vedette.core.errors import BadInput
from vedette.hunt.instants import HOUR, MINUTE, SECOND
from vedette.hunt.sigma import correlator
from vedette.hunt.sigma.correlator import Correlator
from vedette.hunt.sigma.hits import Hits
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.signal import Signal

START = 1_772_352_000 * SECOND
Seen = tuple[int, dict[str, Any]]
"""Seconds from the start, and fields."""


def base(name: str) -> str:
    return rule({"selection": {"Kind": name}, "condition": "selection"}, title=f"base {name}", name=name)


def correlation(kind: str, rules: list[str], *, title: str = "several", **more: Any) -> str:  # noqa: ANN401
    name = {"name": more.pop("name")} if "name" in more else {}
    asked = {key.replace("_", "-"): value for key, value in more.items()}
    body = {"type": kind, "rules": rules, "timespan": "10m"} | asked
    ident = {"id": "11111111-2222-4333-8444-" + title.encode().hex()[:12].ljust(12, "0")}
    return yaml.safe_dump({"title": title, "correlation": body, "level": "high"} | ident | name)


def signals(texts: list[str], seen: list[Seen]) -> list[Signal]:
    hits = Hits(loaded(*texts))
    for number, (second, fields) in enumerate(seen, 1):
        hits.see(event(fields, time=START + second * SECOND, record=number))
    return list(hits.signals())


def at(kind: str, *seconds: int, **fields: Any) -> list[Seen]:  # noqa: ANN401
    return [(second, {"Kind": kind, **fields}) for second in seconds]


COUNT = correlation("event_count", ["a"], condition={"gte": 3}, group_by=["User"])


def test_one_event_is_told_as_one() -> None:
    (found,) = signals([base("a"), correlation("event_count", ["a"], condition={"lt": 2})], at("a", 0))
    assert found.message == "several: 1 event within 600 seconds."


def test_three_within_the_span_are_one_signal_and_two_are_none() -> None:
    assert signals([base("a"), COUNT], at("a", 0, 60, User="anna")) == []
    (found,) = signals([base("a"), COUNT], at("a", 0, 60, 120, User="anna"))
    assert found.count == 3
    assert (found.first, found.last) == (START, START + 2 * MINUTE)
    assert found.numbers == {"event_count": 3.0, "threshold": 3.0}
    assert [place.record for place in found.places] == [1, 2, 3]


def test_the_span_slides_and_is_no_calendar() -> None:
    """Nine, ten and eleven minutes after a full hour: a bucket of ten minutes would part them."""
    assert len(signals([base("a"), COUNT], at("a", 540, 600, 660, User="anna"))) == 1
    assert signals([base("a"), COUNT], at("a", 0, 400, 601, User="anna")) == []
    assert len(signals([base("a"), COUNT], at("a", 0, 400, 600, User="anna"))) == 1


def test_who_is_counted_apart_is_counted_apart() -> None:
    two = at("a", 0, 60, User="anna") + at("a", 30, 90, User="bert")
    assert signals([base("a"), COUNT], two) == []
    assert len(signals([base("a"), COUNT], two + at("a", 95, User="ANNA"))) == 1, "names have no case"


def test_what_goes_on_is_one_signal_and_what_comes_again_is_another() -> None:
    (one,) = signals([base("a"), COUNT], at("a", *range(0, 3_000, 60), User="anna"))
    assert one.count == 50
    twice = signals([base("a"), COUNT], at("a", 0, 1, 2, 4_000, 4_001, 4_002, User="anna"))
    assert [one.count for one in twice] == [3, 3]


def test_hits_without_the_field_they_are_grouped_by_take_no_part_and_that_is_said() -> None:
    hits = Hits(loaded(base("a"), COUNT))
    for number in range(5):
        hits.see(event({"Kind": "a"}, time=START, record=number))
    hits.see(event({"Kind": "a", "User": "anna"}, record=9))
    assert list(hits.signals()) == []
    assert any("lacked a field" in words for words in hits.bounds())
    assert any("had no time" in words for words in hits.bounds())


def test_a_base_rule_is_silent_unless_it_shall_speak() -> None:
    loud = correlation("event_count", ["a"], condition={"gte": 3}, generate=True)
    assert [one.title for one in signals([base("a"), COUNT], at("a", 0, User="x"))] == []
    assert [one.title for one in signals([base("a"), loud], at("a", 0, User="x"))] == ["base a"]


def test_values_are_counted_once_each() -> None:
    spray = correlation("value_count", ["a"], condition={"gte": 3, "field": "User"}, group_by=["Ip"])
    same = at("a", 0, 1, 2, 3, User="anna", Ip="x")
    assert signals([base("a"), spray], same) == []
    three = [*same, *at("a", 4, User="bert", Ip="x"), *at("a", 5, User="carl", Ip="x")]
    (found,) = signals([base("a"), spray], three)
    assert found.numbers["value_count"] == 3
    apart = [*at("a", 0, User="a", Ip="x"), *at("a", 700, User="b", Ip="x"), *at("a", 1400, User="c", Ip="x")]
    assert signals([base("a"), spray], apart) == []


@pytest.mark.parametrize(
    ("kind", "condition", "values", "number"),
    [
        ("value_sum", {"gt": 9}, [5, "4", 1], 10),
        ("value_sum", {"gt": 10}, [5, "4", 1], None),
        ("value_avg", {"gte": 3}, [1, 3, 5], 3),
        ("value_avg", {"gte": 2.5}, [2, 2.6], None),
        ("value_avg", {"gte": 2.5}, [2, 3.2], 2.6),
        ("value_median", {"gte": 3}, [1, 3, 100], 3),
        ("value_median", {"gte": 4}, [1, 3], None),
        ("value_percentile", {"gte": 90, "percentile": 95}, list(range(101)), 95),
        ("value_sum", {"gte": 4}, ["many", 4, None], 4),
    ],
)
def test_numbers_add_up(
    kind: str, condition: dict[str, int], values: list[Any], number: float | None
) -> None:
    text = correlation(kind, ["a"], condition=condition | {"field": "Size"})
    seen = [found for place, value in enumerate(values) for found in at("a", place, Size=value)]
    found = signals([base("a"), text], seen)
    assert [one.numbers[kind] for one in found] == ([] if number is None else [number])


def test_all_of_several_rules_in_any_order() -> None:
    text = correlation("temporal", ["a", "b", "c"], group_by=["User"])
    texts = [base("a"), base("b"), base("c"), text]
    everything = at("c", 0, User="x") + at("a", 5, User="x") + at("b", 9, User="x")
    assert len(signals(texts, everything)) == 1
    assert signals(texts, everything[:2]) == []
    assert signals(texts, [*everything[:2], *at("b", 9, User="y")]) == []
    assert signals(texts, [*everything[:2], *at("b", 700, User="x")]) == []


def test_two_of_three_where_the_author_asks_for_two() -> None:
    text = correlation("temporal", ["a", "b", "c"], condition={"gte": 2})
    assert len(signals([base("a"), base("b"), base("c"), text], at("c", 0) + at("a", 5))) == 1
    assert signals([base("a"), base("b"), base("c"), text], at("c", 0, 5)) == []


def test_an_order_that_must_be_kept() -> None:
    text = correlation("temporal_ordered", ["a", "b", "c"])
    texts = [base("a"), base("b"), base("c"), text]
    assert len(signals(texts, at("a", 0) + at("b", 5) + at("c", 9))) == 1
    assert signals(texts, at("c", 0) + at("b", 5) + at("a", 9)) == []
    assert signals(texts, at("a", 0) + at("c", 5) + at("b", 9)) == []
    assert len(signals(texts, at("c", 0) + at("a", 1) + at("b", 5) + at("a", 6) + at("c", 9))) == 1
    assert signals(texts, at("a", 0) + at("b", 300) + at("c", 700)) == []
    assert len(signals(texts, at("a", 0, 200) + at("b", 300) + at("c", 700))) == 1, "a later a begins anew"


def test_equal_times_are_in_any_order() -> None:
    text = correlation("temporal_ordered", ["a", "b"])
    assert len(signals([base("a"), base("b"), text], at("b", 5) + at("a", 5))) == 1


def test_a_condition_over_rules() -> None:
    text = correlation("temporal", ["a", "b", "c"], condition="(a or b) and c")
    texts = [base("a"), base("b"), base("c"), text]
    assert len(signals(texts, at("b", 0) + at("c", 5))) == 1
    assert signals(texts, at("a", 0) + at("b", 5)) == []


def test_what_must_not_happen_is_judged_when_its_time_is_over() -> None:
    text = correlation("temporal", ["a", "b"], condition="a and not b")
    texts = [base("a"), base("b"), text]
    assert len(signals(texts, at("a", 0))) == 1
    assert signals(texts, at("a", 0) + at("b", 500)) == []
    assert len(signals(texts, at("a", 0) + at("b", 700))) == 1


def test_less_than_is_judged_when_its_time_is_over() -> None:
    text = correlation("event_count", ["a"], condition={"lt": 3})
    assert len(signals([base("a"), text], at("a", 0, 5))) == 1
    assert signals([base("a"), text], at("a", 0, 5, 9)) == []


def test_names_differ_between_logs() -> None:
    text = correlation(
        "temporal",
        ["a", "b"],
        aliases={"who": {"a": "User", "b": "TargetUserName"}},
        group_by=["who"],
    )
    texts = [base("a"), base("b"), text]
    assert len(signals(texts, at("a", 0, User="anna") + at("b", 5, TargetUserName="Anna"))) == 1
    assert signals(texts, at("a", 0, User="anna") + at("b", 5, TargetUserName="bert", User="anna")) == []


def test_correlations_of_correlations() -> None:
    many = correlation(
        "event_count", ["a"], title="many", name="many", condition={"gte": 3}, group_by=["User"]
    )
    then = correlation("temporal_ordered", ["many", "b"], title="then", group_by=["User"])
    for order in ([base("a"), base("b"), many, then], [then, many, base("b"), base("a")]):
        seen = at("a", 0, 1, 2, User="anna") + at("b", 60, User="anna")
        assert [one.title for one in signals(order, seen)] == ["then"]
        assert signals(order, at("a", 0, 1, User="anna") + at("b", 60, User="anna")) == []
        assert signals(order, at("a", 0, 1, 2, User="anna") + at("b", 60, User="bert")) == []


def test_a_reference_by_id_and_one_to_nothing() -> None:
    ident = yaml.safe_load(base("a"))["id"]
    assert (
        len(signals([base("a"), correlation("event_count", [ident], condition={"gte": 1})], at("a", 0))) == 1
    )
    ruleset = load_rules([("x", correlation("event_count", ["nothing"], condition={"gte": 1}))])
    assert "'nothing'" in ruleset.unusable[0].reason
    loop = load_rules(
        [
            ("x", correlation("event_count", ["y"], title="x", name="x", condition={"gte": 1})),
            ("y", correlation("event_count", ["x"], title="y", name="y", condition={"gte": 1})),
        ]
    )
    assert len(loop.unusable) == 2


@settings(max_examples=FEW)
@given(
    st.lists(st.tuples(st.integers(0, 2_000), st.sampled_from("ab"), st.sampled_from("xy")), max_size=30),
    st.randoms(use_true_random=False),
)
def test_the_order_files_come_in_does_not_matter(
    seen: list[tuple[int, str, str]], chance: random.Random
) -> None:
    texts = [
        base("a"),
        base("b"),
        COUNT,
        correlation("temporal", ["a", "b"], title="both", group_by=["User"]),
        correlation("temporal_ordered", ["a", "b"], title="ordered"),
    ]
    hits = [Hits(loaded(*texts)) for _ in range(2)]
    records = list(enumerate(seen, 1))
    for engine in hits:
        for record, (second, kind, user) in records:
            engine.see(event({"Kind": kind, "User": user}, time=START + second * SECOND, record=record))
        chance.shuffle(records)
    told = [[(one.rule, one.first, one.last, one.count) for one in engine.signals()] for engine in hits]
    assert told[0] == told[1]


def test_memory_is_bounded_and_what_is_forgotten_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(correlator, "HITS_MAX", 100)
    ruleset = loaded(base("a"), COUNT)
    kept = Correlator(ruleset)
    for number in range(1_000):
        kept.take(0, event({"Kind": "a", "User": "x"}, time=START + number * HOUR, record=number), ())
    assert kept._kept <= 100  # noqa: SLF001
    assert len(kept._who) <= 101  # noqa: SLF001
    assert any("older" in words for words in kept.bounds())


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_stopped_anywhere_and_taken_up_again_it_says_the_same(at: int) -> None:
    ruleset = loaded(base("a"), COUNT)
    seen = [
        event({"Kind": "a", "User": "anna"}, time=START + number, record=number, user="anna")
        for number in range(3)
    ]
    before, after = Hits(ruleset), Hits(ruleset)
    for one in seen[:at]:
        before.see(one)
    after.restore(before.save())
    for one in seen[at:]:
        after.see(one)
    (found,) = after.signals()
    assert (found.count, [place.record for place in found.places]) == (3, [0, 1, 2])
    assert found.actors


@pytest.mark.parametrize("saved", [b"", b"{}", b"\xff", b"[1]"])
def test_what_was_not_saved_is_refused(saved: bytes) -> None:
    with pytest.raises(BadInput):
        Hits(loaded(base("a"), COUNT)).restore(saved)
