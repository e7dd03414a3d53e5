"""The rows of what code of server pages does."""

import re

from vedette.triage.facts.server_pages.calls import calls


def test_rows_are_read_and_say_something() -> None:
    assert len(calls()) > 10
    assert all(row.says and row.kind and row.pattern.pattern for row in calls())


def test_patterns_hold_no_repeat_without_a_bound() -> None:
    assert not [
        one
        for row in calls()
        for one in row.patterns
        if re.search(r"(?<!\\)[*+](?!\?)", one.replace("\\+", ""))
        and not re.search(r"\\s\*|\?=", one)
        and "+?=" not in one
    ]
