"""What the desk says: words of others stay words."""

from __future__ import annotations

import re

import pytest

from vedette.app.deskwords import failed
from vedette.core.errors import BadInput


@pytest.mark.parametrize(
    "hostile",
    [r"\[x\](http://evil.example)", r"\!\[x\](http://evil.example/p.png)", "[x](http://evil.example)"],
)
def test_no_link_or_picture_comes_of_words_of_others(hostile: str) -> None:
    said = failed(BadInput(hostile, hint="none"))
    brackets = re.findall(r"(\\*)[\[\]!]", said)
    assert brackets
    assert all(len(one) % 2 for one in brackets), "an even number of backslashes escapes only itself"
