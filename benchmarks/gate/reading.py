"""What it costs to find one member's uses in a ledger of a million entries: processor seconds."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from vedette.ledger import reading
from vedette.ledger.entries import Entry, Kind
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash
from vedette.ledger.sqlite import SqliteStore

MEMBERS = 500
TOGETHER = 1000


def look_cpu_s(entries: int = 1_000_000, times: int = 3) -> dict[str, float]:
    """Write a ledger of so many entries of some hundred members, then look through all of it for one of them.

    Returns processor seconds of the best of some looks: for somebody who is in it, for somebody who is
    not, and for one decision.
    """
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        store = SqliteStore(Path(place) / "ledger.sqlite")
        for first in range(0, entries, TOGETHER):
            leaves = [_entry(number).leaf() for number in range(first, first + TOGETHER)]
            store.extend(leaves, [leaf_hash(one) for one in leaves])
        ledger = Ledger(store)
        window = reading.Window(count=reading.COUNT_MAX, looked=entries)
        took: dict[str, list[float]] = {"somebody": [], "nobody": [], "decision": []}
        for _ in range(times):
            took["somebody"].append(_all_of(ledger, _name(1), window))
            took["nobody"].append(_all_of(ledger, _name(MEMBERS), window))
            began = time.process_time()
            assert reading.decision(ledger, f"{entries // 4:016x}")
            took["decision"].append(time.process_time() - began)
        ledger.close()
        return {what: round(min(times), 2) for what, times in took.items()}


def _all_of(ledger: Ledger, name: str, window: reading.Window) -> float:
    began = time.process_time()
    before: int | None = None
    while before != 0:
        asked = reading.Window(before=before, count=window.count, looked=window.looked)
        before = reading.of(ledger, [name], asked).rest
    return time.process_time() - began


def _name(member: int) -> str:
    return f"230.{member:064x}"


def _entry(number: int) -> Entry:
    use, ended = divmod(number, 2)
    return Entry(
        kind=Kind.ENDED if ended else Kind.DECIDED,
        id=f"{use:016x}",
        time=1.7e9 + number,
        subject=_name(use % MEMBERS),
        org=_name(MEMBERS + 1),
        tier=1,
        capability="code.scan",
        risk="C1",
        verdict="allow",
        reasons=("c1-verified",),
        policy="f" * 64,
        obligations=("record",),
        digests={"request": f"hmac-sha256:{'e' * 64}", "session": f"hmac-sha256:{'d' * 64}"},
    )
