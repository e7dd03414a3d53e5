"""Places are taken from a file of the user's, and only where they are known well enough."""

from pathlib import Path

import pytest

from tests.placesmade import places_file
from vedette.app.locations import locator
from vedette.core.errors import BadInput

PLACES = {"203.0.113.0/24": (52.5, 13.4), "198.51.100.0/25": (-33.9, 151.2)}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "places.mmdb"
    path.write_bytes(data)
    return path


def test_an_address_is_where_the_file_says(tmp_path: Path) -> None:
    locate = locator(written(tmp_path, places_file(PLACES)))
    assert locate("203.0.113.9") == (52.5, 13.4)
    assert locate("198.51.100.7") == (-33.9, 151.2)
    assert locate("198.51.100.200") is None
    assert locate("2001:db8::1") is None
    assert locate("no address") is None


def test_a_place_known_only_by_country_is_none(tmp_path: Path) -> None:
    assert locator(written(tmp_path, places_file(PLACES, radius=1000)))("203.0.113.9") is None


def test_a_file_without_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="knows no places"):
        locator(written(tmp_path, places_file(PLACES, kind="Test-ASN")))
    with pytest.raises(BadInput, match="cannot be read"):
        locator(written(tmp_path, b"something else"))
    with pytest.raises(BadInput, match="cannot be read"):
        locator(tmp_path / "nothing")


def test_a_broken_file_says_nothing_rather_than_failing(tmp_path: Path) -> None:
    whole = places_file(PLACES)
    for at in range(0, len(whole), 7):
        data = whole[:at] + b"\xff" + whole[at + 1 :]
        try:
            locate = locator(written(tmp_path, data))
        except BadInput:
            continue
        locate("203.0.113.9")
