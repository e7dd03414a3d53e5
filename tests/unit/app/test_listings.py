"""A folder that is what it was is not listed again, and whatever changes in one is seen."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from vedette.app import listings
from vedette.app.acquire.folder import open_folder
from vedette.app.acquire.opened import Opened, Selection
from vedette.app.listings import FILE, FOLDER, OTHER, Listings
from vedette.app.stamps import RACY_NS, Stamps
from vedette.core.limits import Limits

INFO = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
40 22 0:52 / /mnt/far rw shared:7 master:1 - fuse.sshfs user@far:/ rw
"""


class Kept:
    """A cache that forgets nothing."""

    def __init__(self) -> None:
        self.all: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        return self.all.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        self.all[key] = value

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        return {key: self.all[key] for key in keys if key in self.all}

    def listing(self) -> bytes:
        (value,) = (value for key, value in self.all.items() if key.startswith(b"listing1"))
        return value


def later() -> int:
    return time.time_ns() + 2 * RACY_NS


def opened(root: Path, kept: Kept | None, now: int = 0) -> Opened:
    return open_folder(root, Selection(), Limits(), Stamps(kept, lambda: now or later()), lambda _: None)


def told(one: Opened) -> tuple[object, ...]:
    return [(file.path, file.digest) for file in one.files], one.excluded, one.skipped, one.notes


def mounted(kind: str, on: Path) -> str:
    device = on.stat().st_dev
    return f"22 1 {os.major(device)}:{os.minor(device)} / / rw,relatime - {kind} /dev/vda rw\n"


@pytest.fixture(autouse=True)
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is mounted, which says of the folder of the test that Linux itself has it."""
    place = tmp_path / "mountinfo"
    place.write_text(mounted("ext4", tmp_path))
    monkeypatch.setattr(listings, "_MOUNTS", place)
    return place


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    (root / "shop" / "empty").mkdir(parents=True)
    (root / "shop" / "views.py").write_text("x = 1\n")
    (root / "shop" / "link.py").symlink_to("views.py")
    (root / "out").symlink_to(tmp_path)
    os.mkfifo(root / "pipe.py")
    (root / "notes.txt").write_text("words\n")
    (root / "räksmörgås.py").write_text("y = 2\n")
    return root


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What is listed from here on."""
    seen: list[bytes] = []
    scandir = os.scandir

    def noting(path: bytes) -> object:
        seen.append(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", noting)
    return seen


def test_what_is_as_it_was_is_not_listed_again_and_told_the_same(tree: Path, listed: list[bytes]) -> None:
    kept = Kept()
    first = told(opened(tree, kept))
    assert len(listed) == 3
    listed.clear()
    assert told(opened(tree, kept)) == first == told(opened(tree, None))
    assert len(listed) == 3, "those of the walk that keeps nothing"


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: (tree / "shop" / "new.py").write_text("z = 3\n"),
        lambda tree: (tree / "shop" / "views.py").unlink(),
        lambda tree: (tree / "shop" / "views.py").rename(tree / "shop" / "models.py"),
        lambda tree: (tree / "shop" / "empty").rmdir(),
        lambda tree: (tree / "shop" / "empty" / "deep").mkdir(),
        lambda tree: ((tree / "notes.txt").unlink(), (tree / "notes.txt").symlink_to("shop")),
        lambda tree: (tree / "shop").rename(tree / "store"),
        lambda tree: (tree / "shop" / "views.py").write_text("x = 2\n"),
    ],
)  # fmt: skip
def test_whatever_changes_is_seen(tree: Path, change: object) -> None:
    kept = Kept()
    opened(tree, kept)
    times = tree.stat(), (tree / "shop").stat()
    assert callable(change)
    change(tree)
    for place, info in zip((tree, tree / "shop"), times, strict=True):  # who changes it may set times back
        if place.exists():
            os.utime(place, ns=(info.st_atime_ns, info.st_mtime_ns))
    assert told(opened(tree, kept)) == told(opened(tree, None))


def test_a_folder_that_is_too_young_is_not_trusted(tree: Path, listed: list[bytes]) -> None:
    kept = Kept()
    opened(tree, kept, time.time_ns())
    opened(tree, kept, time.time_ns())
    assert len(listed) == 6


@pytest.mark.parametrize("kind", ["nfs4", "fuse.sshfs", "9p", None])
def test_file_systems_that_may_not_keep_to_it_are_listed_each_time(
    tree: Path, listed: list[bytes], mounts: Path, kind: str | None
) -> None:
    mounts.unlink() if kind is None else mounts.write_text(mounted(kind, tree))
    kept = Kept()
    opened(tree, kept)
    opened(tree, kept)
    assert len(listed) == 6


@pytest.mark.parametrize(
    ("device", "kind"), [("254:0", "ext4"), ("0:21", "proc"), ("0:52", "fuse.sshfs"), ("8:1", "")]
)
def test_the_kind_of_a_file_system_is_read(device: str, kind: str) -> None:
    assert listings.kind_of(device, [*INFO.splitlines(), "nonsense"]) == kind


def test_what_does_not_go_together_is_forgotten(tree: Path) -> None:
    kept = Kept()
    opened(tree, kept)
    kept.all = {key: value.replace(b"views.py", b"views\0py") for key, value in kept.all.items()}
    assert told(opened(tree, kept)) == told(opened(tree, None))


@pytest.mark.parametrize("damage", [b"", b"\x91\x01", b"\xc1"])
def test_what_is_damaged_is_forgotten(tree: Path, damage: bytes) -> None:
    kept = Kept()
    opened(tree, kept)
    kept.all = {key: damage if key.startswith(b"listing1") else value for key, value in kept.all.items()}
    assert told(opened(tree, kept)) == told(opened(tree, None))


def test_what_is_gone_is_forgotten(tree: Path) -> None:
    kept = Kept()
    opened(tree, kept)
    before = kept.listing()
    (tree / "shop" / "empty").rmdir()
    opened(tree, kept)
    assert b"shop/empty/" in before
    assert b"shop/empty/" not in kept.listing()


def test_of_a_tree_that_is_too_large_nothing_is_remembered(
    tree: Path, listed: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listings, "_MOST", 5)
    kept = Kept()
    opened(tree, kept)
    opened(tree, kept)
    assert len(listed) == 6


def test_kinds_and_odd_names_are_kept(tmp_path: Path) -> None:
    kept, info = Kept(), tmp_path.stat()
    entries = [(b"\n", FILE), (b"\xff", FOLDER), (b"a b", OTHER)]
    learnt = Listings(kept, later, b"/")
    learnt.learn(b"x/", info, entries)
    learnt.keep()
    assert Listings(kept, later, b"/").of(b"x/", info) == entries
    assert Listings(kept, later, b"/").of(b"y/", info) is None
