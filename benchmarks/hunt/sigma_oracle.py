"""A second opinion on each hit: pySigma's own SQLite backend, over a table of one event with every column.

That is what the tools built on that backend would say if a missing column did not end a rule.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final

from sigma.backends.sqlite.sqlite import sqliteBackend
from sigma.collection import SigmaCollection
from sigma.pipelines.sysmon.sysmon import sysmon_pipeline
from sigma.pipelines.windows.windows import windows_audit_pipeline, windows_logsource_pipeline
from sigma.rule import SigmaRule

from vedette.hunt.event import Event
from vedette.hunt.sigma.nodes import fields_of
from vedette.hunt.sigma.rules import Rule
from vedette.hunt.sigma.values import text_of

CONFIRMED: Final = "pySigma's backend says so too, once every column is there"
AUDITED: Final = "in Security (4688, 4657), where rules on processes and the registry hold too"
OURS: Final = "in Security 4663: reading files is audited there, which no pipeline knows"
FULL_TEXT: Final = "a keyword, which the backend cannot express, stands in the event"
UNEXPLAINED: Final = "unexplained"
_NAME: Final = re.compile(r'"([^"]+)"|`([^`]+)`|\b([A-Za-z_]\w*)\b')
_COLUMNS_MAX: Final = 1_500


class Oracle:
    """Confirms hits."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts
        """By rule id."""
        self._queries: dict[tuple[str, bool], tuple[str, ...]] = {}

    def explain(self, rule: Rule, event: Event) -> str:
        """Say why a hit is right, or that nobody knows."""
        audited = event.fields.get("Channel") == "Security" and bool(rule.logsource.category)
        if audited and rule.logsource.category == "file_access":
            return OURS
        queries = self._of(rule.about.id, audited=audited)
        if not queries:
            return FULL_TEXT if "" in fields_of(rule.node) else UNEXPLAINED
        if any(_holds(query, event, rule, empty=empty) for query in queries for empty in (True, False)):
            return AUDITED if audited else CONFIRMED
        return UNEXPLAINED

    def _of(self, ident: str, *, audited: bool) -> tuple[str, ...]:
        key = (ident, audited)
        if key not in self._queries:
            self._queries[key] = tuple(self._convert(ident, audited=audited))
        return self._queries[key]

    def _convert(self, ident: str, *, audited: bool) -> Iterator[str]:
        backend: Any = sqliteBackend
        sort: Any = windows_audit_pipeline if audited else sysmon_pipeline
        pipeline = sort() + windows_logsource_pipeline()
        rules = SigmaCollection.from_yaml(self._texts[ident])
        chosen: list[Any] = [
            one for one in rules.rules if isinstance(one, SigmaRule) and str(one.id) == ident
        ]
        try:
            yield from map(str, backend(pipeline).convert(SigmaCollection(chosen)))
        except Exception:  # noqa: BLE001 - whatever it cannot express
            return


def _holds(query: str, event: Event, rule: Rule, *, empty: bool) -> bool:
    """Ask one query about one event; empty texts are kept, or left out as some tools do."""
    row = {name: _cell(value) for name, value in event.fields.items() if empty or value != ""}
    row |= {name.replace(" ", ""): value for name, value in row.items() if " " in name}
    wanted = {next(filter(None, found)) for found in _NAME.findall(query)} | set(fields_of(rule.node))
    lower = {name.lower() for name in row}
    row |= {name: None for name in sorted(wanted) if name.lower() not in lower and name}
    columns = list({name.lower(): name for name in row}.values())[:_COLUMNS_MAX]
    quoted = [f'"{name}" TEXT COLLATE NOCASE' for name in columns]
    with closing(sqlite3.connect(":memory:")) as base:
        base.create_function("REGEXP", 2, _regexp)
        base.execute(f"CREATE TABLE logs ({', '.join(quoted)})")
        marks = ", ".join("?" * len(columns))
        base.execute(f"INSERT INTO logs VALUES ({marks})", [row[name] for name in columns])  # noqa: S608
        try:
            return bool(base.execute(query.replace("<TABLE_NAME>", "logs")).fetchall())
        except sqlite3.Error:
            return False


def _regexp(pattern: str, text: object) -> bool:
    return text is not None and re.search(pattern, str(text)) is not None


def _cell(value: Any) -> str | None:  # noqa: ANN401 - a field's value
    if isinstance(value, list):
        return "\n".join(text_of(one) for one in value if one is not None)
    return None if value is None else text_of(value)
