"""Months, in UTC."""

import pytest

from vedette.core.errors import BadInput
from vedette.ledger.transparency.periods import month, month_before


def test_a_month_ends_where_the_next_begins() -> None:
    december, january = month("2026-12"), month("2027-01")
    assert december.end == january.start
    assert december.end - december.start == 31 * 86_400
    assert december.holds(december.start)
    assert not december.holds(december.end)
    assert month_before(january.start + 5) == december
    assert month_before(january.end) == january


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-13", "2026-1", "0000-01", "9999-12", "2026-10-01", "\uff12026-10"]
)
def test_what_is_no_month_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        month(name)
