"""Every string is changed, however deep; what is no text stays."""

from __future__ import annotations

from tests.unit.export.incidents.samples import RANSOMWARE
from vedette.core.incidents import Incident
from vedette.export.incidents.walking import changed, strings


def test_nothing_changes_where_nothing_is_changed() -> None:
    assert changed(RANSOMWARE, str) == RANSOMWARE


def test_every_string_is_changed_and_no_enumeration() -> None:
    made: Incident = changed(RANSOMWARE, lambda text: f"<{text}>")
    assert all(one.startswith("<") for one in strings(made))
    assert made.severity is RANSOMWARE.severity
    assert made.tlp is RANSOMWARE.tlp
    assert list(made.actions[0].plan.parameters) == []
    assert made.findings[0].seen is not None
