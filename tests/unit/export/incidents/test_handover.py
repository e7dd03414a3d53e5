"""The next shift finds what runs, what is due in order, what is open, and who has what."""

from __future__ import annotations

from msgspec import structs

from tests.unit.export.incidents.samples import MADE_AT, RANSOMWARE
from vedette.core.incidents import Incident
from vedette.export.incidents import Context, Form, ReportKind, written


def page(incident: Incident = RANSOMWARE) -> str:
    return written(incident, ReportKind.HANDOVER, Form.MARKDOWN, Context(made_at=MADE_AT)).decode()


def section(title: str, text: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_what_needs_somebody_runs_and_what_is_done_for_good_does_not() -> None:
    running = section("Running now", page())
    assert "Block 203.0.113.66 for a day" in running, "it ends by itself"
    assert "Disable svc-backup" in running, "it failed"
    assert "Cut empfang-01 off the network" not in running


def test_what_is_due_comes_in_order_tasks_duties_and_ends_together() -> None:
    rows = [line.split("|")[1].strip() for line in section("Due next", page()).splitlines() if "|" in line][
        2:
    ]
    assert rows == sorted(rows)
    assert len(rows) == 5


def test_nobodys_tasks_come_first_and_done_ones_not_at_all() -> None:
    who = section("Who has what", page())
    assert who.index("### nobody: 1 open") < who.index("### Jana Öztürk: 1 open")
    assert "Cut empfang-01 off" not in who


def test_the_latest_is_on_top() -> None:
    latest = section("What was done last", page())
    assert latest.index("No new encrypted files") < latest.index("Night shift")


def test_where_nothing_runs_or_is_due_it_says_so() -> None:
    calm = page(structs.replace(RANSOMWARE, actions=(), tasks=(), duties=()))
    assert "No action is running." in calm
    assert "Nothing has a time it is due." in calm
