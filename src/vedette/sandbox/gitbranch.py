"""A new branch in a git repository on this machine: objects and one ref, nothing else.

The work tree and the index stay as they are, no hook and no filter runs, no ref that exists is moved, and
nothing is ever pushed.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vedette.core.errors import BadInput
from vedette.sandbox import git
from vedette.sandbox.process import Bounds

_NAME: Final = re.compile(r"[A-Za-z0-9_][\w.+-]{0,99}(?:/[A-Za-z0-9_][\w.+-]{0,99}){0,8}", re.ASCII)
_NOBODY: Final = "0" * 40
_PLAIN: Final = frozenset(("100644", "100755"))
_WHO: Final = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Vedette"), ("EMAIL", "vedette@localhost"))
}


def check_name(name: str) -> None:
    """Refuse a name that is none for a branch, before anything is done.

    Raises:
        BadInput: it is not plain.

    """
    parts = name.split("/")
    odd = ".." in name or any(part.endswith((".lock", ".")) for part in parts)
    if _NAME.fullmatch(name) is None or odd or name == "HEAD":
        raise BadInput(f"{name!r} is no name for a branch", hint="use letters, digits, - and /, as fix/ping")


def make_branch(
    folder: str, name: str, files: Mapping[str, tuple[bytes, bytes]], message: str, bounds: Bounds
) -> str:
    """Commit files on top of HEAD under a new branch; return the commit's id.

    `files`: by path relative to `folder`, which may be a folder inside the work tree: what HEAD must have
    there, and what the branch shall have.

    Raises:
        BadInput: there is no repository, the branch exists, or HEAD has something else there.

    """
    check_name(name)
    base = git.commit(folder, "HEAD", bounds)
    if _exists(folder, name, bounds):
        raise BadInput(f"there is a branch {name} already", hint="give another name, or delete it yourself")
    prefix = git.ask(folder, ("rev-parse", "--show-prefix"), bounds).decode("utf-8", "replace").strip("\n")
    known = {one.path.decode("utf-8", "replace"): one for one in git.listing(folder, base, bounds)}
    lines = []
    for path, (before, after) in files.items():
        entry = known.get(path)
        if (
            entry is None
            or entry.mode not in _PLAIN
            or git.contents(folder, [entry.id], bounds)[entry.id] != before
        ):
            raise BadInput(
                f"{path}: the last commit has something else there than the folder",
                hint="commit or stash your changes first, or take the diff with --tree",
            )
        made = (
            git.ask(folder, ("hash-object", "-w", "--no-filters", "--stdin"), bounds, after).decode().strip()
        )
        lines.append(f"{entry.mode} {made}\t{prefix}{path}\0")
    return _committed(folder, name, base, ("".join(lines), message), bounds)


def _committed(folder: str, name: str, base: str, what: tuple[str, str], bounds: Bounds) -> str:
    lines, message = what
    with tempfile.TemporaryDirectory(prefix="vedette-index-") as place:
        own = {"GIT_INDEX_FILE": str(Path(place, "index"))} | _WHO
        git.ask(folder, ("read-tree", base), bounds, more=own)
        git.ask(folder, ("update-index", "-z", "--index-info"), bounds, lines.encode(), own)
        tree = git.ask(folder, ("write-tree",), bounds, more=own).decode().strip()
        words = ("commit-tree", "--no-gpg-sign", tree, "-p", base)
        made = git.ask(folder, words, bounds, message.encode(), own).decode().strip()
    git.ask(folder, ("update-ref", "--no-deref", f"refs/heads/{name}", made, _NOBODY[: len(made)]), bounds)
    return made


def _exists(folder: str, name: str, bounds: Bounds) -> bool:
    words = ("for-each-ref", "--format=%(refname)", f"refs/heads/{name}")
    return bool(git.ask(folder, words, bounds).strip())
