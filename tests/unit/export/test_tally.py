from tests.unit.export.sample import ACCEPTED, HASH, SMALL, SQL
from vedette.core.nouns import Confidence, Severity
from vedette.export.tally import plural, short_id, some, span_of_time, tally, trace


def test_findings_fall_into_three_groups_worst_first() -> None:
    counts = tally(SMALL)
    assert (counts.sure, counts.possible, counts.suppressed) == ((SQL,), (HASH,), (ACCEPTED,))


def test_suppressed_findings_do_not_count() -> None:
    counts = tally(SMALL)
    assert counts.severities == ((Severity.HIGH, 1), (Severity.MEDIUM, 1))
    assert counts.confidences == ((Confidence.STRONG, 1), (Confidence.POSSIBLE, 1))


def test_a_long_trace_says_how_much_it_leaves_out() -> None:
    assert [(number, left) for number, _, left in trace(SQL, 3)] == [(1, 0), (2, 0), (3, 1), (4, 0)]
    assert [number for number, _, _ in trace(SQL, 8)] == [1, 2, 3, 4]
    assert [(number, left) for number, _, left in trace(SQL, 0)] == [(1, 0), (2, 2), (4, 0)]


def test_words_for_numbers() -> None:
    assert plural(1, "file") == "1 file"
    assert plural(1200, "file") == "1,200 files"
    assert span_of_time(200) == "3 min 20 s"
    assert some([1, 2, 3], 2) == ([1, 2], 1)
    assert short_id(SQL) == "1f2e3d4c"
