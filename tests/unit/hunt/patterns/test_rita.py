import pytest

from vedette.hunt.patterns import rita

DAY = 86_400


def test_an_even_beacon_over_the_whole_day_scores_one() -> None:
    times = list(range(0, DAY, 300))
    scored = rita.score(times, [120] * len(times), 0, DAY)
    assert scored is not None
    assert (scored.times, scored.sizes, scored.histogram, scored.duration) == (1, 1, 1, 1)
    assert scored.whole == 1


def test_quartiles_are_medians_of_the_halves() -> None:
    intervals = sorted([1, 299, 25, 4975, 90, 2, 42, 500, 1500])
    assert rita.skewness(intervals) == pytest.approx((13.5 + 1000 - 180) / 986.5)
    assert rita.regularity(intervals, 1.0) == pytest.approx(((1 - 0.8451) + (90 - 89) / 90) / 2, abs=1e-3)


def test_quartiles_that_are_near_have_no_skewness() -> None:
    assert rita.skewness([58, 60, 60, 63]) == 0


def test_two_intervals_in_turn_have_half_the_regularity_of_one() -> None:
    assert rita.regularity([98] * 5 + [300] * 5, 1.0) == pytest.approx((1 + (199 - 101) / 199) / 2, abs=1e-3)


def test_too_few_or_no_span_is_no_score() -> None:
    assert rita.score([1, 2, 3], [1, 1, 1], 0, DAY) is None
    assert rita.score([5, 5, 5, 5, 5], [1] * 5, 0, DAY) is None
    assert rita.score([1, 2, 3, 4], [1] * 4, 10, 10) is None


def test_duration_takes_six_bars() -> None:
    short = list(range(0, 4 * 3600, 300))
    scored = rita.score(short, [1] * len(short), 0, DAY)
    assert scored is not None
    assert scored.duration == 0
    longer = list(range(0, 12 * 3600, 300))
    scored = rita.score(longer, [1] * len(longer), 0, DAY)
    assert scored is not None
    assert scored.duration == 1, "twelve bars in a row are the ideal"


def test_the_end_joins_the_beginning() -> None:
    assert rita.longest_run([1, 1, 0, 1]) == 3
    assert rita.longest_run([1, 1]) == 2


def test_two_heights_excuse_one_outlier() -> None:
    bars = [100] * 10 + [50] * 10 + [7]
    assert rita.two_heights(bars) == 1
    assert rita.two_heights([100] * 5) == 0, "too few bars"
