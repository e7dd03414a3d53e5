import pytest

from tests.unit.export.sample import digest
from vedette.core.nouns import ByteRange, Evidence, Frame, Lines, Locator, Record, Role
from vedette.export.place import place


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        (Lines(line=3, column=5, end_line=3, end_column=9), "a<U+202E>:3:5"),
        (ByteRange(offset=31, length=4), "a<U+202E> at byte 0x1f (4 bytes)"),
        (Record(number=7, field="user"), "a<U+202E> record 7, user"),
        (Record(number=7), "a<U+202E> record 7"),
        (Frame(number=2), "a<U+202E> frame 2"),
    ],
)
def test_every_sort_of_place_has_its_words(locator: Locator, shown: str) -> None:
    evidence = Evidence(artefact=digest("a"), name="a\u202e", locator=locator, quote="q", role=Role.SINK)
    assert place(evidence) == shown
