"""Strings in a list that is turned first, under base64 and RC4, as today's obfuscators hide them."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.triage.layers.arraywraps import in_list
from tests.unit.triage.layers.wrapping import carried, peeled
from vedette.triage.kinds import Kind
from vedette.triage.layers.javascript import peeling

WORDS = ["https", "collect.bad-cdn.invalid", "child_process", "exec", "console.log('ünï')", "fs", "log"]


def script(words: list[str], *, rc4: bool, seed: int = 1) -> str:
    head, calls = in_list(words, rc4=rc4, seed=seed)
    return head + "".join(f"use({call});" for call in calls)


@pytest.mark.parametrize("rc4", [False, True])
@pytest.mark.parametrize("seed", [0, 3, *(pytest.param(one, marks=pytest.mark.slow) for one in (1, 2))])
def test_every_string_is_put_back(rc4: bool, seed: int) -> None:  # noqa: FBT001
    (whole,) = [one.data.decode() for one in peeled(script(WORDS, rc4=rc4, seed=seed), Kind.JAVASCRIPT)]
    for word in WORDS:
        assert f"use({json.dumps(word, ensure_ascii=False)});" in whole


def test_it_is_said_which_cipher_it_was() -> None:
    assert "RC4 with a key that stands beside it" in str(peeled(script(["https"], rc4=True), Kind.JAVASCRIPT))


@settings(max_examples=FEW)
@given(st.lists(st.text("abcxyz01 .'\"ü漢()", min_size=5), max_size=6), st.booleans(), st.integers(0, 9))
def test_whatever_the_strings_they_come_back(words: list[str], rc4: bool, seed: int) -> None:  # noqa: FBT001
    head, calls = in_list(words, rc4=rc4, seed=seed)
    run = "".join(f"eval({call});" for call in calls)
    assert {word.encode() for word in words} <= carried(head + run, Kind.JAVASCRIPT)


def test_a_function_that_only_looks_like_a_cipher_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    # Its list is turned until all fuel is gone: a thirtieth of it is plenty for the cipher itself.
    monkeypatch.setattr(peeling, "_FUEL_STRONG", peeling._FUEL_STRONG // 30)  # noqa: SLF001
    head, calls = in_list(["alert"], rc4=True)
    other = head.replace("^b[(b[i]+b[j])%256]", "^b[(b[i]+b[j]+1)%256]")
    assert other != head
    assert b"alert" in carried(f"{head}eval({calls[0]});", Kind.JAVASCRIPT)
    assert b"alert" not in carried(f"{other}eval({calls[0]});", Kind.JAVASCRIPT)


def test_two_hundred_strings_under_rc4_take_a_second_or_so() -> None:
    words = [f"word number {number}" for number in range(200)]
    text, began = script(words, rc4=True), time.process_time()
    (whole,) = [one.data for one in peeled(text, Kind.JAVASCRIPT)]
    assert b'use("word number 199");' in whole
    assert time.process_time() - began < 5


def test_functions_keep_what_is_put_on_them_and_know_their_text() -> None:
    text = (
        "function a(){return 'x';}a.b='con'+'sole';"
        "function C(p){this.p=p;this.f=function(){return'new';};}C.prototype.go=function(){return this.p;};"
        "if((''+a).indexOf('return')!==-1&&/\\w+ *\\(\\) *{/.test(new C(1).f.toString())"
        "&&a.none===undefined)eval(a.b+'.log('+new C('1').go()+')');"
    )
    assert b"console.log(1)" in carried(text, Kind.JAVASCRIPT)


def test_a_loop_that_stands_still_does_not_hold_us_up() -> None:
    text = "Function('while(true){}')();for(;;){}while(!![]){}eval(atob('YWxlcnQoMSk='));"
    assert b"alert(1)" in carried(text, Kind.JAVASCRIPT)
