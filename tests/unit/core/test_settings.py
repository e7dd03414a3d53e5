from pathlib import Path

import pytest

from vedette.core.errors import BadInput
from vedette.core.settings import KNOWN, read

HOME = Path("/home/ada")


def test_without_anything_chosen_the_places_are_where_xdg_says() -> None:
    chosen = read({}, HOME)
    assert chosen.data_dir == HOME / ".local/share/vedette"
    assert chosen.cache_dir == HOME / ".cache/vedette"


def test_a_relative_xdg_folder_is_ignored_as_its_specification_wants() -> None:
    assert read({"XDG_CACHE_HOME": "x"}, HOME).cache_dir == HOME / ".cache/vedette"
    assert read({"XDG_CACHE_HOME": "/x"}, HOME).cache_dir == Path("/x/vedette")


def test_what_is_chosen_is_taken() -> None:
    given = {
        "VEDETTE_DATA_DIR": "/d",
        "VEDETTE_CACHE_BYTES": "5",
        "VEDETTE_LIMIT_FILE_BYTES": "7",
        "OTHER": "x",
    }
    chosen = read(given, HOME)
    assert (chosen.data_dir, chosen.cache_bytes, chosen.limits.file_bytes) == (Path("/d"), 5, 7)


@pytest.mark.parametrize(
    ("name", "hint"), [("VEDETTE_DATADIR", "VEDETTE_DATA_DIR"), ("VEDETTE_COLOUR_OF_THE_SKY", "known:")]
)
def test_a_misspelt_setting_is_an_error_that_names_the_right_one(name: str, hint: str) -> None:
    with pytest.raises(BadInput, match=name) as caught:
        read({name: "1"}, HOME)
    assert hint in caught.value.hint


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "9" * 40, "٣"])
def test_a_number_is_a_number(value: str) -> None:
    with pytest.raises(BadInput, match="VEDETTE_CACHE_BYTES"):
        read({"VEDETTE_CACHE_BYTES": value}, HOME)


def test_an_empty_folder_is_an_error() -> None:
    with pytest.raises(BadInput, match="empty"):
        read({"VEDETTE_DATA_DIR": ""}, HOME)


def test_every_known_setting_is_read() -> None:
    given = {name: "/x" if name.endswith("_DIR") else "3" for name in KNOWN}
    assert read(given, HOME).limits.ratio == 3
