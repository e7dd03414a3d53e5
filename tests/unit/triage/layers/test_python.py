"""Python under every cover we know, one over another, comes out to the letter."""

from __future__ import annotations

import marshal  # noqa: TID251  makes what our own reader has to read
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from tests.unit.triage.layers.pythonwraps import WRAPS
from tests.unit.triage.layers.wrapping import carried, peeled
from vedette.triage.kinds import Kind

PAYLOADS = (
    "print('hello')\n",
    "for n in range(3):\n    print('word', n)\n",
    "import os\nprint(os.name, \"it's\", 'ünï 漢字')\n",
)
SIX = ("b64", "zlibbed", "reversed_", "hexed", "packed", "characters")


@pytest.mark.parametrize("name", WRAPS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_cover_comes_off(name: str, payload: str) -> None:
    assert payload.encode() in carried(WRAPS[name](payload), Kind.PYTHON)


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
        assert inner.encode() in carried(outer, Kind.PYTHON)


@pytest.mark.parametrize("depth", range(1, 7))
def test_up_to_six_layers_every_one_recovered(depth: int) -> None:
    layers = [PAYLOADS[0]]
    for name in SIX[:depth]:
        layers.append(WRAPS[name](layers[-1]))
    for inner, outer in pairwise(layers):
        assert inner.encode() in carried(outer, Kind.PYTHON)


def test_frozen_code_is_read_and_never_thawed() -> None:
    inner = compile("import os\nexec('print(7)')\nos.getcwd()\n", "<hidden>", "exec")
    text = f"import marshal\nexec(marshal.loads({marshal.dumps(inner)!r}))\n"
    told = b"\n".join(carried(text, Kind.PYTHON))
    assert b"print(7)" in told
    assert b"getcwd" in told


@pytest.mark.parametrize(
    "text",
    [
        "import base64\nlogo = base64.b64decode('R0lGODlhAQABAAAAACw=')\nprint(len(logo))\n",
        "def make(n):\n    return ''.join(chr(97 + i) for i in range(n))\n",
        "import zlib\n\ndef pack(data):\n    return zlib.compress(data)\n",
        "eval('1 + 1')\n",
    ],
)
def test_ordinary_scripts_carry_no_code(text: str) -> None:
    assert not {one for one in carried(text, Kind.PYTHON) if b"print(" in one}


def test_our_own_sources_carry_nothing() -> None:
    for path in sorted(Path(__file__).parents[4].joinpath("src", "vedette", "core").glob("*.py")):
        assert not carried(path.read_bytes(), Kind.PYTHON), path


def test_a_layer_says_what_was_undone_and_where_it_stood() -> None:
    (one,) = [one for one in peeled(f"x = 1\n{WRAPS['zlibbed'](PAYLOADS[0])}", Kind.PYTHON) if not one.whole]
    assert one.kind in {Kind.PYTHON, None}
    assert {"base64", "zlib"} <= set(one.steps)
    assert one.place is not None
    assert one.place.line == 3
