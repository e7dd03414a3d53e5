"""Pages of servers made unreal: whatever the text, reading ends, and raises nothing but a limit."""

from __future__ import annotations

import random
import sys
import time
from contextlib import suppress

import pytest

from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance
from vedette.triage.facts import facts
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SIZES = (12_000, pytest.param(60_000, marks=pytest.mark.slow))
SECONDS = 8 if sys.gettrace() else 2
"""Of processor time; where lines are counted, all takes several times as long."""
PIECES = (
    "<%",
    "%>",
    "<%@ Page %>",
    "<script runat=server>",
    "</script>",
    "request(",
    "Request.Form[",
    "eval ",
    "a.b = ",
    "= ",
    "(",
    ")",
    "[",
    "{",
    "}",
    ";",
    "'",
    '"',
    "//",
    "/*",
    "*/",
    "\n",
    "\\u0052",
    "foreach (var a in ",
    "void f(a b) {",
    "Function f(",
    "<asp:TextBox id=",
    "Process.Start(",
    "a",
    " ",
    ".",
    "\0",
    "é",
    "FromBase64String(",
    "a+=",
    "=>",
    "==",
)


def look(text: str) -> float:
    """Identify and read one page; return the seconds of processor that took."""
    began = time.process_time()
    data = text.encode("utf-8", "replace")
    identify(data)
    with suppress(LimitHit):
        list(facts(Sample(name="a", data=data, kind=Kind.SERVER_PAGE), Allowance()))
    return time.process_time() - began


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("piece", PIECES)
def test_a_page_of_one_piece_over_and_over_ends(piece: str, size: int) -> None:
    assert look("<%@ Page %><% " + piece * (size // len(piece))) < SECONDS
    assert look(piece * (size // len(piece))) < SECONDS


@pytest.mark.parametrize(
    "seed", [*range(2), *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 20))]
)
def test_a_page_of_any_pieces_ends(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  not a secret
    assert look("<% " + "".join(chance.choices(PIECES, k=4000))) < SECONDS
