"""What is published, through a running service: read by a stranger, counted again on another machine."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.serving import Served, joined, served
from vedette.ledger.transparency import report
from vedette.ledger.transparency.periods import month, month_before

MONTH = month_before(datetime.now(UTC).timestamp()).name


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(service: Served) -> Browser:
    made = service.somebody()
    made.enrol(service.link)
    made.sign_in("operations")
    return made


def test_a_stranger_reads_the_criteria(service: Served) -> None:
    stranger = service.somebody().http
    page = stranger.get("/criteria")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "two-approvals" in page.text
    sections = {one["id"]: one for one in stranger.get("/v1/criteria").json()["sections"]}
    assert {"matrix", "t4", "cx", "rules", "recorded", "clocks", "appeal"} <= set(sections)


def test_a_month_that_is_not_over_is_not_published(operator: Browser) -> None:
    now = f"{datetime.now(UTC):%Y-%m}"
    with pytest.raises(Answer, match="is not over"):
        operator.ask("POST", "/v1/transparency/publish", {"month": now})


def test_only_an_operator_publishes(service: Served, operator: Browser) -> None:
    ana = joined(service, operator, "Ana", "Clinic")
    with pytest.raises(Answer) as caught:
        ana.ask("POST", "/v1/transparency/publish", {"month": MONTH})
    assert caught.value.status == 403


def test_a_report_is_published_once_and_counted_again_elsewhere(
    service: Served, operator: Browser, tmp_path: Path
) -> None:
    operator.ask("POST", "/v1/transparency/publish", {"month": MONTH})
    with pytest.raises(Answer, match="is published"):
        operator.ask("POST", "/v1/transparency/publish", {"month": MONTH})
    stranger = service.somebody().http
    assert stranger.get("/v1/transparency").json() == {"months": [MONTH]}
    report, note = tmp_path / "report.json", tmp_path / "note"
    report.write_bytes(stranger.get(f"/v1/transparency/{MONTH}").content)
    note.write_bytes(stranger.get(f"/v1/transparency/{MONTH}/note").content)
    assert MONTH in stranger.get("/transparency").text
    export, key = tmp_path / "ledger.zip", stranger.get("/v1/ledger/key").text.strip()
    path = "/v1/ledger/export"
    export.write_bytes(operator.http.get(path, headers=operator.shown("GET", path, operator.token)).content)
    words = ("ledger", "recount", str(export), "--like", str(report), "--note", str(note), "--trust", key)
    done = service.run(tmp_path / "elsewhere", *words)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is what the ledger gives" in done.stdout
    assert "signed by the ledger's key" in done.stdout
    report.write_bytes(report.read_bytes().replace(b'"upheld"', b'"upheld "').replace(b"100.00%", b"99.00%"))
    changed = service.run(tmp_path / "elsewhere", *words)
    assert changed.returncode == 1
    assert "uptime" in changed.stdout
    assert "the signature does not hold" in changed.stdout


def test_the_numbers_of_a_lived_month_are_those_of_an_independent_count(
    service: Served, operator: Browser
) -> None:
    """What people just did, counted as if this month were over, and by SQL and JSON alone."""
    for number in range(6):
        ana = joined(service, operator, f"Person {number}", "Clinic")
        ana.ask("POST", "/v1/access/applications", {"tier": 1, "statement": "I look after it"})
        with pytest.raises(Answer):
            ana.ask("POST", "/v1/jobs/code.discover", {"target": "x.example.org", "source": "mirror/app.py"})
    rows = entries_of(service)
    told = counted(rows)
    denied = [row for row in rows if row["kind"] == "decided" and row["verdict"] == "deny"]
    assert told["refusals"]["requests_refused"] == len(denied) >= 6
    reasons = Counter(reason for row in denied for reason in set(row["reasons"]))
    assert told["refusals"]["by_rule"] == {name: n if n > 4 else "<5" for name, n in reasons.items()}
    people = {row["subject"] for row in rows if row["kind"] == "decided" and row.get("subject")}
    assert told["members"]["active"] == len(people) >= 6
    applied = sum(row["kind"] == "ended" and row["capability"] == "access.apply" for row in rows)
    assert told["applications"]["by_what_was_asked"]["T1"]["received"] == applied >= 6


def entries_of(service: Served) -> list[dict[str, Any]]:
    path = service.data / "ledger" / "ledger.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as base:
        return [json.loads(data) for (data,) in base.execute("select data from leaf order by number")]


def counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The report of this month, as if it were over."""
    tally = report.counted((json.dumps(row).encode() for row in rows), month(f"{datetime.now(UTC):%Y-%m}"))
    made: dict[str, Any] = json.loads(report.report_of(tally, report.Head(origin="", size=0, root="")).page())
    return made
