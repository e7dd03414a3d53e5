"""The sandbox as its callers use it, behind each wall that stands here, and where none does."""

import hashlib
import json
import os
import shutil
import signal
import subprocess  # noqa: TID251  what stands outside a jail cannot be started by it
import sys
import tempfile
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

import vedette
from vedette.core.errors import BadInput, LimitHit
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.sandbox.jail.jail import Jail, Room
from vedette.sandbox.jail.probes.escapes import left
from vedette.sandbox.jail.toolchain import interpreter

TOOLS = interpreter()
SRC = str(Path(vedette.__file__).parents[1])


@pytest.fixture(scope="module", params=list(Walls), ids=str)
def jail(request: pytest.FixtureRequest) -> Jail:
    made = Jail(only=request.param)
    found = made.wall()
    if isinstance(found, NotExecuted):
        pytest.skip(f"NOT EXECUTED, so nothing is known of this wall here: {found.why}")
    return made


def python(jail: Jail, code: str, **more: Any) -> Execution:  # noqa: ANN401
    command = (TOOLS.python, "-I", "-S", "-B", "-c", textwrap.dedent(code), *more.pop("words", ()))
    ran = jail.run(Program(command=command, readable=TOOLS.readable, **{"seconds": 20.0, **more}))
    assert isinstance(ran, Execution), ran
    return ran


def test_what_goes_in_and_what_comes_out(jail: Jail) -> None:
    ran = python(
        jail,
        "import os, sys; print(sys.stdin.read()[::-1], os.environ['GIVEN']); os.write(2, b'e'); sys.exit(3)",
        stdin=b"abc",
        environ={"GIVEN": "this"},
    )
    assert (ran.code, ran.out, ran.err, ran.cut, ran.timed_out) == (3, b"cba this\n", b"e", 0, False)
    assert ran.out_digest == f"sha256:{hashlib.sha256(b'cba this' + bytes([10])).hexdigest()}"
    assert ran.walls is jail.only
    assert ran.seconds > 0


