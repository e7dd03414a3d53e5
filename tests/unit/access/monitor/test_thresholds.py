"""Thresholds: bounded, complete, and an operator's file goes over those that ship."""

from pathlib import Path

import pytest

from vedette.access.monitor.thresholds import LONGEST_PAUSE, load, shipped_text, thresholds
from vedette.core.errors import BadInput

SHIPPED = shipped_text()


def test_those_that_ship_are_what_the_programme_publishes() -> None:
    made = load()
    assert (made.m2.approval, made.m2.review) == (80, 95)
    assert (made.m3.targets, made.m3.window, made.m3.lasts) == (5, 3600, 24 * 3600)
    assert made.m5.window == 300
    assert (made.m1.times, made.m1.of) == (2, 10)
    assert made.m9.review == 72 * 3600
    assert (made.m12.share, made.m8.share, made.m6.factor) == (0.05, 0.3, 10)


def test_no_pause_ships_that_lasts_longer_than_three_days() -> None:
    made = load()
    assert max(made.m3.lasts, made.m5.lasts, made.m11.lasts) <= LONGEST_PAUSE


def test_an_operator_changes_a_number_and_leaves_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "watching.toml"
    own.write_text("[M3]\ntargets = 9\n")
    made = load(own)
    assert made.m3.targets == 9
    assert made.m3.patient == load().m3.patient
    assert made.m5 == load().m5


@pytest.mark.parametrize(
    "over",
    [
        "[M3]\ntargets = 0",
        "[M3]\ntargets = 1000000",
        "[M3]\nlasts = 1000000",
        "[M3]\ntarget = 5",
        "[M13]\nx = 1",
        "M3 = 5",
        "[M2]\napproval = 99\nreview = 80",
        "[M1]\ntimes = 11",
        "[M8]\nshare = 1.5",
        "[M3",
        "[M5]\nwindow = nan",
        "[M5]\nwindow = " + "9" * 5000,
        "M5 = " + "[" * 5000,
    ],
)
def test_what_would_disarm_a_rule_or_make_no_sense_is_refused(over: str) -> None:
    with pytest.raises(BadInput):
        thresholds(SHIPPED, over)


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    for name, data in (("missing", None), ("binary", b"\xff\xfe"), ("large", b"#" * 70_000)):
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(BadInput, match=name):
            load(path)
