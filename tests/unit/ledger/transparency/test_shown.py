"""Few are not told apart: neither by their count nor by what is left of a total."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from vedette.ledger.transparency.shown import NOT_TOLD, days, parts, share, shown, table

COUNTS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=6)


@given(COUNTS)
def test_no_small_count_can_be_read_off_a_table(counts: dict[str, int]) -> None:
    told = table(counts)
    small = [name for name, count in counts.items() if 0 < count < 5]
    for name, count in counts.items():
        if name != "total":
            assert told[name] == ("<5" if name in small else count)
    total = told["total"]
    assert not isinstance(total, int) or total == sum(counts.values())
    if isinstance(total, int) or total == "<5":
        assert left_open([counts[name] for name in small], 4 if total == "<5" else None)


def left_open(hidden: list[int], most: int | None) -> bool:
    """Whether each hidden count could be another one, by the sum of all of them or a bound of it."""
    ways = list(product(range(1, 5), repeat=len(hidden)))
    ways = [one for one in ways if (sum(one) == sum(hidden) if most is None else sum(one) <= most)]
    return all(len({one[place] for one in ways}) > 1 for place in range(len(hidden)))


@given(COUNTS)
def test_no_small_count_can_be_read_off_parts_of_what_is_told_elsewhere(counts: dict[str, int]) -> None:
    told = parts(counts)
    small = [name for name, count in counts.items() if 0 < count < 5]
    kept = [name for name, count in counts.items() if told[name] == NOT_TOLD]
    for name, count in counts.items():
        assert told[name] in (NOT_TOLD, "<5" if name in small else count)
        assert (told[name] == 0) == (count == 0), "that there was none is told"
    if kept:
        assert set(small) <= set(kept)
        assert all(name in kept for name, count in counts.items() if count)
    else:
        assert left_open([counts[name] for name in small], None)


def test_shares_and_times_of_too_few_are_not_told() -> None:
    assert (shown(0), shown(4), shown(5)) == (0, "<5", 5)
    assert share(6, 12) == "50%"
    assert share(0, 12) == "0%"
    assert share(12, 12) == "100%"
    assert share(18, 20) == "of fewer than 5", "the two left over could be counted"
    assert share(2, 12) == share(3, 4) == "of fewer than 5"
    assert days([86_400.0] * 4)["median_days"] == "of fewer than 5"
    assert days([number * 86_400.0 for number in range(1, 11)]) == {"median_days": "5.0", "p90_days": "9.0"}
