"""That a query gives what somebody says it gave: it is asked again, and the same rows have to come."""

from __future__ import annotations

import hashlib

import msgspec

from vedette.agents.effects import NoAnswer, Query, Rows, Steps, query


def fingerprint(rows: Rows) -> str:
    """Return what two answers have in common exactly when they are the same."""
    ordered = sorted(map(msgspec.json.encode, rows.rows))
    plain = msgspec.json.encode([rows.columns, [one.decode() for one in ordered], rows.cut])
    return hashlib.sha256(plain).hexdigest()


def again(asked: Query, before: Rows) -> Steps[Rows | str]:
    """Ask again; answers the rows if they are those of before, or what is wrong."""
    after = yield from query(asked)
    if isinstance(after, NoAnswer):
        return f"asked again it gives nothing: {after.why}"
    if fingerprint(after) != fingerprint(before):
        return "asked again it gives other rows"
    return after
