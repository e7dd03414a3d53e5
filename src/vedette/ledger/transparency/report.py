"""The transparency report of one month: the same ledger gives the same bytes, on whatever machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from vedette.core.errors import BadInput
from vedette.ledger.entries import entry_of
from vedette.ledger.transparency.counting import Tally
from vedette.ledger.transparency.periods import Month
from vedette.ledger.transparency.shown import FEWEST, days, parts, share, shown, table

FORMAT: Final = "vedette transparency report v1"
BYTES_MAX: Final = 1 << 20
_TIERS: Final = ("T1", "T2", "T3", "T4")


class Head(Struct, frozen=True, kw_only=True):
    """The ledger a report was counted from, as a checkpoint of it says."""

    origin: str
    size: int
    """Entries that were counted: the first so many."""
    root: str
    """In hex."""


class Report(Struct, frozen=True, kw_only=True):
    """A month of a programme in numbers. Counts below five are told as `<5`."""

    format: str = FORMAT
    month: str
    ledger: Head
    smallest_count: int = FEWEST
    members: Mapping[str, Any]
    applications: Mapping[str, Any]
    uses: Mapping[str, Any]
    refusals: Mapping[str, Any]
    emergencies: Mapping[str, Any]
    appeals: Mapping[str, Any]
    monitoring: Mapping[str, Any]
    scope_proofs: Mapping[str, Any]
    disclosures: Mapping[str, Any]
    seats: Mapping[str, Any] | UnsetType = UNSET
    """Absent where none came to stand."""
    ledger_kept: Mapping[str, Any]
    policies: tuple[Mapping[str, Any], ...]
    """Digest of each text that decided, and the first day it did."""
    statements: tuple[Mapping[str, str], ...]
    """What only the operator can know: safeguard figures, requests of governments."""

    def page(self) -> bytes:
        """Write it down, always in the same way."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=2) + b"\n"


def counted(leaves: Iterable[bytes], month: Month) -> Tally:
    """Count through the leaves of a ledger, from its first.

    Raises:
        BadInput: a leaf is no entry of ours.

    """
    tally = Tally(month)
    for leaf in leaves:
        tally.add(entry_of(leaf))
    return tally


def report_of(tally: Tally, head: Head) -> Report:
    """Return the report of what was counted."""
    return Report(
        month=tally.month.name,
        ledger=head,
        members=_members(tally),
        applications=_applications(tally),
        uses={"allowed_by_class": table(tally.requests), "top_class": parts(tally.top_class)},
        refusals={"requests_refused": shown(tally.refused), "by_rule": _each(tally.refusals)},
        emergencies=table(tally.glass),
        appeals=_appeals(tally),
        monitoring={"measures": table(tally.measures), "lifted_early": shown(tally.lifted)},
        scope_proofs=table(tally.proofs),
        seats=table(tally.seats) if tally.seats else UNSET,
        disclosures={**table(tally.disclosures), "until_fixed": days(tally.fixed_in)},
        ledger_kept=_kept(tally),
        policies=tuple({"digest": one, "since": since} for one, since in _policies(tally)),
        statements=tuple(sorted(tally.statements, key=lambda one: sorted(one.items()))),
    )


def report_from(data: bytes) -> Report:
    """Read a report back.

    Raises:
        BadInput: it is none.

    """
    if len(data) > BYTES_MAX:
        raise BadInput("the report is too long", hint=f"a report has at most {BYTES_MAX} bytes")
    try:
        made = msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"not a transparency report: {error}", hint="give the JSON as published") from error
    if made.format != FORMAT:
        raise BadInput(f"a report of another kind: {made.format[:60]!r}", hint=f"this reads {FORMAT!r}")
    return made


def _members(tally: Tally) -> dict[str, Any]:
    live = [one for one in tally.grants.values() if one.until > tally.month.end]
    tiers = Counter(dict.fromkeys(_TIERS, 0))
    tiers.update(one.wants for one in live if one.wants in _TIERS)
    sectors = Counter(one.sector for one in live if one.sector)
    return {
        "active": shown(len(tally.people - {""})),
        "grants_in_force": table(tiers),
        "critical_by_sector": parts(sectors),
    }


def _applications(tally: Tally) -> dict[str, Any]:
    by = {wants: table(done) for wants, done in sorted(tally.cases.items())}
    for told in by.values():
        told.pop("total")
    return {"by_what_was_asked": by, "until_decided": days(tally.decided_in)}


def _appeals(tally: Tally) -> dict[str, Any]:
    answered = tally.appeals["upheld"] + tally.appeals["overturned"]
    return {
        "received": shown(tally.appeals["received"]),
        "answered": shown(answered),
        "overturned_share": share(tally.appeals["overturned"], answered),
        "until_answered": days(tally.answered_in),
    }


def _kept(tally: Tally) -> dict[str, Any]:
    seconds = tally.month.end - tally.month.start
    silent = min(tally.silent, seconds)
    return {
        "uptime": f"{100 * (1 - silent / seconds):.2f}%",
        "events": dict(sorted(tally.book.items())),
        "silent_seconds": round(silent),
    }


def _policies(tally: Tally) -> list[tuple[str, str]]:

    known = sorted(tally.policies.items(), key=lambda one: (one[1], one[0]))
    return [(digest, f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}") for digest, at in known]


def _each(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return counts that do not add up to anything: one refusal may have several reasons."""
    return {name: shown(counts[name]) for name in sorted(counts)}
