"""State changes only for who saw the last one, and outlives the process."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from vedette.core.errors import Unavailable
from vedette.ledger.slots import Folder, Memory, Slots

Make = Callable[[], Slots]


@pytest.fixture(params=["memory", "folder"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    memory = Memory()
    return (lambda: memory) if request.param == "memory" else (lambda: Folder(tmp_path / "slots"))


def test_a_value_changes_for_who_saw_the_last_one(make: Make) -> None:
    slots = make()
    assert slots.read("a") is None
    assert not slots.swap("a", b"", b"1")
    assert slots.swap("a", None, b"1")
    assert not slots.swap("a", None, b"2")
    assert slots.swap("a", b"1", b"")
    assert slots.read("a") == b""
    assert make().read("a") == b""
    assert slots.swap("a", b"", None)
    assert slots.read("a") is None
    assert slots.swap("a", None, None)


def test_names_are_anything(make: Make) -> None:
    slots = make()
    assert slots.swap("../x/\n\0é", None, b"1")
    assert slots.read("../x/\n\0é") == b"1"
    assert slots.read("x") is None


def test_of_many_only_one_gets_it(make: Make) -> None:
    won: list[int] = []

    def swap(who: int) -> None:
        if make().swap("a", None, b"%d" % who):
            won.append(who)

    threads = [threading.Thread(target=swap, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"%d" % who for who in won] == [make().read("a")]


def test_files_are_their_users_alone(tmp_path: Path) -> None:
    Folder(tmp_path / "slots").swap("a", None, b"1")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "slots").iterdir()} == {0}


def test_a_folder_that_cannot_be_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match="cannot keep state"):
        Folder(tmp_path / "file").swap("a", None, b"1")
