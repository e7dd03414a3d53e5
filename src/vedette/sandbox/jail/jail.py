"""The sandbox: runs a stranger's program behind the strongest wall this machine can put up, or not at all.

Each run is a starter in a process of its own (starter.py), told what to do by a letter, and a watch over it
(watching.py). Which wall stands is found out by running a program that does nothing, once.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from msgspec import structs

import vedette
from vedette.core.errors import BadInput, LimitHit
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.core.limits import MIB
from vedette.sandbox.jail import letter
from vedette.sandbox.jail.bubblewrap import command_line
from vedette.sandbox.jail.groups import group, group_name, sweep
from vedette.sandbox.jail.layout import layout, readable_paths
from vedette.sandbox.jail.orders import LIMITED
from vedette.sandbox.jail.seccomp import filter_for
from vedette.sandbox.jail.users import nobody
from vedette.sandbox.jail.watching import Allowed, Stream, Watch

PATH: Final = "/usr/local/bin:/usr/bin:/bin"
ENVIRON: Final = {
    "PATH": PATH,
    "HOME": "/tmp",  # noqa: S108  the jail's own
    "TMPDIR": "/tmp",  # noqa: S108
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}
"""All a program finds in its environment beside what its `Program` gives."""
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from vedette.sandbox.jail.starter import main; main()"
)
_OPEN_FILES: Final = 512
_HINT: Final = "install bubblewrap (as apt-get install bubblewrap), and let users make user namespaces"
_HINT_COMMAND: Final = (
    "check the command and the tree: a jailed program sees /usr, its copy, and what is `readable`"
)
_KILLED: Final = -9
_TRIAL: Final = Program(command=("true",), seconds=20.0, processes=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the copy of a tree may take, and what may be written beside it."""

    tree_bytes: int = 512 * MIB
    tree_files: int = 50_000
    tree_depth: int = 64
    files_beyond: int = 2
    """How many of the largest files a program may write fit in."""
    streams_beyond: int = 64
    """How many times what is kept of a stream it may carry before the run is ended."""


@dataclass(slots=True)
class Jail:
    """A `Sandbox` (core/executions.py)."""

    room: Room = field(default_factory=Room)
    path: str | None = None
    """Where bubblewrap is looked for; `None`: where our own PATH says."""
    only: Walls | None = None
    """One wall and no other: for tests of it."""
    _found: Walls | NotExecuted | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, program: Program) -> Execution | NotExecuted:
        """Run a program on a copy, to its end or to its bounds, and kill all that it started.

        Raises:
            LimitHit: the tree to copy is too large.
            BadInput: it asks to read what a jailed program may not see.

        """
        program = _checked(program)
        wall = self.wall()
        return wall if isinstance(wall, NotExecuted) else self._behind(wall, program)

    def wall(self) -> Walls | NotExecuted:
        """Say which wall stands here, by trying; what was found holds for as long as we live."""
        with self._lock:
            if self._found is None:
                self._found = self._try()
            return self._found

    def _try(self) -> Walls | NotExecuted:
        sweep()
        whys: list[str] = []
        for wall in Walls if self.only is None else (self.only,):
            answer = self._behind(wall, _checked(_TRIAL))
            if isinstance(answer, Execution) and answer.code == 0:
                return wall
            words = answer.why if isinstance(answer, NotExecuted) else f"a trial ended with {answer.code}"
            whys.append(f"{wall.value}: {words}")
        return NotExecuted(why="no wall could be put up here (" + "; ".join(whys) + ")", hint=_HINT)

    def _behind(self, wall: Walls, program: Program) -> Execution | NotExecuted:
        filtering = filter_for(os.uname().machine) if sys.platform == "linux" else None
        bwrap = shutil.which("bwrap", path=self.path) if wall is Walls.BUBBLEWRAP else ""
        if filtering is None:
            return NotExecuted(
                why=f"no filter for {sys.platform} on this machine", hint="use Linux on x86_64 or aarch64"
            )
        if bwrap is None:
            return NotExecuted(why="it is not installed", hint=_HINT)
        name = group_name(secrets.token_hex(8))
        groups = group(name, program.memory_bytes + self._beside(program), program.processes + 3)
        with groups as joined, _stage() as stage:
            told = letter.write(
                [
                    *self._wall(wall, bwrap, stage, program),
                    *self._bounds(program),
                    *_files(program),
                    *(("cgroup", os.fsencode(one)) for one in joined),
                    ("filter", filtering),
                    ("stage", os.fsencode(stage)),
                    ("user", nobody().encode()),
                    ("parent", str(os.getpid()).encode()),
                ]
            )
            return self._watched(wall, program, told)

    def _wall(self, wall: Walls, bwrap: str, stage: str, program: Program) -> Iterator[tuple[str, bytes]]:
        readable = readable_paths(program.readable)
        mounts = layout(stage, readable)
        yield "wall", wall.value.encode()
        yield from (("readable", os.fsencode(one)) for one in readable)
        if wall is Walls.BUBBLEWRAP:
            words = command_line(bwrap, mounts, program)
            yield from (("bubblewrap", os.fsencode(word)) for word in words)
        else:
            yield from (("command", os.fsencode(word)) for word in program.command)
            yield from (("mount", os.fsencode("\0".join(mount))) for mount in mounts)

    def _bounds(self, program: Program) -> Iterator[tuple[str, bytes]]:
        bounds = {
            "tree_bytes": self.room.tree_bytes,
            "tree_files": self.room.tree_files,
            "tree_depth": self.room.tree_depth,
            "room": self._beside(program),
            "cpu": math.ceil(program.seconds),
            "file_bytes": program.file_bytes,
            "memory_bytes": program.memory_bytes,
            "processes": program.processes,
            "open_files": _OPEN_FILES,
        }
        yield from ((name, str(value).encode()) for name, value in bounds.items())

    def _beside(self, program: Program) -> int:
        return self.room.files_beyond * program.file_bytes

    def _watched(self, wall: Walls, program: Program, told: bytes) -> Execution | NotExecuted:
        began = time.monotonic()
        out, err = Stream(program.output_bytes), Stream(program.output_bytes)
        with _started(told, program.stdin) as (process, status):
            watch = Watch(process, status, out, err)
            most = program.output_bytes * self.room.streams_beyond
            watch.until_end(Allowed(seconds=program.seconds, memory=program.memory_bytes, output=most))
        code = watch.code()
        if code is None and not (watch.stopped and watch.inner is not None):
            return _never(watch)
        return Execution(
            code=_KILLED if code is None or watch.stopped else code,
            out=bytes(out.kept),
            err=bytes(err.kept),
            out_digest=f"sha256:{out.digest.hexdigest()}",
            err_digest=f"sha256:{err.digest.hexdigest()}",
            cut=out.size + err.size - len(out.kept) - len(err.kept),
            timed_out=watch.stopped == "time",
            walls=wall,
            seconds=round(time.monotonic() - began, 3),
        )


