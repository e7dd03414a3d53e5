"""Records out of every way JSON is written as a log."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.hunt.sources.json_text import BROKEN, NO_RECORD, RECORD_MAX, TOO_LONG, json_records

SMALL = {"a": 1, "b": ["x", {"c": None}], "d": 'brace } quote " bracket ] \u00e4 \U0001f600'}
MANY = [SMALL | {"n": n} for n in range(50)]


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def records(text: str | bytes, size: int = 100) -> list[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(json_records(in_pieces(data, size)))


WRITTEN = {
    "lines": "\n".join(json.dumps(one) for one in MANY),
    "lines with gaps": "\r\n\r\n".join(json.dumps(one) for one in MANY) + "\n\n",
    "an array": json.dumps(MANY),
    "an indented array": json.dumps(MANY, indent=2),
    "indented objects": "\n".join(json.dumps(one, indent=4) for one in MANY),
    "objects without anything between": "".join(json.dumps(one) for one in MANY),
    "objects with commas": ",\n".join(json.dumps(one) for one in MANY),
    "a text sequence": "".join("\x1e" + json.dumps(one) + "\n" for one in MANY),
    "CloudTrail": json.dumps({"Records": MANY}),
    "CloudTrail, indented": json.dumps({"Records": MANY}, indent=1),
    "an answer of a service": json.dumps(
        {"kind": "EventList", "metadata": {"x": "y"}, "n": 1, "items": MANY, "next": "abc"}
    ),
    "one unknown name": json.dumps({"whatever": MANY}),
    "several such": "\n".join(json.dumps({"Records": MANY[at : at + 10]}) for at in range(0, 50, 10)),
    "hits": "\n".join(json.dumps({"_index": "i", "_id": "1", "_source": one}) for one in MANY),
    "messages": json.dumps(
        {"owner": "1", "logEvents": [{"id": "1", "message": json.dumps(o)} for o in MANY]}
    ),
}


@pytest.mark.parametrize("way", WRITTEN)
@pytest.mark.parametrize("size", [7, 100, 10_000])
def test_the_same_records_whichever_way_they_are_written(way: str, size: int) -> None:
    assert records(WRITTEN[way], size) == MANY


def test_a_record_that_has_a_list_of_its_own_stays_whole() -> None:
    activity = {"kind": "activity", "actor": {"email": "a@b"}, "events": [{"name": "login"}]}
    assert records(json.dumps(activity) + "\n" + json.dumps(activity)) == [activity, activity]


@pytest.mark.parametrize("ends", ["\n", ",\n", "\n\n"])
def test_a_broken_record_costs_only_itself(ends: str) -> None:
    lines = [json.dumps(one) for one in MANY]
    lines[20] = '{"a": "no end'
    lines[30] = '{"a": nonsense}'
    found = records(ends.join(lines))
    assert [one for one in found if isinstance(one, dict)] == [
        one for n, one in enumerate(MANY) if n not in {20, 30}
    ]
    assert found.count(BROKEN) == 2


@pytest.mark.parametrize("size", [1, 7, 100])
def test_a_tab_inside_a_text_is_forgiven_and_a_line_is_not(size: int) -> None:
    text = '{"a":\n "b\tc"}' * 3 + '{"a": "no end\n{"a": 2}\n{"a": "cut \x01'
    found = records(text, size)
    assert found == [{"a": "b\tc"}] * 3 + [BROKEN, {"a": 2}, BROKEN]


def test_a_broken_record_in_an_array_costs_only_itself() -> None:
    parts = [json.dumps(one) for one in MANY]
    parts[20] = '{"a": nonsense, "b": {"c": []}}'
    assert records("[" + ", ".join(parts) + "]") == [*MANY[:20], BROKEN, *MANY[21:]]


def test_what_is_no_record_is_said_to_be_none() -> None:
    assert records('{"a": 1}\n[1, 2]\n"x"\n{"a": 2}') == [{"a": 1}, NO_RECORD, NO_RECORD, {"a": 2}]


def test_letters_that_are_no_letters_do_not_cost_the_record() -> None:
    assert records(b'{"a": "\xff\xfe"}\n{"a": "\\ud800"}\n') == [{"a": "\ufffd\ufffd"}, {"a": "\ud800"}]


@pytest.mark.parametrize("before", ["", '{"a": 1}\n', "[", '{"Records": ['])
def test_a_line_without_end_is_passed_over_in_little_memory(before: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield before.encode() + b'{"x": "'
        for _ in range(40):
            yield b"y" * (RECORD_MAX // 8)
        yield b'"}\n' if not before.endswith("[") else b'"},'
        yield b'{"a": 2}'

    found = list(json_records(pieces()))
    assert found[-1] == {"a": 2}
    assert TOO_LONG in found
    assert len(found) <= 3


def test_endless_brackets_end() -> None:
    assert len(list(json_records(b"[" * 65536 for _ in range(40)))) <= 3
    deep = b'{"a":' * 100_000
    assert not [one for one in json_records(iter([deep])) if isinstance(one, dict)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(
    st.dictionaries(st.text(max_size=4), JSON, max_size=3).map(
        lambda one: {f"_{n}": n for n in range(9)} | one
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=FEW)
@given(RECORDS, st.sampled_from([None, 1, 4]), st.integers(1, 40))
def test_any_records_come_back_from_lines_and_arrays(
    many: list[dict[str, Any]], indent: int | None, size: int
) -> None:
    def dump(one: object) -> str:
        return json.dumps(one, indent=indent, ensure_ascii=size % 2 == 0)

    try:
        expected = json.loads(json.dumps(many).encode())
        array, lines = dump(many).encode(), "\n".join(dump(one) for one in many).encode()
    except UnicodeEncodeError:
        return
    assert records(array, size) == expected
    assert records(lines, size) == expected


@given(st.text(alphabet='{}[]",:\\\n 1ae', max_size=200), st.integers(1, 50))
def test_any_text_gives_records_or_words_and_ends(text: str, size: int) -> None:
    assert all(isinstance(one, dict | str) for one in records(text, size))


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ({"Records": [SMALL, SMALL], "next": "x"}, [SMALL, SMALL]),
        ({"anything": [SMALL]}, [SMALL]),
        ({"_index": "i", "_source": SMALL}, [SMALL]),
        ({"message": json.dumps(SMALL), "n": 1}, [SMALL]),
        ({"message": "words", "n": 1}, [{"message": "words", "n": 1}]),
        ({"anything": ["words"]}, [{"anything": ["words"]}]),
        ({"anything": [SMALL], "n": 1}, [{"anything": [SMALL], "n": 1}]),
        ({"Event": {"Records": [SMALL]}}, [{"Event": {"Records": [SMALL]}}]),
    ],
)
def test_only_what_is_around_records_is_taken_off(around: dict[str, Any], inside: list[Any]) -> None:
    line = json.dumps(around) + "\n"
    assert records(line * 3) == inside * 3


def test_what_is_no_object_among_lines_is_said_to_be_none() -> None:
    assert records('{"a": 1}\n[1]\n2\n{"b": 2}\n') == [{"a": 1}, NO_RECORD, NO_RECORD, {"b": 2}]
