"""What is filed of all that ships is kept, and is what would be filed anew."""

from pathlib import Path

from msgspec import convert

from vedette.knowledge import searchindex
from vedette.knowledge.searchentries import Entry
from vedette.knowledge.searchindex import Index, made, shipped


def test_what_is_kept_is_what_would_be_filed_anew() -> None:
    assert shipped() == convert(searchindex._shipped(), Index)  # noqa: SLF001 - what is done once a version
    assert shipped() == shipped()


def test_a_line_or_a_row_that_changes_has_all_filed_anew(tmp_path: Path) -> None:
    found = set()
    for name, text in (("a.py", "1"), ("a.py", "2"), ("b.toml", "1"), ("c.tsv", "1"), ("d.txt", "1")):
        (tmp_path / name).write_text(text)
        found.add(searchindex._source(tmp_path))  # noqa: SLF001 - as above
    assert len(found) == 4, "a text is no row"


def test_entries_are_filed_by_words_and_names() -> None:
    one = Entry(
        id="x", kind="term", name="Zip bomb", texts=((1.0, "bombs bombs"),), names=("Zip bomb",), family="x"
    )
    index = made([one])
    assert index.names == {"zip": [(("zip", "bomb"), 0)]}
    assert index.filed["bomb"].keys() == {0}
    assert index.entries[0].texts == ()
