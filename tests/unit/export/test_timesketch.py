"""Lines Timesketch takes in: its three fields in each, in order of time."""

import json

from tests.unit.export.hunted import REPORT
from vedette.export.timesketch import NEVER, render

ROWS = [json.loads(line) for line in render(REPORT).splitlines()]


def test_each_line_has_what_timesketch_asks_for() -> None:
    assert all(row["message"] and row["datetime"] and row["timestamp_desc"] for row in ROWS)


def test_a_while_has_two_ends_and_a_moment_one() -> None:
    assert [(row["datetime"], row["timestamp_desc"]) for row in ROWS] == [
        (NEVER, "Seen"),
        ("2026-03-01T08:00:00Z", "First seen"),
        ("2026-03-01T08:00:12.500Z", "Last seen"),
        ("2026-03-01T09:00:00Z", "Seen"),
    ]


def test_a_line_names_its_attack() -> None:
    assert [row["attack"] for row in ROWS] == ["", *["attack-0123456789ab"] * 3]


def test_nothing_in_a_line_is_alive() -> None:
    assert "\u202e" not in ROWS[0]["message"]
    assert "\x1b" not in ROWS[0]["message"]
