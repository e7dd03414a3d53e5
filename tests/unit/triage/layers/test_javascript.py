"""JavaScript under every cover we know, one over another, comes out to the letter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.triage.layers.scriptwraps import WRAPS, atob, packed
from tests.unit.triage.layers.wrapping import carried, peeled
from vedette.triage.kinds import Kind

PAYLOADS = (
    "console.log('hello');",
    "for (let n = 0; n < 3; n++) { console.log('word', n); }",
    'var a = "it\'s ünï 漢字"; console.log(a);',
)
PLAIN = PAYLOADS[:2]
SIX = ("buffer", "codes", "reversed_", "percent", "array", "hexed")


@pytest.mark.parametrize("name", WRAPS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_cover_comes_off(name: str, payload: str) -> None:
    assert payload.encode() in carried(WRAPS[name](payload), Kind.JAVASCRIPT)


@pytest.mark.parametrize("payload", PLAIN)
def test_covers_for_plain_text_come_off(payload: str) -> None:
    assert payload.encode() in carried(atob(payload), Kind.JAVASCRIPT)
    assert payload.encode() in carried(packed(payload), Kind.JAVASCRIPT)


@settings(max_examples=FEW)
@given(st.sampled_from(PAYLOADS), st.lists(st.sampled_from(sorted(WRAPS)), min_size=1, max_size=4))
def test_any_covers_over_one_another_come_off_in_turn(payload: str, names: list[str]) -> None:
    layers = [payload]
    for name in names:
        made = WRAPS[name](layers[-1])
        if len(made) > 40_000:
            break
        layers.append(made)
    for inner, outer in pairwise(layers):
        assert inner.encode() in carried(outer, Kind.JAVASCRIPT)


@pytest.mark.parametrize("depth", range(1, 7))
def test_up_to_six_layers_every_one_recovered(depth: int) -> None:
    layers = [PAYLOADS[0]]
    for name in SIX[:depth]:
        layers.append(WRAPS[name](layers[-1]))
    for inner, outer in pairwise(layers):
        assert inner.encode() in carried(outer, Kind.JAVASCRIPT)


def test_a_table_of_strings_that_is_turned_first_is_read() -> None:
    text = (
        "var _0x12ab=['log','hello','console'];"
        "(function(a,n){var f=function(m){while(--m){a['push'](a['shift']());}};f(++n);}(_0x12ab,0x1));"
        "var _0x34cd=function(i){i=i-0x0;return _0x12ab[i];};"
        "this[_0x34cd('0x1')][_0x34cd('0x2')](_0x34cd('0x0'));"
    )
    whole = b"\n".join(one.data for one in peeled(text, Kind.JAVASCRIPT) if one.whole)
    assert b"console" in whole
    assert b"hello" in whole
    assert b"_0x34cd('0x1')" not in whole


def test_escapes_are_put_back() -> None:
    text = (
        'window["\\x6c\\x6f\\x63\\x61\\x74\\x69\\x6f\\x6e"]["\\x68\\x72\\x65\\x66"] ='
        ' "\\u0068\\u0074\\u0074\\u0070://a.invalid/" + "\\x78\\x79\\x7a";'
    )
    (whole,) = [one for one in peeled(text, Kind.JAVASCRIPT) if one.whole]
    assert b"window.location.href" in whole.data
    assert b"http://a.invalid/xyz" in whole.data


@pytest.mark.parametrize(
    "text",
    [
        "const b = Buffer.from('aGVsbG8=', 'base64'); module.exports = b.length;",
        "function add(a, b) { return a + b; }\nmodule.exports = { add };\n",
        "setTimeout(() => console.log('x'), 100);",
        "var s = 'a,b,c'.split(',').reverse().join('');",
    ],
)
def test_ordinary_scripts_carry_no_code(text: str) -> None:
    assert not carried(text, Kind.JAVASCRIPT)
