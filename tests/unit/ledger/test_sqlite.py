"""The file of a ledger: killed, full, locked, damaged, shared. Nothing acknowledged is lost."""

import shutil
import sqlite3
import subprocess  # noqa: TID251  something has to be killed
import sys
import threading
from pathlib import Path

import pytest

from tests import unsynced
from tests.forking import Script
from tests.unit.ledger.stores import extend, filled
from vedette.core.errors import Unavailable
from vedette.ledger import sqlite as module
from vedette.ledger.log import Ledger
from vedette.ledger.merkle import leaf_hash, tree_hash
from vedette.ledger.sqlite import SqliteStore

ROOT = Path(__file__).parents[3]


def whole(ledger: Ledger) -> list[bytes]:
    """Return the entries, having compared them with the tiles."""
    entries = list(ledger.entries(0, ledger.size()))
    assert ledger.root(len(entries)) == tree_hash([leaf_hash(one) for one in entries])
    return entries


def killing(folder: Path, kills: int, seed: int) -> str:
    """Kill that many writers; return what was said of it."""
    command = [sys.executable, "-m", "tests.unit.ledger.killing", str(folder), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def test_killed_at_ten_points_it_has_lost_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert "acknowledged, all found" in killing(tmp_path, 10, 3)


@pytest.mark.slow
def test_killed_at_200_points_it_has_lost_nothing_it_acknowledged(tmp_path: Path) -> None:
    assert "acknowledged, all found" in killing(tmp_path, 200, 5)


def test_only_its_user_can_read_it(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "new" / "l.sqlite")
    extend(store, [b"a"])
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "new").iterdir()} == {0}
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    store.close()


def test_what_is_acknowledged_is_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "connect", unsynced.connect)
    store = SqliteStore(tmp_path / "l.sqlite")
    assert store._writer is not None  # noqa: SLF001 - there is no other way to ask
    assert store._writer.execute("pragma synchronous").fetchone() == (2,)  # noqa: SLF001
    assert store._writer.execute("pragma journal_mode").fetchone() == ("wal",)  # noqa: SLF001
    store.close()


def test_a_ledger_without_room_says_so_and_goes_on_when_there_is_some(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "l.sqlite")
    ledger = Ledger(store)
    base = store._writer  # noqa: SLF001 - to take its room away
    assert base is not None
    base.execute("pragma max_page_count = 30")
    acknowledged = 0
    while acknowledged < 1000:
        try:
            ledger.append(b"x" * 1000)
        except Unavailable as error:
            assert "make room" in error.hint  # noqa: PT017
            break
        acknowledged += 1
    assert ledger.size() == acknowledged
    assert 10 < acknowledged < 1000
    base.execute("pragma max_page_count = 100000")
    assert ledger.append(b"again").index == acknowledged
    assert len(whole(ledger)) == acknowledged + 1
    ledger.close()


# Appends under a limit on the size of files, printing each index; ends with what went wrong.
STARVED = """
import resource, sys
from pathlib import Path
from vedette.core.errors import Unavailable
from vedette.ledger.log import Ledger
from vedette.ledger.sqlite import SqliteStore
most = int(sys.argv[2])
ledger = Ledger(SqliteStore(Path(sys.argv[1])))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
for _ in range(3000):
    try:
        print(ledger.append(b"x" * 1000).index, flush=True)
    except Unavailable as error:
        print("unavailable:", error.hint, flush=True)
        break
"""


@pytest.mark.parametrize("most", [200_000, 700_000])
def test_a_disk_that_takes_no_more_is_told_and_leaves_nothing_corrupt(tmp_path: Path, most: int) -> None:
    path = tmp_path / "l.sqlite"
    script = Script(STARVED, str(path), str(most))
    *indexes, last = script.communicate().splitlines()
    assert script.returncode == 0
    assert last == "unavailable: check the disk it is on, and the room on it"
    ledger = Ledger(SqliteStore(path))
    assert indexes == [str(number) for number in range(len(indexes))]
    assert len(whole(ledger)) >= len(indexes) > 10
    assert ledger.append(b"again").index >= len(indexes)
    ledger.close()


