"""What the reader finds is what somebody finds who reads every entry, whatever stands in the others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.core.errors import BadInput
from vedette.ledger import reading
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash
from vedette.ledger.reading import SLACK_S, Found, Window
from vedette.ledger.store import Memory

NAMES = tuple(f"{epoch}.{digit * 64}" for epoch in (7, 8) for digit in "ab")
ENTRIES = st.builds(
    Entry,
    kind=st.sampled_from((Kind.DECIDED, Kind.ENDED, Kind.MEASURED)),
    id=st.sampled_from(("0001", "0002", "00021")),
    time=st.floats(0, 9),
    subject=st.sampled_from(("", *NAMES)),
    agent=st.sampled_from(("", *NAMES)),
    org=st.sampled_from(("", *NAMES)),
    error=st.sampled_from(("", NAMES[0])),
    reasons=st.sampled_from(((), (NAMES[1],), ("\n",))),
)
LEAVES = st.lists(st.one_of(ENTRIES.map(Entry.leaf), st.binary(max_size=80), st.just(NAMES[0].encode())))


def ledger(leaves: list[bytes]) -> Ledger:
    store = Memory()
    store.extend(leaves, [leaf_hash(one) for one in leaves])
    return Ledger(store)


def in_order(leaves: list[bytes]) -> list[bytes]:
    """Give entries times that are out of order by as much as may be, and no more."""
    made: list[bytes] = []
    for number, leaf in enumerate(leaves):
        try:
            entry = entry_of(leaf)
        except BadInput:
            made.append(leaf)
            continue
        wobble = (number * 7919 % 10) / 10 * SLACK_S
        made.append(replace(entry, time=number * 600.0 + wobble).leaf())
    return made


def naive(leaves: list[bytes], names: set[str], since: float, until: float) -> list[Found]:
    found = []
    for index, leaf in enumerate(leaves):
        try:
            entry = entry_of(leaf)
        except BadInput:
            continue
        if {entry.subject, entry.agent, entry.org} & names and since <= entry.time <= until:
            found.append(Found(index=index, entry=entry))
    return found[::-1]


@given(
    LEAVES.map(in_order),
    st.sets(st.sampled_from(NAMES)),
    st.tuples(st.floats(0, 30_000), st.floats(0, 30_000)),
    st.tuples(st.integers(1, 5), st.integers(1, 7)),
)
def test_page_after_page_it_finds_what_a_naive_scan_finds(
    leaves: list[bytes], names: set[str], times: tuple[float, float], most: tuple[int, int]
) -> None:
    book, (since, until), (count, looked) = ledger(leaves), times, most
    found: list[Found] = []
    before: int | None = None
    while before != 0:
        window = Window(since=since, until=until, before=before, count=count, looked=looked)
        page = reading.of(book, names, window)
        assert len(page.found) <= count
        assert page.rest < (len(leaves) + 1 if before is None else before), "it goes on"
        found += page.found
        before = page.rest
    assert found == naive(leaves, names, since, until)


@given(LEAVES, st.sampled_from(("0001", "0002", "00021", "none", '"', "")))
def test_all_of_a_decision_is_found_and_nothing_of_another(leaves: list[bytes], ident: str) -> None:
    wanted = []
    for index, leaf in enumerate(leaves):
        try:
            entry = entry_of(leaf)
        except BadInput:
            continue
        if entry.id == ident:
            wanted.append(Found(index=index, entry=entry))
    assert list(reading.decision(ledger(leaves), ident)) == wanted


def test_the_latest_end_of_a_decision_counts() -> None:
    told = [
        Entry(kind=Kind.DECIDED, id="1", time=1),
        Entry(kind=Kind.ENDED, id="1", time=2, outcome="done"),
        Entry(kind=Kind.ENDED, id="2", time=2, outcome="failed"),
        Entry(kind=Kind.ENDED, id="1", time=9, outcome="stopped"),
    ]
    book = ledger([one.leaf() for one in told])
    assert reading.ends(book, ["1"], 0) == {"1": told[3]}
    assert reading.ends(book, ["1", "2", "3", ""], 0, looked=3) == {"1": told[1], "2": told[2]}
    assert reading.ends(book, [], 0) == {}


def test_what_is_wanted_of_a_name_can_be_less() -> None:
    told = [Entry(kind=Kind.DECIDED, id=str(n), time=n, subject=NAMES[0], risk=f"C{n % 3}") for n in range(9)]
    page = reading.of(ledger([one.leaf() for one in told]), NAMES[:1], Window(), lambda one: one.risk == "C2")
    assert [one.index for one in page.found] == [8, 5, 2]


def test_too_many_at_once_are_not_had() -> None:
    with pytest.raises(BadInput):
        reading.of(ledger([]), NAMES, Window(count=reading.COUNT_MAX + 1))
