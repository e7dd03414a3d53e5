"""A git repository on this machine, read object by object: no checkout, no hook, no filter, no network.

A checkout would apply what the repository itself asks for (filters, attributes, links). Objects are bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vedette.core.errors import BadInput
from vedette.sandbox.process import Bounds, Ran, run

_QUIET = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.allow=never",
    "protocol.file.allow=always",
)
_ENTRY_PARTS = 4
_FATAL = "fatal: "


@dataclass(frozen=True, slots=True)
class GitFile:
    """One entry of a commit's tree."""

    mode: str
    id: str
    size: int
    path: bytes


def clone(url: str, into: str, bounds: Bounds, *, whole: bool = False) -> None:
    """Copy a `file://` repository without a work tree: its newest commit, or the whole history."""
    wishes = ["--bare", "--template=", "--no-recurse-submodules"]
    wishes += [] if whole else ["--depth=1", "--no-tags", "--single-branch"]
    _must(_git((), ("clone", "--quiet", *wishes, "--", url, into), bounds), f"cannot copy {url}")


def commit(repository: str, ref: str, bounds: Bounds) -> str:
    """Return the id of the commit a name stands for."""
    ran = _git(
        ("-C", repository, "-c", "safe.directory=*"),
        ("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}"),
        bounds,
    )
    _must(ran, f"git knows no commit {ref!r} there")
    return ran.out.decode("ascii", "replace").strip()


def listing(repository: str, commit_id: str, bounds: Bounds) -> tuple[GitFile, ...]:
    """List the files of a commit, below `repository` if that is a folder of it."""
    ran = _git(("-C", repository, "-c", "safe.directory=*"), ("ls-tree", "-r", "-z", "-l", commit_id), bounds)
    _must(ran, f"cannot list commit {commit_id}")
    return tuple(_entries(ran.out))


def contents(repository: str, ids: Sequence[str], bounds: Bounds) -> dict[str, bytes]:
    """Return the bytes of objects by id."""
    asked = "".join(f"{one}\n" for one in ids).encode("ascii")
    ran = _git(("-C", repository, "-c", "safe.directory=*"), ("cat-file", "--batch"), bounds, stdin=asked)
    _must(ran, "cannot read objects")
    return dict(_objects(ran.out, ids))


def ask(
    repository: str,
    command: Sequence[str],
    bounds: Bounds,
    stdin: bytes = b"",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """Have git do something in a repository, and return what it printed; `more` is added to its environment.

    Raises:
        BadInput: git says no; its words are in it.

    """
    ran = run(
        ["git", *_quiet(), "-C", repository, "-c", "safe.directory=*", *command],
        bounds,
        _environ() | dict(more or {}),
        stdin=stdin,
    )
    _must(ran, f"git {command[0]}")
    return ran.out


def _quiet() -> list[str]:
    return [word for setting in _QUIET for word in ("-c", setting)]


def _git(before: Sequence[str], command: Sequence[str], bounds: Bounds, stdin: bytes = b"") -> Ran:
    return run(["git", *_quiet(), *before, *command], bounds, _environ(), stdin=stdin)


def _environ() -> dict[str, str]:
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": os.devnull,
        "LANG": "C.UTF-8",
        "GIT_ALLOW_PROTOCOL": "file",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
    }


def _must(ran: Ran, what: str) -> None:
    if ran.code:
        said = ran.words.splitlines()
        fatal = [line.removeprefix(_FATAL) for line in said if line.startswith(_FATAL)]
        why = f": {(fatal or said[-1:])[0]}" if said else ""
        raise BadInput(f"{what}{why}", hint="check the path and the ref with git itself")


def _entries(out: bytes) -> Iterable[GitFile]:
    """Read `ls-tree -r -z -l`: `mode type id size TAB path NUL`."""
    for line in out.split(b"\0"):
        head, tab, path = line.partition(b"\t")
        parts = head.decode("ascii", "replace").split()
        if tab and len(parts) == _ENTRY_PARTS:
            mode, _, object_id, size = parts
            yield GitFile(mode, object_id, int(size) if size.isdigit() else 0, path)


def _objects(out: bytes, ids: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    """Read `cat-file --batch`: `id type size LF bytes LF`, in the order asked."""
    at = 0
    for one in ids:
        end = out.find(b"\n", at)
        parts = out[at:end].split()
        if end < 0 or len(parts) != 3 or not parts[2].isdigit():  # noqa: PLR2004
            raise BadInput(f"git has no object {one}", hint="is the copy complete? try git fsck")
        start, size = end + 1, int(parts[2])
        yield one, out[start : start + size]
        at = start + size + 1
