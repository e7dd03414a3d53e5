import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from vedette.store.cache import Memory, Sqlite


class Cache(Protocol):
    def get(self, key: bytes) -> bytes | None: ...
    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]: ...
    def put(self, key: bytes, value: bytes) -> None: ...
    def close(self) -> tuple[str, ...]: ...


class Ticking:
    """A clock one can turn."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def sqlite(folder: Path, most: int = 1 << 30, now: Callable[[], float] = Ticking()) -> Sqlite:  # noqa: B008
    return Sqlite(folder, most, now)


@pytest.mark.parametrize("make", [lambda _: Memory(), sqlite])
def test_what_was_put_is_there(make: Callable[[Path], Cache], tmp_path: Path) -> None:
    cache = make(tmp_path)
    assert cache.get(b"a") is None
    cache.put(b"a", b"1")
    cache.put(b"a", b"2")
    cache.put(b"b", b"")
    assert (cache.get(b"a"), cache.get(b"b")) == (b"2", b"")
    assert cache.close() == ()


@pytest.mark.parametrize("make", [lambda _: Memory(), sqlite])
@pytest.mark.parametrize("many", [0, 1, 3, 256, 257, 1000])
def test_many_are_asked_for_at_once(make: Callable[[Path], Cache], many: int, tmp_path: Path) -> None:
    cache = make(tmp_path)
    keys = [b"%d" % number for number in range(many)]
    for key in keys[:-1]:
        cache.put(key, b"of " + key)
    assert cache.get_many(keys) == {key: b"of " + key for key in keys[:-1]}
    cache.close()
    if isinstance(cache, Sqlite):
        again = sqlite(tmp_path)
        again.put(b"0", b"new")
        known = {key: b"of " + key for key in keys[:-1]}
        assert again.get_many(keys) == ({**known, b"0": b"new"} if keys else {})
        again.close()


def test_of_many_none_is_given_that_is_not_whole(tmp_path: Path) -> None:
    first = sqlite(tmp_path)
    first.put(b"a", b"1")
    first.put(b"b", b"2")
    first.close()
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    base.execute("update kept set value = cast(value || x'00' as blob) where key = x'61'")
    base.commit()
    base.close()
    again = sqlite(tmp_path)
    assert again.get_many([b"a", b"b"]) == {b"b": b"2"}
    again.close()


def test_what_is_asked_for_among_many_is_used(tmp_path: Path) -> None:
    clock = Ticking()
    first = sqlite(tmp_path, now=clock)
    first.put(b"a", b"1")
    first.close()
    clock.now += 200_000
    again = sqlite(tmp_path, now=clock)
    again.get_many([b"a"])
    again.close()
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    assert base.execute("select used from kept").fetchall() == [(1_200_000,)]
    base.close()


def test_it_is_still_there_the_next_time(tmp_path: Path) -> None:
    first = sqlite(tmp_path)
    first.put(b"a", b"1")
    first.close()
    again = sqlite(tmp_path)
    assert again.get(b"a") == b"1"
    again.close()


def test_little_more_is_written_than_is_kept(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    before = _written()
    for number in range(20_000):
        cache.put(f"unit:{hashlib.sha256(b'%d' % number).hexdigest()}:{'path/' * 20}".encode(), bytes(1000))
    cache.close()
    assert _written() - before < 4 * 20_000 * 1000


def _written() -> int:
    text = Path("/proc/self/io").read_text(encoding="ascii")
    return int(text.partition("wchar:")[2].split()[0])


def test_a_long_key_is_told_from_what_stands_for_it(tmp_path: Path) -> None:
    first = sqlite(tmp_path)
    keys = [b"k" * 16, b"k" * 17, b"k" * 300]
    for key in keys:
        first.put(key, b"of %d" % len(key))
    first.close()
    again = sqlite(tmp_path)
    assert [again.get(key) for key in keys] == [b"of 16", b"of 17", b"of 300"]
    assert again.get_many(keys) == {key: b"of %d" % len(key) for key in keys}
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    names = [name for (name,) in base.execute("select key from kept")]
    base.close()
    assert again.get_many(names) == {keys[0]: b"of 16"}, "nothing was put under those of the others"
    again.close()


def test_nobody_else_may_look(tmp_path: Path) -> None:
    sqlite(tmp_path / "deep" / "er").close()
    assert (tmp_path / "deep" / "er").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "deep" / "er" / "facts.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_large_batch_is_written_on_the_way(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    for number in range(6):
        cache.put(b"%d" % number, bytes(1 << 20))
    other = sqlite(tmp_path)
    assert other.get(b"0") == bytes(1 << 20)
    other.close()
    cache.close()


def test_the_oldest_goes_when_there_is_no_room(tmp_path: Path) -> None:
    clock = Ticking()
    cache = sqlite(tmp_path, now=clock)
    for number in range(2000):
        cache.put(b"old%d" % number, bytes(1000))
    cache.close()
    clock.now += 90_000
    cache = sqlite(tmp_path, now=clock)
    assert cache.get(b"old7") is not None
    cache.close()
    clock.now += 90_000
    cache = sqlite(tmp_path, most=1 << 20, now=clock)
    cache.put(b"new", b"1")
    assert cache.close() == ()
    cache = sqlite(tmp_path, now=clock)
    kept = sum(cache.get(b"old%d" % number) is not None for number in range(2000))
    assert 0 < kept < 1000
    assert cache.get(b"new") == b"1"
    assert cache.get(b"old7") is not None, "it was used later than the others"
    cache.close()
    assert (tmp_path / "facts.sqlite").stat().st_size < 2 << 20


@pytest.mark.parametrize(
    "junk", [b"not a database, but long enough to look at" * 100, b"SQLite format 3\0" + bytes(4000)]
)
def test_a_broken_cache_is_dropped_with_a_note(junk: bytes, tmp_path: Path) -> None:
    (tmp_path / "facts.sqlite").write_bytes(junk)
    cache = sqlite(tmp_path)
    cache.put(b"a", b"1")
    assert cache.get(b"a") == b"1"
    (note,) = cache.close()
    assert "broken" in note
    again = sqlite(tmp_path)
    assert again.get(b"a") == b"1"
    assert again.close() == ()


def test_a_cache_that_breaks_while_in_use_is_dropped(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    for number in range(200):
        cache.put(b"%d" % number, bytes(1000))
    cache.close()
    file = tmp_path / "facts.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    cache = sqlite(tmp_path)
    assert all(cache.get(b"%d" % number) is None for number in range(200))
    assert any("broken" in note for note in cache.close())


def test_an_entry_that_rotted_is_not_there(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    cache.put(b"a", b"1234567890")
    cache.close()
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    base.execute("update kept set value = substr(value, 1, 10) || x'00'")
    base.commit()
    base.close()
    cache = sqlite(tmp_path)
    assert cache.get(b"a") is None
    cache.close()


def test_an_entry_moved_to_another_key_is_not_there(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    cache.put(b"a", b"1234567890")
    cache.close()
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    base.execute("update kept set key = x'62'")
    base.commit()
    base.close()
    cache = sqlite(tmp_path)
    assert cache.get(b"b") is None
    cache.close()


def test_a_cache_of_another_version_is_dropped(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "facts.sqlite")
    base.execute("pragma user_version = 99")
    base.close()
    cache = sqlite(tmp_path)
    assert any("broken" in note for note in cache.close())


def test_where_nothing_can_be_written_there_is_no_cache_and_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = sqlite(tmp_path / "file")
    cache.put(b"a", b"1")
    assert cache.get(b"a") == b"1"
    assert any("no cache" in note for note in cache.close())


def test_while_another_writes_nothing_waits_for_ever(tmp_path: Path) -> None:
    cache = sqlite(tmp_path)
    cache.put(b"a", b"1")
    other = sqlite3.connect(tmp_path / "facts.sqlite", isolation_level=None)
    other.execute("begin immediate")
    assert any("not everything was cached" in note for note in cache.close())
    other.execute("rollback")
    other.close()
