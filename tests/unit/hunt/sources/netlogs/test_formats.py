"""What is registered."""

from vedette.hunt.sources.netlogs.formats import FORMATS, SHAPES


def test_names_are_unique_and_said_in_words() -> None:
    said = [(one.name, one.says) for one in FORMATS] + [(one.name, one.says) for one in SHAPES]
    assert len({name for name, _ in said}) == len(said)
    assert all(words for _, words in said)