def test_processes_that_write_at_once_make_one_ledger(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    code = (
        "import sys; from pathlib import Path\n"
        "from vedette.ledger.log import Ledger; from vedette.ledger.sqlite import SqliteStore\n"
        "ledger = Ledger(SqliteStore(Path(sys.argv[1])))\n"
        "for number in range(150): print(ledger.append(b'%d %s' % (number, sys.argv[2].encode())).index)"
    )
    running = [Script(code, str(path), name) for name in ("a", "b", "c")]
    told = [[int(line) for line in one.communicate().split()] for one in running]
    assert [one.returncode for one in running] == [0, 0, 0]
    assert sorted(sum(told, [])) == list(range(450))  # noqa: RUF017
    ledger = Ledger(SqliteStore(path))
    entries = whole(ledger)
    assert [entries[at] for at in told[1]] == [b"%d b" % number for number in range(150)]
    ledger.close()


def test_a_file_another_process_holds_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT_S", 0.01)
    ledger = filled(SqliteStore(tmp_path / "l.sqlite"), 3)
    holder = sqlite3.connect(tmp_path / "l.sqlite", isolation_level=None)
    holder.execute("begin immediate")
    with pytest.raises(Unavailable, match="locked") as error:
        ledger.append(b"a")
    assert "another process" in error.value.hint
    holder.execute("rollback")
    assert ledger.append(b"a").index == 3
    holder.close()
    ledger.close()


def test_what_is_no_ledger_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "l.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(Unavailable, match="not a database") as error:
        SqliteStore(tmp_path / "l.sqlite")
    assert "restore" in error.value.hint
    assert (tmp_path / "l.sqlite").read_bytes().startswith(b"not a database"), "evidence is kept"


def test_a_folder_that_cannot_be_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable, match=r"File exists|Not a directory"):
        SqliteStore(tmp_path / "file" / "l.sqlite")


def test_a_file_cut_short_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    filled(SqliteStore(path), 3000).close()
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(Unavailable):
        whole(Ledger(SqliteStore(path)))


@pytest.mark.parametrize(
    "statement",
    [
        "delete from leaf where number = 599",
        "delete from head",
        "update head set size = 599",
        "update leaf set data = x'00' where number = 511",
        "delete from tile where level = 1",
        "update tile set hashes = zeroblob(64) where level = 1",
    ],
)
def test_what_was_changed_at_its_end_with_sql_is_not_opened(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "l.sqlite"
    filled(SqliteStore(path), 600).close()
    base = sqlite3.connect(path)
    with base:
        base.execute(statement)
    base.close()
    store = SqliteStore(path)
    with pytest.raises(Unavailable):
        Ledger(store)
    store.close()


def test_a_copy_made_while_it_is_closed_is_a_backup(tmp_path: Path) -> None:
    filled(SqliteStore(tmp_path / "l.sqlite"), 600).close()
    shutil.copy(tmp_path / "l.sqlite", tmp_path / "copy.sqlite")
    ledger = Ledger(SqliteStore(tmp_path / "copy.sqlite"))
    assert len(whole(ledger)) == 600
    ledger.close()


class Failing:
    """A connection whose disk fails at the commit."""

    in_transaction = False

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def execute(self, statement: str, *given: object) -> object:
        if statement == "commit":
            self._base.execute("rollback")
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return self._base.execute(statement, *given)  # type: ignore[arg-type]

    def close(self) -> None:
        self._base.close()


def test_after_a_failed_sync_nothing_is_acknowledged_until_a_restart(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "l.sqlite")
    ledger = filled(store, 3)
    store._writer = Failing(store._writer)  # type: ignore[assignment,arg-type]  # noqa: SLF001
    for message in ("disk I/O error", "the disk failed", "the disk failed"):
        with pytest.raises(Unavailable, match=message):
            ledger.append(b"a")
    assert ledger.size() == 3
    ledger.close()


def test_readers_do_not_wait_for_a_writer(tmp_path: Path) -> None:
    ledger = filled(SqliteStore(tmp_path / "l.sqlite"), 600)
    holder = sqlite3.connect(tmp_path / "l.sqlite", isolation_level=None)
    holder.execute("begin immediate")
    got: list[int] = []
    asking = threading.Thread(target=lambda: got.append(len(ledger.inclusion(5, 600))))
    asking.start()
    asking.join(5)
    assert got == [10]
    holder.close()
    ledger.close()
