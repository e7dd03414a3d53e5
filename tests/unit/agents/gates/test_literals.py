"""What names something in a sentence, and what it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.gates.literals import Sort, literals, masked, moments

KNOWN = [
    ("CVE-2024-3094 and T1110.001", [Sort.IDENT, Sort.IDENT]),
    ("from 10.0.0.1:80", [Sort.ADDRESS]),
    ("from 2001:db8::1", [Sort.ADDRESS]),
    ("on 14 April 2026 at 10:00", [Sort.DATE, Sort.CLOCK]),
    ("am 14. April 2026", [Sort.DATE]),
    ("el 14 de abril de 2026", [Sort.DATE]),
    ("on 2026-04-14T10:00:12Z", [Sort.DATE, Sort.CLOCK]),
    ("yesterday", [Sort.DATE]),
    ("boss@corp.example wrote", [Sort.ACCOUNT]),
    ("CORP\\admin wrote", [Sort.ACCOUNT]),
    ("in shop.py:22", [Sort.NAME]),
    ("in src/shop.py", [Sort.NAME]),
    ("the host gw1", [Sort.NAME]),
    ("version 1.2.3", [Sort.VERSION]),
    ("1,450,000 bytes", [Sort.NUMBER]),
    ("1.45 GB", [Sort.NUMBER]),
    ("45% of it", [Sort.NUMBER]),
    ("“as is”", [Sort.QUOTE]),
    ("d41d8cd98f00b204e9800998ecf8427e", [Sort.HASH]),
    ("plain words only", []),
]


@pytest.mark.parametrize(("text", "sorts"), KNOWN)
def test_each_sort_is_told_from_the_others(text: str, sorts: list[Sort]) -> None:
    assert [one.sort for one in literals(text)] == sorts


@given(st.text(max_size=120))
def test_literals_do_not_overlap_and_are_masked(text: str) -> None:
    found = literals(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert not any(char.isdigit() and char.isascii() for char in masked(text).replace("\0", ""))


def test_moments_are_read_from_how_machines_write_them() -> None:
    assert moments(("2026-04-14T10:00:12Z", "at 9:30")) == (
        frozenset({(2026, 4, 14)}),
        frozenset({"10:00", "09:30"}),
    )
