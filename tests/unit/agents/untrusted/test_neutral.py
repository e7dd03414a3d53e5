"""Nothing hidden is left in what a model or a person reads."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.untrusted.framing import framed
from vedette.agents.untrusted.neutral import LINE, neutral


@pytest.mark.parametrize(
    "hidden",
    [
        "\u202e",
        "\u200b",
        "\u2066",
        "\x1b[31m",
        "\x00",
        "\ufeff",
        "\U000e0041",
        "\ufe0f",
        "\U000e0101",
        "\u2028",
        "\x9b",
    ],
)
def test_what_is_not_seen_is_spelled_out(hidden: str) -> None:
    shown = neutral(f"safe{hidden}ly")
    assert hidden[0] not in shown
    assert "<U+" in shown


def test_plain_text_stays_as_it_is() -> None:
    assert neutral("def f(x):\n\treturn x  # größe 大小\n") == "def f(x):\n\treturn x  # größe 大小\n"


def test_no_line_is_endless() -> None:
    assert max(len(line) for line in neutral("x" * 10**6 + "\nshort").split("\n")) <= LINE + 2


@given(st.text())
def test_every_letter_left_is_seen(text: str) -> None:
    shown = neutral(text)
    assert all(one in "\n\t" or unicodedata.category(one) not in {"Cc", "Cf", "Co", "Cs"} for one in shown)
    assert neutral(shown) == shown


@given(st.text())
def test_no_text_closes_its_own_frame(text: str) -> None:
    once = framed(text, "a file")
    end = once.rpartition("\n")[2]
    assert once.count(end) == 1
    again = framed(once, "a file")
    assert again.rpartition("\n")[2] != end
