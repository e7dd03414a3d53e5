"""What is SQLite's own: one file, one writer, and disks that fail."""

import subprocess  # noqa: TID251  a process that forks
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vedette.core.errors import Unavailable
from vedette.store.engine import Run
from vedette.store.sql import Database, on_sqlite
from vedette.store.sqlite import Sqlite

TABLE = ["create table numbers (n bigint)"]

FORK = """
import os, sys
from pathlib import Path
from vedette.store.sql import on_sqlite
base = on_sqlite(Path(sys.argv[1]))
base.change(lambda run: run("insert into numbers values (1)"))
base.read("select n from numbers")
child = os.fork()
for _ in range(50):
    assert base.read("select count(*) from numbers")
    base.change(lambda run: run("insert into numbers values (1)"))
if child:
    assert os.waitpid(child, 0)[1] == 0
    print(base.read("select count(*) from numbers")[0][0])
os._exit(0)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "base.sqlite"


def opened(path: Path, wait_s: float = 5.0) -> Database:
    base = Database(Sqlite(path, wait_s=wait_s))
    base.upgrade("numbers", TABLE)
    return base


def test_who_waits_too_long_for_another_process_is_told(path: Path) -> None:
    one, other = opened(path), opened(path, wait_s=0.05)

    def work(run: Run) -> None:
        run("insert into numbers values (1)")
        with pytest.raises(Unavailable, match=r"base.sqlite is busy") as error:
            other.change(lambda run: run("insert into numbers values (2)"))
        assert "try again" in error.value.hint

    one.change(work)
    assert other.read("select n from numbers") == [(1,)]
    one.close()
    other.close()


def test_who_waits_too_long_for_another_thread_is_told(path: Path) -> None:
    base = opened(path, wait_s=0.05)
    with pytest.raises(Unavailable, match=r"base.sqlite is busy"):
        base.change(lambda run: [run("select 1"), base.change(lambda run: run("select 1"))])
    base.close()


def test_who_writes_without_a_pause_leaves_the_others_their_turn(path: Path) -> None:
    greedy, other = opened(path), opened(path)
    done = threading.Event()

    def hold(run: Run) -> None:
        run("insert into numbers values (1)")
        done.wait(0.05)

    def write() -> None:
        while not done.is_set():
            greedy.change(hold)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            for _ in range(20):
                other.change(lambda run: run("insert into numbers values (2)"))
        finally:
            done.set()
        writing.result()
    assert other.read("select count(*) from numbers where n = 2") == [(20,)]
    greedy.close()
    other.close()


def test_many_may_read_at_once(path: Path) -> None:
    base = opened(path)
    start = threading.Barrier(20)

    def one(_: int) -> int:
        start.wait()
        return len(
            base.read(
                "with recursive c(x) as (select 1 union all select x + 1 from c limit 5000) select x from c"
            )
        )

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(one, range(20))) == [5000] * 20
    base.close()


def test_after_a_fork_each_has_connections_of_its_own(path: Path) -> None:
    opened(path).close()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", FORK, str(path)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("101\n", "")


@pytest.mark.parametrize("junk", [b"no database, but long enough to be taken for one " * 100])
def test_a_file_that_is_no_database_is_not_touched(path: Path, junk: bytes) -> None:
    path.write_bytes(junk)
    with pytest.raises(Unavailable, match="it is no database") as error:
        on_sqlite(path)
    assert "backup" in error.value.hint
    assert path.read_bytes() == junk


def test_a_file_that_promised_nothing_is_made_anew(path: Path) -> None:
    path.write_bytes(b"what a power cut left " * 1000)
    base = on_sqlite(path, "off")
    base.upgrade("numbers", TABLE)
    assert base.read("select * from numbers") == []
    assert path.stat().st_mode & 0o777 == 0o600
    base.close()


def test_a_damaged_page_is_told(path: Path) -> None:
    base = opened(path)
    base.change(lambda run: [run("insert into numbers values (?)", (n,)) for n in range(5000)])
    base.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\x7f" * 8192 + whole[16384:])
    base = on_sqlite(path)
    with pytest.raises(Unavailable, match="it is damaged"):
        base.read("select sum(n) from numbers")
    base.close()


def test_a_place_that_cannot_be_had_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match=r"base.sqlite: (Not a directory|File exists)"):
        on_sqlite(tmp_path / "file" / "base.sqlite")
    (tmp_path / "base.sqlite").mkdir()
    with pytest.raises(Unavailable):
        on_sqlite(tmp_path / "base.sqlite")


def test_a_folder_that_is_everybodys_is_neither_used_nor_closed(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(Unavailable, match="is open to everybody"):
        on_sqlite(shared / "base.sqlite")
    assert shared.stat().st_mode & 0o7777 == 0o1777
    assert not list(shared.iterdir())


def test_a_mistake_of_ours_is_not_hidden(path: Path) -> None:
    base = opened(path)
    with pytest.raises(Exception, match="no such table") as error:
        base.read("select * from nowhere")
    assert not isinstance(error.value, Unavailable)
    assert error.value.__cause__ is None
    base.close()
