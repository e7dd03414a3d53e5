"""The report of a month: counted again in another way, from an export, to the last byte."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.unit.ledger.worlds import KEY, NAME, OTHER_KEY, World
from vedette.core.errors import BadInput
from vedette.ledger.entries import Entry, Kind
from vedette.ledger.exported import entries
from vedette.ledger.log import Ledger
from vedette.ledger.store import Memory
from vedette.ledger.transparency.periods import month
from vedette.ledger.transparency.report import Head, Report, counted, report_from, report_of
from vedette.ledger.transparency.signed import holds, signed

OCTOBER = month("2026-10")
DAY = 86_400.0
RULES = ("budget-spent", "target-not-proved", "suspended")
STATES = ("granted", "refused")


def written(seed: int, count: int = 400) -> list[Entry]:
    """Entries as a service writes them, before, in and after October."""
    chance = random.Random(seed)  # noqa: S311 - made-up entries
    made: list[Entry] = []
    for number in range(count):
        at = OCTOBER.start - 20 * DAY + chance.random() * 70 * DAY
        made.append(_any(chance, number, at))
    return sorted(made, key=lambda one: one.time)


def _any(chance: random.Random, number: int, at: float) -> Entry:
    match chance.randrange(5):
        case 0:
            verdict = chance.choice(["allow", "deny"])
            return Entry(
                kind=Kind.DECIDED,
                id=f"d{number}",
                time=at,
                subject=f"9.{chance.randrange(30)}",
                risk=chance.choice(["C1", "C2", "C4"]),
                verdict=verdict,
                reasons=tuple(chance.sample(RULES, 2)),
                policy=chance.choice("ab"),
            )
        case 1:
            case = f"case{chance.randrange(60)}"
            act = chance.choice(["apply", "approve", "refuse", "revoke"])
            state = {"apply": "pending", "approve": "granted", "refuse": "refused", "revoke": "revoked"}[act]
            told = {"case": case, "wants": f"T{chance.randint(1, 4)}", "act": act, "state": state}
            more = {
                "waited": chance.randrange(9 * 86_400),
                "until": int(OCTOBER.end + chance.randrange(-9, 9)),
            }
            return _ended(number, at, told | more, chance)
        case 2:
            state = chance.choice(["open", "upheld", "overturned"])
            return _ended(number, at, {"appeal": f"a{number}", "state": state, "waited": 100}, chance)
        case 3:
            return Entry(
                kind=Kind.MEASURED, id=f"m{number}", time=at, reasons=("M3",), outcome="pause", until=at + DAY
            )
        case _:
            return Entry(kind=Kind.STARTED, id=f"s{number}", time=at, seconds=60.0)


def _ended(number: int, at: float, counts: dict[str, int | str], chance: random.Random) -> Entry:
    outcome = chance.choice(["done", "done", "done", "failed"])
    return Entry(kind=Kind.ENDED, id=f"e{number}", time=at, outcome=outcome, counts=counts)


def reported(made: list[Entry]) -> Report:
    head = Head(origin=NAME, size=len(made), root="00")
    return report_of(counted((one.leaf() for one in made), OCTOBER), head)


def hidden(count: int) -> int | str:
    return count if count == 0 or count > 4 else "<5"


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_are_those_of_an_independent_count(seed: int) -> None:
    """Counted from the JSON of the leaves alone, without any code of the report."""
    made = written(seed)
    told = json.loads(reported(made).page())
    rows = [json.loads(one.leaf()) for one in made]
    month_rows = [row for row in rows if OCTOBER.start <= row["time"] < OCTOBER.end]
    denied = [row for row in month_rows if row.get("verdict") == "deny"]
    assert told["refusals"]["requests_refused"] == hidden(len(denied))
    for rule in RULES:
        count = sum(rule in row["reasons"] for row in denied)
        assert told["refusals"]["by_rule"].get(rule, 0) == hidden(count)
    decided = {row["subject"] for row in month_rows if row["kind"] == "decided"}
    assert told["members"]["active"] == hidden(len(decided))
    done = [row["counts"] for row in month_rows if row.get("outcome") == "done" and "case" in row["counts"]]
    for wants in ("T1", "T2", "T3", "T4"):
        acts = Counter(row["act"] for row in done if row["wants"] == wants)
        table: dict[str, Any] = told["applications"]["by_what_was_asked"].get(wants, {})
        names = {"apply": "received", "approve": "granted", "refuse": "refused", "revoke": "revoke"}
        for act, name in names.items():
            assert table.get(name, 0) == hidden(acts[act]), (wants, act)
    appeals = Counter(
        row["counts"]["state"]
        for row in month_rows
        if row.get("outcome") == "done" and "appeal" in row["counts"]
    )
    assert told["appeals"]["received"] == hidden(appeals["open"])
    assert told["appeals"]["answered"] == hidden(appeals["upheld"] + appeals["overturned"])
    paused = sum(row["kind"] == "measured" for row in month_rows)
    assert told["monitoring"]["measures"].get("M3 pause", 0) == hidden(paused)
    assert told["ledger_kept"]["events"].get("started", 0) == sum(
        row["kind"] == "started" for row in month_rows
    )
    assert _in_force(rows) == {
        name: told["members"]["grants_in_force"][name] for name in ("T1", "T2", "T3", "T4")
    }


def _in_force(rows: list[dict[str, Any]]) -> dict[str, int | str]:
    last: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row.get("outcome") == "done" and "case" in row["counts"] and row["time"] < OCTOBER.end:
            last[row["counts"]["case"]] = row["counts"]
    live = [one for one in last.values() if one["state"] == "granted" and one["until"] > OCTOBER.end]
    return {name: hidden(sum(one["wants"] == name for one in live)) for name in ("T1", "T2", "T3", "T4")}


@pytest.fixture
def world() -> World:
    ledger = Ledger(Memory())
    for one in written(7):
        ledger.append(one.leaf())
    return World(ledger)


@pytest.mark.parametrize("name", ["e", "e.zip"])
def test_it_is_rebuilt_from_an_export_to_the_last_byte(world: World, tmp_path: Path, name: str) -> None:
    size = 350
    head = Head(origin=NAME, size=size, root=world.ledger.root(size).hex())
    first = report_of(counted(world.ledger.entries(0, size), OCTOBER), head).page()
    path = world.exported(tmp_path / name)
    known = report_from(first)
    again = report_of(counted(entries(path, known.ledger.size), month(known.month)), known.ledger).page()
    assert again == first


def test_a_signature_holds_for_these_bytes_only(world: World) -> None:
    made = reported(written(7))
    page = made.page()
    note = signed(made, page, KEY)
    assert holds(note, made, page, KEY.public)
    assert not holds(note, made, page.replace(b"2026-10", b"2026-09"), KEY.public)
    assert not holds(signed(made, page, OTHER_KEY), made, page, KEY.public)
    with pytest.raises(BadInput):
        holds(world.note().text()[:40], made, page, KEY.public)


def test_an_export_that_is_shorter_or_broken_is_said_to_be(world: World, tmp_path: Path) -> None:
    path = world.exported(tmp_path / "e")
    with pytest.raises(BadInput, match="fewer than"):
        list(entries(path, 100_000))
    (path / "tile" / "entries" / "000").write_bytes(b"\0\5a")
    with pytest.raises(BadInput, match="no whole export"):
        list(entries(path, 10))


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format":"x"}', b"\xff", b"9" * (1 << 21)])
def test_what_is_no_report_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput):
        report_from(data)


def test_a_report_of_another_kind_is_refused() -> None:
    page = reported([]).page().replace(b"report v1", b"report v9")
    with pytest.raises(BadInput, match="another kind"):
        report_from(page)
