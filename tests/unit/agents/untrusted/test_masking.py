"""Secrets do not leave."""

from __future__ import annotations

import random
import re
import string
import time

from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.untrusted.masking import Mask, _replaced, masked
from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall

# Made here, so that no text of the project holds what looks like a key; the same each time, as one of some
# thousands looks too little like one.
CHANCE = random.Random(7)  # noqa: S311  no secret
KEY = "AKIA" + "".join(CHANCE.choices(string.ascii_uppercase + "234567", k=16))
TOKEN = "ghp_" + "".join(CHANCE.choices(string.ascii_letters + string.digits, k=36))
BODY = "".join(CHANCE.choices(string.ascii_letters + string.digits, k=400))
PRIVATE = f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}\n-----END RSA PRIVATE KEY-----"


def said(*texts: str) -> Ask:
    return Ask(messages=tuple(Message(speaker=Speaker.USER, text=one) for one in texts))


def test_keys_are_words_afterwards_the_same_for_the_same() -> None:
    hidden, count = masked(said(f"aws = '{KEY}'", f"again {KEY} and token = '{TOKEN}'"))
    text = "\n".join(one.text for one in hidden.messages)
    assert KEY not in text
    assert TOKEN not in text
    assert count == 2
    assert text.count("[secret-1]") == 2


def test_a_private_key_does_not_leave() -> None:
    hidden, count = masked(said(f"see\n{PRIVATE}\nabove"))
    assert PRIVATE.splitlines()[1] not in hidden.messages[0].text
    assert count == 1


def test_what_is_named_a_secret_later_is_none_before() -> None:
    word = "h7Kq2mVx" + "9ZtLw4Rb"  # random enough, whatever chance gives
    hidden, count = masked(said(f"first {word} alone", f'password = "{word}"'))
    assert count == 1
    assert all(word not in one.text for one in hidden.messages)


def test_what_tools_were_given_is_hidden_too() -> None:
    call = ToolCall(id="1", name="send", arguments=f'{{"token": "{TOKEN}"}}')
    hidden, _ = masked(Ask(messages=(Message(speaker=Speaker.ASSISTANT, calls=(call,)),)))
    assert TOKEN not in hidden.messages[0].calls[0].arguments


def test_what_tools_and_schemas_say_is_hidden_too() -> None:
    schema = {"type": "object", "properties": {"as": {"enum": ["no", KEY], "description": f"key {KEY}"}}}
    tool = Tool(name="send", does=f"sends with {TOKEN}", schema=schema)
    hidden, count = masked(Ask(messages=(), tools=(tool,), schema=schema, stop=(TOKEN,)))
    assert KEY not in str(hidden)
    assert TOKEN not in str(hidden)
    assert count == 2
    assert hidden.schema is not None
    assert hidden.schema["properties"]["as"]["enum"] == ["no", "[secret-2]"]


def test_lines_of_keys_without_an_end_cost_little() -> None:
    text = "-----BEGIN PRIVATE KEY-----" * 20_000
    began = time.process_time()
    assert Mask().hide(text) == text
    assert time.process_time() - began < 3


def test_what_stays_here_gets_its_secrets_back() -> None:
    mask = Mask()
    text = f"key = '{KEY}'\nother = '{TOKEN}'\n"
    assert mask.show(mask.hide(text)) == text


@given(st.lists(st.text(max_size=300), max_size=4))
def test_whatever_is_said_can_be_put_back(texts: list[str]) -> None:
    mask = Mask()
    hidden = [mask.hide(one) for one in texts]
    if not any("[secret-" in one for one in texts):
        assert [mask.show(one) for one in hidden] == texts


def test_many_secrets_cost_no_more_than_their_text() -> None:
    words = ["".join(CHANCE.choices(string.ascii_letters + string.digits, k=20)) for _ in range(30_000)]
    mask = Mask({one: f"[secret-{number}]" for number, one in enumerate(words, 1)})
    began = time.process_time()
    assert mask.hide(" ".join(words)) == " ".join(mask.words.values())
    assert time.process_time() - began < 2  # five where each is looked for in all


@given(
    st.lists(st.text("ab1", min_size=1, max_size=5), min_size=1, max_size=60), st.text("ab1 ", max_size=200)
)
def test_replaced_in_one_go_none_is_left_and_all_come_back(secrets: list[str], text: str) -> None:
    mask = Mask()
    for number, one in enumerate(dict.fromkeys(secrets)):
        mask.words[one] = f"[secret-{number + 1}]"
    hidden = _replaced(text, mask.words)
    assert not any(one in part for one in secrets for part in re.split(r"\[secret-[0-9]+\]", hidden))
    assert mask.show(hidden) == text
