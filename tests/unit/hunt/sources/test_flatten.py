"""Nested records as one level of names."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.flatten import LIST_MAX, NAMES_MAX, flatten


def test_names_are_joined_by_dots_and_lists_stay_lists() -> None:
    record = {"a": {"b": {"c": 1}}, "d": ["x", 2, None], "e": True, "f": {}, "g": []}
    assert flatten(record) == {"a.b.c": 1, "d": ["x", 2, None], "e": True, "g": []}


def test_a_list_of_records_gives_each_name_all_its_values() -> None:
    record = {"target": [{"id": "1", "type": "User"}, {"id": "2", "groups": ["a", "b"]}, "plain"]}
    assert flatten(record) == {
        "target.id": ["1", "2"], "target.type": ["User"], "target.groups": ["a", "b"], "target": ["plain"],
    }  # fmt: skip


def test_it_is_bounded() -> None:
    deep: dict[str, Any] = {"leaf": 1}
    for _ in range(300):
        deep = {"x": deep, "n": 1}
    assert len(flatten(deep)) <= 17
    assert len(flatten({str(number): number for number in range(100_000)})) <= NAMES_MAX + 1
    many = flatten({"a": [{"b": number} for number in range(100_000)]})
    assert isinstance(many["a.b"], list)
    assert len(many["a.b"]) <= LIST_MAX


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=3), ANY, max_size=4))
def test_every_value_is_plain_or_a_list_of_plain(record: dict[str, Any]) -> None:
    for value in flatten(record).values():
        for one in value if isinstance(value, list) else [value]:
            assert one is None or isinstance(one, str | int | float | bool)
