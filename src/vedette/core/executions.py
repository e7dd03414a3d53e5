"""What is to be run in a sandbox and what came of it, as values; and what a sandbox has to be able to do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]


class Walls(StrEnum):
    """What stood between a program and the machine, strongest first."""

    BUBBLEWRAP = "bubblewrap"
    """Namespaces by bubblewrap as a user without rights, a system call filter, resource limits."""
    LANDLOCK = "landlock"
    """Namespaces by unshare, Landlock, a system call filter, resource limits."""


class Program(Struct, frozen=True, kw_only=True):
    """A command to run on a copy of some files, with every bound it has."""

    command: tuple[str, ...]
    """The program and its arguments; never a shell's text."""
    tree: str = ""
    """A folder that is copied in first, by its path on this machine; the original is not written to."""
    files: Mapping[str, bytes] = {}
    """Files laid over the copy, by path relative to the work folder."""
    environ: Mapping[str, str] = {}
    readable: tuple[str, ...] = ()
    """Folders shown read-only by their own names, beside /usr: an interpreter, its packages, never more."""
    stdin: bytes = b""
    seconds: Annotated[float, Meta(gt=0)] = 60.0
    """Wall time, and as much processor time for each process."""
    memory_bytes: Annotated[int, Meta(gt=0)] = 1 << 30
    processes: Annotated[int, Meta(gt=0)] = 64
    file_bytes: Annotated[int, Meta(gt=0)] = 256 << 20
    """The largest file it may write."""
    output_bytes: Annotated[int, Meta(gt=0)] = 1 << 20
    """Kept of each of its two streams; what is beyond is counted, not kept."""


class Execution(Struct, frozen=True, kw_only=True):
    """How a run ended."""

    code: int
    """Exit code; negative: the signal that ended it."""
    out: bytes
    """The beginning of what it printed."""
    err: bytes
    out_digest: str
    """sha256: of all it printed."""
    err_digest: str
    cut: Count = 0
    """Bytes of both streams that were not kept."""
    timed_out: bool = False
    walls: Walls
    seconds: float = 0.0


class NotExecuted(Struct, frozen=True, kw_only=True):
    """Why nothing was run: shown as "not executed", never taken for a success."""

    why: str
    hint: str = ""


class Sandbox(Protocol):
    """Runs what nobody trusts."""

    def run(self, program: Program) -> Execution | NotExecuted:
        """Run a program on a copy, to its end or to its bounds, and kill all that it started.

        Raises:
            LimitHit: the tree to copy is too large.

        """
        ...
