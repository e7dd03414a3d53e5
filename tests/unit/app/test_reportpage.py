"""A transparency report as a page: every number of the report is on it, in words, and no name of a field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.unit.ledger.transparency.test_report import OCTOBER, written
from vedette.app import reportpage
from vedette.app.transparency import STATEMENTS
from vedette.core.sheets import Sheet
from vedette.ledger.entries import Entry, Kind
from vedette.ledger.transparency.report import Head, Report, counted, report_from, report_of

HEAD = Head(origin="vedette.example.org", size=400, root="ab" * 32)
FACTS: tuple[Mapping[str, int | str], ...] = (
    *({"seat": f"s{n}", "act": "agree", "state": "stands"} for n in range(7)),
    *({"seat": f"t{n}", "act": "agree", "state": "stands", "founding": "1"} for n in range(7)),
    *({"scope_proof": f"a{n}", "kind": ("dns", "operator", "operator_alone")[n % 3]} for n in range(24)),
    *({"disclosure": f"d{n}", "state": ("found", "fixed")[n % 2], "waited": 86_400} for n in range(20)),
    *({"glass": f"g{n}", "state": ("opened", "justified", "not_justified")[n % 3]} for n in range(30)),
    {"statement": "government_requests", "received": "7"},
)


def made(*more: Entry) -> Report:
    facts = [
        Entry(kind=Kind.ENDED, id=f"f{n}", time=OCTOBER.start + n, outcome="done", counts=one)
        for n, one in enumerate(FACTS)
    ]
    tally = counted([one.leaf() for one in (*written(5), *facts, *more)], OCTOBER)
    return report_from(report_of(tally, HEAD).page())


def words(sheet: Sheet) -> list[str]:
    found = [sheet.lead]
    for one in sheet.sections:
        found += [one.title, *one.words, *one.points, *(text for link in one.links for text in link)]
        for table in one.tables:
            found += [*table.head, *(cell for row in table.rows for cell in row)]
    return found


def numbers(told: Any) -> Iterator[int]:  # noqa: ANN401 - whatever a report holds
    if isinstance(told, dict):
        for value in told.values():
            yield from numbers(value)
    elif isinstance(told, list):
        for value in told:
            yield from numbers(value)
    elif isinstance(told, int):
        yield told


def test_every_number_is_on_the_page_and_no_name_of_a_field() -> None:
    report = made()
    text = words(reportpage.sheet(report, ["2026-10"], lambda _: "Says the policy."))
    told = json.loads(report.page())
    for part in ("members", "uses", "emergencies", "monitoring", "scope_proofs", "seats"):
        for number in numbers(told[part]):
            assert any(re.search(rf"(?<!\d){number:,}(?!\d)", one) for one in text), (part, number)
    assert not [one for one in text if re.search(r"[a-z]_[a-z]", one)], "underscores are for programs"


def test_what_is_hidden_stays_hidden_and_is_said_in_words() -> None:
    text = words(reportpage.sheet(made(), [], lambda _: ""))
    assert "fewer than 5" in text
    assert not any("<" in one for one in text)


def test_words_are_known_for_all_there_is() -> None:
    """A rule, a step, a proof, a statement nobody wrote words for would show as a program names it."""
    entries = [
        Entry(kind=Kind.MEASURED, id=f"m{rule}{step}", time=OCTOBER.start, reasons=(rule,), outcome=step)
        for rule in (*(f"M{n}" for n in range(1, 13)), "person")
        for step in ("notice", "review", "step_up", "pause", "end_sessions", "suspend")
    ]
    sheet = reportpage.sheet(made(*entries), [], lambda _: "")
    (section,) = (one for one in sheet.sections if one.id == "monitoring")
    rows = section.tables[0].rows
    assert len({row[:2] for row in rows}) == 13 * 6 + 1
    assert not {cell for row in rows for cell in row[:2]} & {"notice", "review", "step up", "pause", "M1"}
    assert reportpage.STATED.keys() == STATEMENTS


def test_a_month_in_which_nothing_happened_says_so() -> None:
    report = report_from(report_of(counted([], OCTOBER), HEAD).page())
    sheet = reportpage.sheet(report, ["2026-10", "2026-09"], lambda _: "")
    none = {one.id for one in sheet.sections if one.words == ("None.",)}
    assert {"applications", "proofs", "policies", "statements"} <= none
    assert "seats" not in {one.id for one in sheet.sections}
    (months,) = (one for one in sheet.sections if one.id == "months")
    assert months.links == (("/v1/transparency/2026-10", "2026-10"), ("/v1/transparency/2026-09", "2026-09"))
    assert reportpage.nothing_yet().sections == ()