def test_it_works_on_a_copy_with_files_laid_over(jail: Jail, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/a").write_text("old")
    code = "import os; print(open('sub/a').read(), open('sub/b').read(), os.getcwd()); open('sub/a', 'w')"
    ran = python(jail, code, tree=str(tmp_path), files={"sub/b": b"laid"})
    assert ran.out == b"old laid /box\n"
    assert (tmp_path / "sub/a").read_text() == "old"
    assert not (tmp_path / "sub/b").exists()


def test_a_tree_only_its_owner_can_read_is_copied(jail: Jail, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    (tmp_path / "a").chmod(0o600)
    tmp_path.chmod(0o700)
    assert python(jail, "print(open('a').read())", tree=str(tmp_path)).out == b"mine\n"


def test_output_beyond_what_is_kept_is_counted_and_hashed(jail: Jail) -> None:
    ran = python(jail, "import os; os.write(1, b'x' * 5000); os.write(2, b'y' * 10)", output_bytes=1000)
    assert ran.out == b"x" * 1000
    assert ran.cut == 4000
    assert ran.out_digest == f"sha256:{hashlib.sha256(b'x' * 5000).hexdigest()}"


def test_a_signal_is_a_code_below_zero(jail: Jail) -> None:
    assert python(jail, "import os; os.kill(os.getpid(), 15)").code == -signal.SIGTERM


@pytest.mark.parametrize("command", ["no-such-program-anywhere", "/etc/passwd", "./not-there"])
def test_a_program_that_cannot_be_started_is_not_executed(jail: Jail, command: str) -> None:
    ran = jail.run(Program(command=(command,), seconds=10))
    assert isinstance(ran, NotExecuted)
    assert command in ran.why
    assert "readable" in ran.hint


def test_time_is_up_for_all_of_it(jail: Jail) -> None:
    began = time.monotonic()
    mark = f"mark-{os.urandom(8).hex()}"
    code = "import os, time; [os.fork() for _ in range(3)]; os.getpid() > 9 and os.setsid(); time.sleep(60)"
    ran = python(jail, code, seconds=0.5, words=(mark,))
    assert ran.timed_out
    assert ran.code == -9
    assert time.monotonic() - began < 20
    assert not left(mark)


def test_a_plain_program_stops_at_a_file_that_is_too_large(jail: Jail) -> None:
    ran = jail.run(
        Program(command=("dd", "if=/dev/zero", "of=large", "bs=65536"), file_bytes=1 << 20, seconds=20)
    )
    assert isinstance(ran, Execution)
    assert ran.code == -signal.SIGXFSZ


def test_the_inner_loopback_works(jail: Jail) -> None:
    code = """
    import socket
    server = socket.create_server(('127.0.0.1', 0))
    with socket.create_connection(server.getsockname()) as to:
        to.sendall(b'hello')
        print(server.accept()[0].recv(9))
    """
    assert python(jail, code).out == b"b'hello'\n"


def test_tests_of_a_project_run_with_our_own_interpreter(jail: Jail, tmp_path: Path) -> None:
    (tmp_path / "thing.py").write_text("def double(x): return 2 * x\n")
    (tmp_path / "test_thing.py").write_text("import thing\ndef test_it(): assert thing.double(2) == 5\n")
    command = (TOOLS.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    # Without all that is installed beside it, which takes longest to load.
    alone = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = jail.run(
        Program(command=command, readable=TOOLS.readable, tree=str(tmp_path), environ=alone, seconds=200)
    )
    assert isinstance(ran, Execution)
    assert ran.code == 1
    assert b"assert 4 == 5" in ran.out
    assert b"1 failed" in ran.out


@pytest.mark.parametrize(
    ("room", "words"),
    [(Room(tree_bytes=10), "10 bytes"), (Room(tree_files=1), "files"), (Room(tree_depth=0), "within")],
)
def test_a_tree_that_is_too_large_is_refused(jail: Jail, tmp_path: Path, room: Room, words: str) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c").write_text("x" * 100)
    small = Jail(room=room, only=jail.only)
    with pytest.raises(LimitHit, match=words) as caught:
        small.run(Program(command=("true",), tree=str(tmp_path)))
    assert caught.value.hint


def test_a_tree_that_is_not_there_is_not_executed(jail: Jail, tmp_path: Path) -> None:
    ran = jail.run(Program(command=("true",), tree=str(tmp_path / "nothing")))
    assert isinstance(ran, NotExecuted)
    assert "nothing" in ran.why


@pytest.mark.parametrize(
    "wrong",
    [
        {"command": ()},
        {"command": ("",)},
        {"command": ("a\0b",)},
        {"environ": {"A=B": "c"}},
        {"environ": {"": "c"}},
        {"files": {"../x": b""}},
        {"readable": ("/etc",)},
    ],
)
def test_what_cannot_be_started_is_refused_before(jail: Jail, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        jail.run(Program(**{"command": ("true",), **wrong}))


def test_nothing_is_left_of_a_run_whose_starter_lost_its_parent(jail: Jail) -> None:
    mark = f"mark-{os.urandom(8).hex()}"
    code = f"""
    from vedette.core.executions import Program, Walls
    from vedette.sandbox.jail.jail import Jail
    command = ("sh", "-c", "sleep 50; true", {mark!r})
    Jail(only=Walls({str(jail.only)!r})).run(Program(command=command, seconds=50))
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)]) as parent:  # noqa: S603
        until(lambda: len([one for one in left(mark) if comm(one) == "sh"]) > 0)
        parent.kill()
    until(lambda: not left(mark))


def comm(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def until(holds: Any) -> None:  # noqa: ANN401
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_nothing_is_left_on_disk(jail: Jail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        python(jail, "open('x', 'w').write('y')", tree=str(tmp_path))
        monkeypatch.undo()
        assert not list(Path(folder).iterdir())


def test_locks_and_memory_shared_by_children_work(jail: Jail) -> None:
    code = """
    import multiprocessing.shared_memory as shared, multiprocessing as many
    with many.Semaphore():
        block = shared.SharedMemory(create=True, size=10)
    block.buf[0] = 7
    if not __import__('os').fork():
        __import__('os')._exit(block.buf[0])
    print(__import__('os').wait()[1] >> 8)
    block.close()
    block.unlink()
    """
    ran = python(jail, code)
    assert ran.out == b"7\n", ran.err


def test_the_strongest_wall_that_stands_is_taken() -> None:
    stand = [wall for wall in Walls if not isinstance(Jail(only=wall).wall(), NotExecuted)]
    found = Jail().wall()
    assert (found == stand[0]) if stand else isinstance(found, NotExecuted)


def test_without_bubblewrap_the_second_wall_is_taken(tmp_path: Path) -> None:
    second = Jail(only=Walls.LANDLOCK).wall()
    found = Jail(path=str(tmp_path)).wall()
    if isinstance(second, NotExecuted):
        assert isinstance(found, NotExecuted)
    else:
        assert found is Walls.LANDLOCK


def test_where_namespaces_are_forbidden_nothing_is_run_at_all(tmp_path: Path) -> None:
    """In a namespace that may have none below it, as in many containers, neither wall can be put up."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here to forbid namespaces with")
    code = f"""
    import json, sys
    sys.path.insert(0, {SRC!r})
    from vedette.core.executions import Program
    from vedette.sandbox.jail.jail import Jail
    ran = Jail().run(Program(command=("touch", {str(tmp_path / "made")!r}), readable=()))
    print(json.dumps([type(ran).__name__, ran.why, ran.hint]))
    """
    kinds = ("user", "mnt")
    forbid = "".join(f"echo 0 > /proc/sys/user/max_{kind}_namespaces && " for kind in kinds) + 'exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", forbid, "sh"]
    ran = subprocess.run(  # noqa: S603
        [*command, sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=False, timeout=50
    )
    if b"unshare" in ran.stderr or b"cannot create" in ran.stderr:
        pytest.skip(f"no namespace to try it in: {ran.stderr.decode()}")
    kind, why, hint = json.loads(ran.stdout)
    assert kind == "NotExecuted"
    assert "bubblewrap" in why
    assert "landlock" in why
    assert "install bubblewrap" in hint
    assert not (tmp_path / "made").exists()


def test_no_other_system_or_machine_is_pretended_to_be_walled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vedette.sandbox.jail.jail.filter_for", lambda _machine: None)
    found = Jail().wall()
    assert isinstance(found, NotExecuted)
    assert "no filter" in found.why
