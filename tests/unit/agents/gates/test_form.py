"""Characters and markup that hide or steer, and ordinary sentences of three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.gates.form import fault

HIDING = [
    "",
    "   ",
    "x" * 1_001,
    "All is \u202ewell\u202c.",
    "All is \u200bwell.",
    "All is \u2066well\u2069.",
    "All \U000e0041 is well.",
    "All is\x1b[2Jwell.",
    "All is\x07 well.",
    "All is\nwell.",
    "All is w\u0435ll.",
    "The h\u043est is bl\u043ecked.",
    "\u13a0ll is well.",
    "\uff21ll is well.",
    "\U0001d400ll is well.",
    "See ![this](http://evil.example/x.png).",
    "See [this](javascript:alert).",
    "<img src=x>",
    "<!-- hidden -->",
    "&#x41;ll is well.",
    "Ask http://evil.example/?q=secret for more.",
    "```sh",
    "It is ${jndi}.",
    "It is {{config}}.",
    "It is b l o c k e d now.",
    "It is b-l-o-c-k-e-d now.",
    "All is well \U0001f600",
]
PLAIN = [
    "At 10:00 UTC, somebody at 203.0.113.77 tried passwords 60 times on gw1.",
    "Ein Fremder hat ein gültiges Passwort und kann als einer von Ihnen handeln.",
    "Un extraño tiene una contraseña que sirve, ¿y ahora?",
    "The file “invoice.js” fetches a program.",
    "Mend the code at shop.py:22 (CWE-78).",
    "It takes 50 % of it \u2014 or more.",
    "Straße, naïve, ñandú, œuvre.",
    "a * b + c = d; C:\\Users\\ben",
]


@pytest.mark.parametrize("text", HIDING, ids=ascii)
def test_what_hides_or_steers_is_stopped(text: str) -> None:
    assert fault(text)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_words_stand(text: str) -> None:
    assert fault(text) == ""


def test_letters_and_addresses_of_the_evidence_may_be_said() -> None:
    assert fault("The host хост was reached.", ["хост"]) == ""
    assert fault("It fetched http://evil.example/p.ps1 then.", ["GET http://evil.example/p.ps1 200"]) == ""
    assert fault("The host хост\u202e was reached.", ["хост\u202e"])


@given(st.text(max_size=200))
def test_what_stands_prints_and_reads_in_order(text: str) -> None:
    if not fault(text):
        assert text.isprintable()
        assert "\u202e" not in text
