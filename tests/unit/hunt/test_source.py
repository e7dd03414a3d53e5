"""What could not be read: counted by reason, the first named, a flood bounded."""

import io

from vedette.core.nouns import Skipped
from vedette.hunt.source import Skips, Source

LOG = Source(number=0, name="a.log", size=0, open=io.BytesIO)


def test_records_are_counted_by_reason_and_the_first_is_named() -> None:
    skips = Skips()
    for number in (7, 8, 9):
        skips.add(LOG, "not of this format", number)
    skips.add(LOG, "too long", 4)
    assert list(skips.skipped()) == [
        Skipped(what="a.log", why="not of this format (3 records, the first is number 7)", partial=True),
        Skipped(what="a.log", why="too long (record 4)", partial=True),
    ]
    assert skips.total == 4


def test_many_sources_with_one_reason_are_one_line() -> None:
    skips = Skips()
    for number in range(9):
        skips.whole(f"{number}.png", "no log")
    (one,) = skips.skipped()
    assert (one.what, one.why) == ("9 sources", "no log (0.png, 1.png, 2.png and 6 more)")


def test_a_flood_of_reasons_is_bounded_and_counted() -> None:
    skips = Skips()
    for number in range(1_000):
        skips.add(LOG, f"reason {number}", 1)
    assert skips.total == 1_000
    assert len(list(skips.skipped())) < 300
    assert "more records could not be read" in list(skips.skipped())[-1].why
