"""JSON that does not fit, is none, or is too much of it."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.gates.schema import LARGEST, fault, read

SHAPE = {
    "type": "object",
    "properties": {
        "kind": {"enum": ["a", "b"]},
        "n": {"type": "integer", "minimum": 0, "maximum": 9},
        "words": {"type": "array", "items": {"type": "string", "maxLength": 5}, "maxItems": 2},
        "more": {"anyOf": [{"type": "null"}, {"const": 7}]},
    },
    "required": ["kind"],
    "additionalProperties": False,
}
LIES = [
    "",
    "{",
    "null",
    "[]",
    "kind: a",
    '```json\n{"kind": "a"}\n```',
    '{"kind": "c"}',
    '{"kind": 1}',
    "{}",
    '{"kind": "a", "n": 10}',
    '{"kind": "a", "n": -1}',
    '{"kind": "a", "n": 1.5}',
    '{"kind": "a", "n": true}',
    '{"kind": "a", "n": "1"}',
    '{"kind": "a", "words": ["longer than that"]}',
    '{"kind": "a", "words": ["a", "b", "c"]}',
    '{"kind": "a", "words": [1]}',
    '{"kind": "a", "more": 8}',
    '{"kind": "a", "extra": 1}',
    '{"kind": "a"} {"kind": "b"}',
    "[" * 100_000,
    '{"kind": "a", "words": ["' + "x" * LARGEST + '"]}',
    '{"kind": "\ud800"}',
    "NaN",
]
TRUE = [
    '{"kind": "a"}',
    '{"kind": "b", "n": 0}',
    '{"kind": "b", "n": 9, "words": []}',
    '{"words": ["ab", "cd"], "kind": "a"}',
    '{"kind": "a", "more": null}',
    '{"kind": "a", "more": 7}',
    ' {"kind": "a"}\n',
    '{"kind": "a", "words": ["\\u00e9"]}',
]


@pytest.mark.parametrize("text", LIES, ids=lambda one: ascii(one[:40]))
def test_what_does_not_fit_is_not_read(text: str) -> None:
    value, why = read(text, SHAPE)
    assert value is None
    assert why


@pytest.mark.parametrize("text", TRUE)
def test_what_fits_is(text: str) -> None:
    assert read(text, SHAPE) == (json.loads(text), "")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-3, 12) | st.text("abkindwors", max_size=6),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(st.sampled_from(["kind", "n", "words", "more", "x"]), one, max_size=4)
        ),
        max_leaves=8,
    )
)
def test_it_agrees_with_another_reading_of_json_schema(value: object) -> None:
    assert (fault(value, SHAPE) == "") is jsonschema.Draft202012Validator(SHAPE).is_valid(value)
