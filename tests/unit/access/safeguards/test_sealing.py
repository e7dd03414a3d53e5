"""What is sealed opens as what it is about and as nothing else, with a key only we can read."""

from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.safeguards.sealing import Seal, seal_in
from vedette.core.errors import BadInput, Refused, Unavailable


@given(st.text(max_size=200), st.text(max_size=40))
def test_what_is_closed_opens_again(text: str, about: str) -> None:
    seal = Seal(b"k" * 32)
    sealed = seal.close(text, about)
    assert seal.open(sealed, about) == text
    with pytest.raises(Unavailable):
        seal.open(sealed, about + "x")


@given(st.integers(0, 60), st.integers(1, 255))
def test_what_was_changed_does_not_open(place: int, bits: int) -> None:
    seal = Seal(b"k" * 32)
    sealed = bytearray(seal.close("some words that are sealed", "a"))
    sealed[place % len(sealed)] ^= bits
    with pytest.raises(Unavailable):
        seal.open(bytes(sealed), "a")


def test_the_same_text_is_sealed_otherwise_each_time() -> None:
    seal = Seal(b"k" * 32)
    assert seal.close("x", "a") != seal.close("x", "a")
    with pytest.raises(Unavailable):
        seal.open(b"", "a")


@pytest.mark.parametrize("key", [b"", b"k" * 31, b"k" * 33])
def test_a_key_has_its_length(key: bytes) -> None:
    with pytest.raises(BadInput, match="32 bytes"):
        Seal(key)


def test_a_key_is_made_once_and_only_we_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "in" / "held.key"
    sealed = seal_in(path).close("x", "a")
    assert path.stat().st_mode & 0o777 == 0o600
    assert seal_in(path).open(sealed, "a") == "x"
    assert [one.name for one in path.parent.iterdir()] == ["held.key"]


def test_of_many_that_begin_at_once_one_key_stays(tmp_path: Path) -> None:
    path = tmp_path / "held.key"
    seals: list[Seal] = []
    threads = [Thread(target=lambda: seals.append(seal_in(path))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    sealed = seals[0].close("x", "a")
    assert {one.open(sealed, "a") for one in seals} == {"x"}


def test_a_key_others_can_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "held.key"
    seal_in(path)
    path.chmod(0o644)
    with pytest.raises(Refused, match="others may read"):
        seal_in(path)


def test_what_is_no_key_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "held.key"
    path.touch(0o600)
    with pytest.raises(BadInput, match="32 bytes"):
        seal_in(path)
    with pytest.raises(Unavailable):
        seal_in(path / "below a file")
