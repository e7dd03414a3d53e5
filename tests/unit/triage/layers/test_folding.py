"""The whole corpus of layered samples: enough of them, in every language, every layer recovered exactly."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.triage import test_layers
from tests.unit.triage.layers import pythonwraps, scriptwraps, test_shell
from tests.unit.triage.layers import wrapping as w
from tests.unit.triage.layers.corpus import Layered, samples, steps
from tests.unit.triage.layers.wrapping import carried
from vedette.triage.kinds import Kind

SAMPLES = {one.name: one for one in samples()}
COMMAND = "Write-Host 'from 198.51.100.7'"
PS, VBS = Kind.POWERSHELL, Kind.VBSCRIPT
OVER: dict[Kind, tuple[tuple[Kind, w.Wrap], ...]] = {
    PS: (
        *((PS, one) for one in w.POWERSHELL.values()),
        (Kind.VBA, w.macro),
        *((Kind.BATCH, one) for name, one in w.BATCH.items() if name != "batch_written"),
    ),
    VBS: (*((VBS, one) for one in w.VBSCRIPT.values()), (Kind.HTA, w.hta), (Kind.WSF, w.wsf)),
    Kind.PYTHON: tuple((Kind.PYTHON, one) for one in pythonwraps.WRAPS.values()),
    Kind.JAVASCRIPT: tuple((Kind.JAVASCRIPT, one) for one in scriptwraps.WRAPS.values()),
    Kind.SHELL: tuple((Kind.SHELL, one) for one in test_shell.WRAPS),
}
"""What may lie over a script of each language: covers of its own, and of those that hand it on."""
PLAIN = {
    PS: COMMAND,
    VBS: 'WScript.Echo "from 198.51.100.7"',
    Kind.PYTHON: "print('from 198.51.100.7')",
    Kind.JAVASCRIPT: "console.log('from 198.51.100.7');",
    Kind.SHELL: "echo from 198.51.100.7",
}


@pytest.mark.parametrize("name", [one for one in SAMPLES if one not in test_layers.SAMPLES])
def test_every_layer_is_recovered_exactly(name: str) -> None:
    for outer, kind, inner in steps(SAMPLES[name]):
        got = {one.decode().strip() for one in carried(outer, kind)}
        assert inner.strip() in got


def test_there_are_enough_of_every_language_and_depth() -> None:
    made: list[Layered] = samples()
    assert len(made) == len(SAMPLES) >= 60
    languages = Counter(kind for one in made for _, kind in one.layers)
    wanted = (PS, Kind.JAVASCRIPT, Kind.PYTHON, Kind.SHELL, Kind.VBA, VBS, Kind.BATCH, Kind.PHP)
    assert all(languages[kind] >= 5 for kind in wanted), languages
    assert languages[Kind.HTA]
    assert languages[Kind.WSF]
    assert {len(one.layers) - 1 for one in made} == set(range(1, 7))


@given(st.sampled_from(sorted(PLAIN)), st.data())
def test_any_covers_of_all_languages_over_one_another_come_off(kind: Kind, data: st.DataObject) -> None:
    code = PLAIN[kind]
    for _ in range(data.draw(st.integers(1, 4))):
        if kind not in OVER:
            break
        outer_kind, wrap = data.draw(st.sampled_from(OVER[kind]))
        outer = wrap(code)
        if len(outer) > 30_000:
            break
        assert code.strip() in {one.decode().strip() for one in carried(outer, outer_kind)}
        kind, code = outer_kind, outer
