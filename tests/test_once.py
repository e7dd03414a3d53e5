"""What is made once for all is made once, is there for as long as anybody has it, and goes with the last."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Barrier

import pytest

from tests.once import once


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def test_it_is_made_once_and_goes_with_the_last(place: Path) -> None:
    numbers = count(1)

    def make(folder: Path) -> None:
        (folder / "number").write_text(str(next(numbers)))

    with once("it", make) as one, ExitStack() as stack:
        with once("it", make) as other:
            assert one == other
        stack.enter_context(once("it", make))
        assert one.joinpath("number").read_text() == "1"
    assert not one.exists()
    with once("it", make) as again:
        assert again.joinpath("number").read_text() == "2"
    assert place.is_dir()


def test_of_many_at_once_one_makes_it(place: Path) -> None:
    made, all_here = [], Barrier(4)

    def found(_: int) -> list[str]:
        with once("it", lambda folder: made.append((folder / "x").write_text("x"))) as folder:
            all_here.wait(30)
            return [one.name for one in folder.iterdir()]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(found, range(4))) == [["x"]] * 4
    assert made == [1]
    assert place.is_dir()


def test_what_failed_is_made_anew(place: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError), once("it", fail):  # noqa: PT011 - that one
        pass
    with once("it", lambda folder: (folder / "whole").touch()) as made:
        assert [one.name for one in made.iterdir()] == ["whole"]
    assert place.is_dir()
