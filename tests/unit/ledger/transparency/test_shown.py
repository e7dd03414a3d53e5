"""Few are not told apart: neither by their count nor by what is left of a total."""

from hypothesis import given
from hypothesis import strategies as st

from vedette.ledger.transparency.shown import days, share, shown, table

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=6)


@given(COUNTS)
def test_no_small_count_can_be_read_off_a_table(counts: dict[str, int]) -> None:
    told = table(counts)
    small = [name for name, count in counts.items() if 0 < count < 5]
    for name, count in counts.items():
        if name != "total":
            assert told[name] == ("<5" if name in small else count)
    total = told["total"]
    if len(small) == 1:
        assert not isinstance(total, int), "the total would give the one that is hidden away"
    elif isinstance(total, int):
        assert total == sum(counts.values())


def test_shares_and_times_of_too_few_are_not_told() -> None:
    assert (shown(0), shown(4), shown(5)) == (0, "<5", 5)
    assert share(6, 12) == "50%"
    assert share(0, 12) == "0%"
    assert share(2, 12) == share(3, 4) == "of fewer than 5"
    assert days([86_400.0] * 4)["median_days"] == "of fewer than 5"
    assert days([number * 86_400.0 for number in range(1, 11)]) == {"median_days": "5.0", "p90_days": "9.0"}
