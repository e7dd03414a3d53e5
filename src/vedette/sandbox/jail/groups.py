"""Control groups: a bound on memory and processes over all of a jail at once, where we may make one.

Version 1 has a tree for each resource, version 2 one for all (Linux, admin-guide/cgroup-v1, cgroup-v2.rst).
Without them the limits of each process hold, and whoever watches a run adds up its memory.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

TREE: Final = Path("/sys/fs/cgroup")
PREFIX: Final = "vedette-jail-"
_TRIES: Final = 50
_PAUSE: Final = 0.01


@contextlib.contextmanager
def group(name: str, memory: int, processes: int, tree: Path = TREE) -> Iterator[tuple[Path, ...]]:
    """Give the `cgroup.procs` files to be joined, none where that is forbidden; take the groups away after.

    Args:
        name: of this run, and of no other.
        memory: bytes, file pages in memory included.
        processes: and threads.
        tree: where control groups are mounted.

    """
    made = _version_2(name, memory, processes, tree) or _version_1(name, memory, processes, tree)
    try:
        yield tuple(one / "cgroup.procs" for one in made)
    finally:
        for one in made:
            _remove(one)


def sweep(tree: Path = TREE) -> None:
    """Take away groups whose run was killed together with us: empty, named for a process that is gone."""
    for pattern in (f"{PREFIX}*", f"*/{PREFIX}*"):
        for one in tree.glob(pattern):
            process = one.name.removeprefix(PREFIX).partition("-")[0]
            if process.isdigit() and not Path("/proc", process).exists():
                with contextlib.suppress(OSError):
                    one.rmdir()


def group_name(mark: str) -> str:
    """Name a run's groups so that it can be told later whether anybody may still need them."""
    return f"{PREFIX}{os.getpid()}-{mark}"


def _version_1(name: str, memory: int, processes: int, tree: Path) -> list[Path]:
    wishes: dict[str, Mapping[str, int]] = {
        "memory": {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory},
        "pids": {"pids.max": processes},
    }
    made = [_made(tree / kind / name, limits) for kind, limits in wishes.items() if (tree / kind).is_dir()]
    return [one for one in made if one is not None]


def _version_2(name: str, memory: int, processes: int, tree: Path) -> list[Path]:
    """Make one below our own group or the root, wherever its parent shares out both resources."""
    if not (tree / "cgroup.controllers").is_file():
        return []
    limits = {"memory.max": memory, "memory.swap.max": 0, "pids.max": processes}
    for parent in (_own(tree), tree):
        with contextlib.suppress(OSError):
            shared = (parent / "cgroup.subtree_control").read_text(encoding="ascii").split()
            if {"memory", "pids"} <= set(shared):
                made = _made(parent / name, limits)
                return [] if made is None else [made]
    return []


def _own(tree: Path) -> Path:
    for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
        if line.startswith("0::/"):
            return tree / line[4:]
    return tree


def _made(folder: Path, limits: Mapping[str, int]) -> Path | None:
    """Make a group with limits; a kernel without swap has no limit for it."""
    try:
        folder.mkdir()
    except OSError:
        return None
    set_any = False
    for name, most in limits.items():
        with contextlib.suppress(OSError):
            (folder / name).write_text(str(most), encoding="ascii")
            set_any = True
    if set_any:
        return folder
    _remove(folder)
    return None


def _remove(folder: Path) -> None:
    """Take a group away; the kernel forgets its dead a moment after they are gone."""
    for _ in range(_TRIES):
        try:
            folder.rmdir()
        except OSError:
            time.sleep(_PAUSE)
        else:
            return
