"""Ledgers for tests: one of every kind of store, and trees to compare with."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash
from vedette.ledger.postgres import PostgresStore
from vedette.ledger.sqlite import SqliteStore
from vedette.ledger.store import Memory, Store

CT_LEAVES = tuple(
    map(
        bytes.fromhex,
        (
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ),
    )
)  # fmt: skip
"""The leaves Certificate Transparency's own tests use."""

Make = Callable[[], Store]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Open the same store as often as it is called, as so many processes would."""
    made: list[Store] = []
    kind = request.param
    remembered = Memory()
    dsn = request.getfixturevalue("postgres") if kind == "postgres" else ""

    def opened() -> Store:
        if kind == "memory":
            return remembered
        made.append(SqliteStore(tmp_path / "ledger.sqlite") if kind == "sqlite" else PostgresStore(dsn))
        return made[-1]

    yield opened
    for store in made:
        store.close()


def filled(store: Store, count: int, start: int = 0) -> Ledger:
    """Return a ledger of that many more entries, each different."""
    ledger = Ledger(store)
    leaves = [b"entry %d" % number for number in range(start, start + count)]
    extend(store, leaves)
    return ledger


def extend(store: Store, leaves: list[bytes]) -> int:
    """Write leaves at once."""
    return store.extend(leaves, [leaf_hash(one) for one in leaves])
