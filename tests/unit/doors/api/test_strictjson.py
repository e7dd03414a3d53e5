import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit
from vedette.doors.api import strictjson


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""
    number: int = 0
    more: object = None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"name":"a","name":"b"}', "'name' stands there twice"),
        (b'{"more":{"x":{"y":1,"y":2}}}', "'y' stands there twice"),
        (b'{"name":"a","n\\u0061me":"b"}', "'name' stands there twice"),
        (b'{"other":1}', "unknown field"),
        (b'{"number":"1"}', "Expected `int`"),
        (b'{"number":NaN}', "NaN is no number"),
        (b'{"more":-Infinity}', "-Infinity is no number"),
        (b'{"more":' + b"9" * 5000 + b"}", "is no number"),
        (b'{"more":' + b"9" * 19 + b"}", "is no number"),
        (b'{"more":-1e999}', "is no number"),
        (b'{"name":"\\ud800"}', "no JSON"),
        (b'{"more":["\\ud800"]}', "no JSON"),
        (b'{"name":"a\\u0000b"}', "NUL"),
        (b"\xef\xbb\xbf{}", "no JSON"),
        (b"", "no JSON"),
        (b"{} {}", "no JSON"),
        (b"[]", "Expected `object`"),
    ],
)
def test_what_not_everybody_reads_alike_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        strictjson.read(data, Body)


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_depth_is_bounded_before_anything_is_parsed(opening: bytes) -> None:
    began = time.process_time()
    with pytest.raises(LimitHit, match="64 deep"):
        strictjson.read(b'{"more":' + opening * 100_000, Body)
    assert time.process_time() - began < 2


def test_brackets_in_text_are_no_depth() -> None:
    words = "[{" * 1000 + '\\"['
    assert strictjson.read(json.dumps({"name": words}).encode(), Body).name == words
    flat: list[list[int]] = [[]] * 1000
    assert strictjson.read(json.dumps({"more": flat}).encode(), Body).more == flat


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(_VALUES)
def test_what_is_plain_is_read_as_it_was_meant(value: object) -> None:
    data = json.dumps({"more": value}).encode()
    if "\\u0000" in data.decode():
        with pytest.raises(BadInput):
            strictjson.read(data, Body)
    else:
        assert strictjson.read(data, Body).more == value


@given(st.binary(max_size=200))
def test_whatever_comes_only_our_errors_go(data: bytes) -> None:
    for one in (strictjson.read, strictjson.form):
        with contextlib.suppress(BadInput):
            one(data, Body)


def test_fields_are_read_once_each() -> None:
    assert strictjson.fields("name=a+b&number=3", Body) == Body(name="a b", number=3)
    assert strictjson.fields("", Body) == Body()
    assert strictjson.form(b"name=%C3%A4", Body).name == "ä"
    for words in ("name=a&name=b", "other=1", "name", "name=%ff", "name=%00", "number=x"):
        with pytest.raises(BadInput):
            strictjson.fields(words, Body)
    with pytest.raises(BadInput, match="cannot be read"):
        strictjson.fields("&".join(f"n{one}=1" for one in range(100)), Body)
