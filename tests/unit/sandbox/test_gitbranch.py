from __future__ import annotations

import subprocess  # noqa: TID251  a repository to commit in
from pathlib import Path

import pytest

from tests.toys import plant
from vedette.core.errors import BadInput
from vedette.sandbox.gitbranch import check_name, make_branch
from vedette.sandbox.process import Bounds

BOUNDS = Bounds(seconds=20)
FILES = {"sub/a.py": (b"old\n", b"new\n")}


def git(root: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example", *words]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout  # noqa: S603


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = plant(tmp_path / "repo", {"sub/a.py": "old\n", "b.py": "b\n"})
    (made / "sub" / "a.py").chmod(0o755)
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "begin")
    return made


def test_a_branch_holds_the_change_and_nothing_else_moves(root: Path) -> None:
    (root / "b.py").write_text("mine, not committed\n")
    before = git(root, "status", "--porcelain"), git(root, "rev-parse", "HEAD")
    made = make_branch(str(root), "fix/a", FILES, "Mend it\n", BOUNDS)
    assert (git(root, "status", "--porcelain"), git(root, "rev-parse", "HEAD")) == before
    assert git(root, "show", f"{made}:sub/a.py") == "new\n"
    assert git(root, "diff", "--name-status", "main", "fix/a") == "M\tsub/a.py\n"
    assert git(root, "ls-tree", "fix/a", "sub/a.py").startswith("100755")
    assert git(root, "log", "-1", "--format=%an %P", "fix/a").strip() == f"Vedette {before[1].strip()}"


def test_a_folder_inside_a_repository_is_one_too(root: Path) -> None:
    made = make_branch(str(root / "sub"), "fix/a", {"a.py": FILES["sub/a.py"]}, "Mend it\n", BOUNDS)
    assert git(root, "show", f"{made}:sub/a.py") == "new\n"


def test_no_hook_and_no_filter_runs(root: Path) -> None:
    hooks = root / ".git" / "hooks"
    for name in ("reference-transaction", "post-commit", "pre-commit", "commit-msg", "update", "post-update"):
        (hooks / name).write_text("#!/bin/sh\ntouch ran\n")
        (hooks / name).chmod(0o755)
    git(root, "config", "filter.evil.clean", "touch ran; cat")
    git(root, "config", "filter.evil.smudge", "touch ran; cat")
    git(root, "config", "core.fsmonitor", "touch ran")
    git(root, "config", "commit.gpgSign", "true")
    git(root, "config", "gpg.program", "false")
    (root / ".git" / "info" / "attributes").write_text("*.py filter=evil\n")
    (root / "ran").unlink(missing_ok=True)
    made = make_branch(str(root), "fix/a", FILES, "Mend it\n", BOUNDS)
    assert not list(root.rglob("ran"))
    assert git(root, "cat-file", "-p", f"{made}:sub/a.py") == "new\n"


def test_a_branch_that_is_there_is_never_moved(root: Path) -> None:
    make_branch(str(root), "fix/a", FILES, "Mend it\n", BOUNDS)
    with pytest.raises(BadInput, match="already"):
        make_branch(str(root), "fix/a", FILES, "Mend it\n", BOUNDS)
    with pytest.raises(BadInput, match="already"):
        make_branch(str(root), "main", FILES, "Mend it\n", BOUNDS)


@pytest.mark.parametrize("files", [{"sub/a.py": (b"other\n", b"new\n")}, {"gone.py": (b"", b"x\n")}])
def test_what_is_not_committed_is_not_built_upon(root: Path, files: dict[str, tuple[bytes, bytes]]) -> None:
    with pytest.raises(BadInput, match="something else"):
        make_branch(str(root), "fix/a", files, "Mend it\n", BOUNDS)
    assert git(root, "branch", "--list", "fix/a") == ""


def test_a_link_in_the_repository_is_no_file(root: Path) -> None:
    (root / "link.py").symlink_to("b.py")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "link")
    with pytest.raises(BadInput):
        make_branch(str(root), "fix/a", {"link.py": (b"b.py", b"x\n")}, "m", BOUNDS)


def test_where_there_is_no_repository_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        make_branch(str(tmp_path), "fix/a", FILES, "Mend it\n", BOUNDS)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-f",
        "--all",
        "a..b",
        "a/",
        "/a",
        "a b",
        "a\n",
        "a.lock",
        "a/.b",
        "HEAD",
        "a~1",
        "a^",
        "a:b",
        "@{-1}",
        "x.",
    ],
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match="no name"):
        check_name(name)
