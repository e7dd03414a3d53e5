import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.models.stubserver import message
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.core.errors import Unavailable
from vedette.models.dialect import Dialect, Shaping
from vedette.models.heard import Garbage, complaint, delta, plain, reply, unfenced

ASK = Ask(messages=(Message(speaker=Speaker.USER, text="Hi"),))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "message", "delta", "content", "finish_reason", "usage", "error", "tool_calls"]
            )
            | st.text(),
            inner,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(JSON | st.just(message()))
def test_whatever_JSON_comes_is_an_answer_or_garbage(made: object) -> None:  # noqa: N802
    data = json.dumps(made).encode()
    for read in (lambda: reply(data, ASK, Dialect()), lambda: delta(data)):
        with contextlib.suppress(Garbage, Unavailable):
            read()
    assert all(isinstance(one, str) for one in complaint(data))


@given(st.binary(max_size=500))
def test_whatever_bytes_come_are_garbage(data: bytes) -> None:
    with pytest.raises((Garbage, Unavailable)):
        reply(data, ASK, Dialect())
    assert complaint(data) == ("", "")


@given(st.text())
def test_a_servers_words_are_short_and_harmless(words: str) -> None:
    assert plain(words).isprintable()
    assert 0 < len(plain(words)) <= 200


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('\n```\n{"a": 1}\n```  ', '{"a": 1}'),
        ('{"a": 1}', '{"a": 1}'),
        ("```json {}```", "```json {}```"),
        ("Sure:\n```\n{}\n```", "Sure:\n```\n{}\n```"),
    ],
)
def test_only_a_fence_around_everything_is_taken_away(text: str, bare: str) -> None:
    assert unfenced(text) == bare


def test_and_only_where_the_server_does_not_hold_to_schemas() -> None:
    data = json.dumps(message("```\n{}\n```")).encode()
    asked = Ask(messages=(), schema={"type": "object"})
    assert reply(data, asked, Dialect()).text.startswith("```")
    assert reply(data, asked, Dialect(shaping=Shaping.PROMPTED)).text == "{}"