def _never(watch: Watch) -> NotExecuted:
    kind, words = watch.trouble()
    if kind == LIMITED:
        raise LimitHit(
            f"the copy for a jailed program: {words}", hint="point to a smaller folder, or clean it"
        )
    return NotExecuted(why=words, hint=_HINT_COMMAND)


def _files(program: Program) -> Iterator[tuple[str, bytes]]:
    if program.tree:
        yield "tree", os.fsencode(os.path.abspath(program.tree))  # noqa: PTH100  a link to a folder is followed once
    for name, content in program.files.items():
        yield from (("file", os.fsencode(name)), ("content", content))
    for name, value in program.environ.items():
        yield from (("name", os.fsencode(name)), ("value", os.fsencode(value)))


def _checked(program: Program) -> Program:
    """Return a program with its whole environment, or refuse what no program can be started with."""
    words = (*program.command, *program.environ, *program.environ.values())
    if not program.command or not program.command[0] or any("\0" in word for word in words):
        raise BadInput(
            "a jailed program needs a command, and no NUL in any word", hint="this is a fault of ours"
        )
    if any("=" in name or not name for name in program.environ):
        raise BadInput("a name in the environment is empty or holds =", hint="this is a fault of ours")
    for name in program.files:
        if any(part in {"", ".", ".."} for part in name.split("/")) or "\0" in name:
            raise BadInput(f"{name!r}: no path inside a work folder", hint="name files as src/thing.py")
    return structs.replace(program, environ=ENVIRON | dict(program.environ))


@contextlib.contextmanager
def _stage() -> Iterator[str]:
    """Make an empty folder that anybody may pass through; what is mounted on it is the starter's alone."""
    folder = tempfile.mkdtemp(prefix="vedette-jail-", dir=_passable())
    try:
        yield folder
    finally:
        Path(folder).rmdir()


def _passable() -> str:
    """Choose a folder for temporary files that a user without rights can reach."""
    chosen = Path(tempfile.gettempdir()).resolve()
    if all(one.stat().st_mode & 0o001 for one in (chosen, *chosen.parents)):
        return str(chosen)
    return "/tmp"  # noqa: S108


@contextlib.contextmanager
def _started(told: bytes, stdin: bytes) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """Start a starter; it inherits its letter, what the program reads, and a descriptor to report on."""
    reads, writes = os.pipe()
    with contextlib.ExitStack() as closing:
        status = closing.enter_context(os.fdopen(reads, "rb", buffering=0))
        given, letter_fd = (closing.enter_context(_sealed(blob)) for blob in (stdin, told))
        command = [sys.executable, "-I", "-S", "-B", "-c", _START, str(Path(vedette.__file__).parents[1])]
        try:
            process = subprocess.Popen(
                [*command, str(letter_fd.fileno()), str(writes)],
                stdin=given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={},
                cwd="/",
                pass_fds=(letter_fd.fileno(), writes),
            )
        finally:
            os.close(writes)
        with process:
            yield process, status


def _sealed(content: bytes) -> IO[bytes]:
    """Return a file in memory that nobody can write any more, at its beginning."""
    made = os.memfd_create("vedette", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with os.fdopen(made, "wb") as out:
        out.write(content)
        out.flush()
        fcntl.fcntl(made, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
        return Path(f"/proc/self/fd/{made}").open("rb")
