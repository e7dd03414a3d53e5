import os
import shutil
import stat
import subprocess  # noqa: TID251 - what is tested ends real processes
import sys
from pathlib import Path

import msgspec
import pytest

from tests.unit.app.actionhouse import Home, users
from vedette.app.actionevidence import MANIFEST
from vedette.core.actions import ActionKind, ActionState
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.respond.events import PieceAdded
from vedette.sandbox.responding import SYSTEM_PATH, Responding

ROOT = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("usermod", path=SYSTEM_PATH) is None, reason="needs root and usermod"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def lines(root: Path) -> dict[str, bytes]:
    return {name: (root / "etc" / name).read_bytes() for name in ("passwd", "shadow", "group")}


@ROOT
@pytest.mark.parametrize(
    ("shadow", "closed"),
    [
        ("ana:$6$salt$hash:19000:0:99999:7:::", "ana:!$6$salt$hash:19000:0:99999:7::1:"),
        ("ana:$6$salt$hash:19000:0:99999:7::22000:", "ana:!$6$salt$hash:19000:0:99999:7::1:"),
        ("ana:!$6$salt$hash:19000:0:99999:7:::", "ana:!$6$salt$hash:19000:0:99999:7::1:"),
        ("ana:*:19000:0:99999:7:::", "ana:*:19000:0:99999:7::1:"),
        ("ana::19000:0:99999:7:::", "ana::19000:0:99999:7::1:"),
    ],
)
def test_an_account_is_closed_and_comes_back_line_for_line(home: Home, shadow: str, closed: str) -> None:
    root = users(home.folder / "system", shadow)
    before = lines(root)
    action = home.run(home.plan(ActionKind.DISABLE_ACCOUNT, "ana", root=str(root)))
    assert action.state is ActionState.VERIFIED, action.why
    assert closed.encode() in lines(root)["shadow"]
    kept = (home.kept.folder / f"{action.id}.jsonl").read_bytes()
    assert b"$6$" not in kept, "no password's hash on the record"
    assert home.undo(action).state is ActionState.UNDONE
    assert lines(root) == before


@ROOT
def test_an_account_that_changed_since_is_not_forced_back(home: Home) -> None:
    root = users(home.folder / "system")
    action = home.plan(ActionKind.DISABLE_ACCOUNT, "ana", root=str(root))
    shadow = root / "etc" / "shadow"
    shadow.write_text(shadow.read_text().replace(":7:::\n", ":7::21000:\n"))
    with pytest.raises(BadInput, match="changed since"):
        home.run(action)


def test_an_account_that_is_not_there_is_said_so(home: Home) -> None:
    root = users(home.folder / "system")
    with pytest.raises(BadInput, match="no account of this machine"):
        home.plan(ActionKind.DISABLE_ACCOUNT, "eve", root=str(root))


def test_evidence_is_kept_with_digests_for_the_locker(home: Home) -> None:
    action = home.run(home.plan(ActionKind.SNAPSHOT_EVIDENCE, "this-host"))
    assert action.state is ActionState.DONE
    assert action.id.startswith("n-")
    folder = home.kept.folder / "evidence" / action.id
    kept = msgspec.json.decode((folder / MANIFEST).read_bytes())
    assert kept
    for one in kept:
        path = folder / one["file"]
        assert one["digest"] == sha256(path.read_bytes())
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if shutil.which("ps", path=SYSTEM_PATH) is not None:
        assert b"PID" in (folder / "01-ps.txt").read_bytes()
    pieces = [one.what.piece for one in home.kept.events(action.id) if isinstance(one.what, PieceAdded)]
    assert [(one.name, one.digest) for one in pieces] == [(one["file"], one["digest"]) for one in kept]


def test_without_any_program_no_evidence_is_kept_and_it_says_so(tmp_path: Path) -> None:
    home = Home(tmp_path, responding=Responding(path=str(tmp_path)))
    action = home.run(home.plan(ActionKind.SNAPSHOT_EVIDENCE, "this-host"))
    assert action.state is ActionState.UNDONE
    assert "0 files" in action.done[1].said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may change everything")
def test_a_folder_that_may_not_be_changed_is_said_before(home: Home) -> None:
    folder = home.folder / "etc"
    folder.mkdir()
    (folder / "hosts").write_text("127.0.0.1 localhost\n")
    action = home.plan(ActionKind.BLOCK_DOMAIN, "evil.example", hosts=str(folder / "hosts"))
    folder.chmod(0o500)
    try:
        tried = home.tries(action)
        assert "may not be changed" in tried.trials[0].said
    finally:
        folder.chmod(0o700)


def test_a_file_of_another_system_is_no_file_here(home: Home) -> None:
    with pytest.raises(BadInput, match="no file here"):
        home.plan(ActionKind.QUARANTINE_FILE, "C:\\Users\\ana\\a.exe")


def test_a_hash_is_put_on_a_list_other_engines_read(home: Home) -> None:
    action = home.run(home.plan(ActionKind.BLOCK_HASH, "a" * 64))
    assert (home.kept.folder / "deny.txt").read_text() == "a" * 64 + "\n"
    other = home.run(home.plan(ActionKind.BLOCK_HASH, "b" * 32))
    home.undo(action)
    assert (home.kept.folder / "deny.txt").read_text() == "b" * 32 + "\n"
    home.undo(other)


def test_a_file_is_quarantined_with_evidence_first(home: Home) -> None:
    path = home.folder / "evil.php"
    path.write_bytes(b"evil")
    action = home.run(home.plan(ActionKind.QUARANTINE_FILE, str(path)))
    assert action.state is ActionState.VERIFIED
    assert not path.exists()
    assert (home.kept.folder / "evidence" / action.id / MANIFEST).exists()
    home.undo(action)
    assert path.read_bytes() == b"evil"


_SESSIONS = """
import os, subprocess, sys, time
from pathlib import Path
from tests.unit.app.actionhouse import Home
from vedette.core.actions import ActionKind

mine, theirs = (
    subprocess.Popen(["sleep", "60"], user=uid) for uid in ("daemon", "games")
)
home = Home(Path(sys.argv[1]))
action = home.plan(ActionKind.REVOKE_SESSIONS, "games")
assert action.plan.steps[-1].command[0] == "pkill", action.plan.steps
action = home.run(action)
print(action.state.value, theirs.wait(5), mine.poll())
mine.kill()
mine.wait()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.slow
def test_what_somebody_has_open_is_ended_and_nobody_elses(tmp_path: Path) -> None:
    """In a process table of its own: nothing of this machine is ended."""
    inside = ["unshare", "--pid", "--fork", "--mount-proc"]
    tried = subprocess.run([*inside, "true"], capture_output=True, check=False)  # noqa: S603
    if tried.returncode:
        pytest.skip(f"no process namespaces: {tried.stderr.decode()}")
    command = [*inside, sys.executable, "-c", _SESSIONS, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert done.stdout == "verified -9 None\n", done.stdout + done.stderr
