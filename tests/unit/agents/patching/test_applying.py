from __future__ import annotations

import subprocess  # noqa: TID251  git is the judge

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.patching import Target, stopped_at
from vedette.agents.patching import try_patch
from vedette.agents.patching.applying import Misfit, apply, diff
from vedette.core.patches import Author, Gate, Patch, Replacement, Rung

APP = "def run(text):\n    x = 1\n    return eval(text)\n\n\ndef more():\n    x = 1\n    return x\n"
OLD, NEW = "    return eval(text)\n", "    return int(text)\n"
LIES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "not there": (("app.py", "    return exec(text)\n", NEW),),
    "there twice": (("app.py", "    x = 1\n", "    x = 2\n"),),
    "part of a line": (("app.py", "eval(text)", "int(text)"),),
    "other blanks": (("app.py", "  return eval(text)\n", NEW),),
    "cr lf": (("app.py", OLD.replace("\n", "\r\n"), NEW),),
    "zero width": (("app.py", OLD.replace("eval", "e\u200bval"), NEW),),
    "nothing to replace": (("app.py", "\n\n", "\n"),),
    "changes nothing": (("app.py", OLD, OLD),),
    "no such file": (("gone.py", OLD, NEW),),
    "above": (("../app.py", OLD, NEW),),
    "inside and above": (("a/../app.py", OLD, NEW),),
    "from the top": (("/app.py", OLD, NEW),),
    "here": (("./app.py", OLD, NEW),),
    "double slash": (("a//app.py", OLD, NEW),),
    "backslash": (("a\\app.py", OLD, NEW),),
    "drive": (("C:app.py", OLD, NEW),),
    "end of text": (("app.py\0.txt", OLD, NEW),),
    "new line": (("app.py\n", OLD, NEW),),
    "blank": (("app.py ", OLD, NEW),),
    "bidi": (("app\u202e.py", OLD, NEW),),
    "no name": (("", OLD, NEW),),
    "overlap": (("app.py", OLD, NEW), ("app.py", "    x = 1\n    return eval(text)\n", "    x = 3\n")),
    "the same twice": (("app.py", OLD, NEW), ("app.py", OLD, "    return float(text)\n")),
    "too many": tuple(("app.py", f"{n}\n", "") for n in range(99)),
    "too long": (("app.py", OLD, "x" * 300_000),),
}


@pytest.fixture(scope="module")
def target() -> Target:
    return Target({"app.py": APP})


@pytest.mark.parametrize("name", LIES)
def test_a_lie_stops_at_this_gate(target: Target, name: str) -> None:
    tried = target.tried("code-injection", *LIES[name])
    assert stopped_at(tried) is Gate.G0, tried.trials
    assert (tried.rung, tried.diff, tried.accepted) == (Rung.DRAFTED, "", False)


def test_a_patch_for_another_finding_does_not_apply(target: Target) -> None:
    made = target.patch("code-injection", ("app.py", OLD, NEW))
    other = msgspec.structs.replace(made, finding="0" * 32)
    assert stopped_at(target.drive(try_patch(other, target.ground("code-injection")))) is Gate.G0


def patch(*replacements: tuple[str, str, str]) -> Patch:
    return Patch(
        finding="f",
        rule="r",
        author=Author.PERSON,
        by="me",
        says="",
        replacements=tuple(Replacement(path=path, before=old, after=new) for path, old, new in replacements),
    )


def test_two_places_of_one_file_are_changed_at_once() -> None:
    (made,) = apply(patch(("a.py", "one\n", "1\n"), ("a.py", "three", "3")), {"a.py": "one\ntwo\nthree\n"})
    assert made.after == "1\ntwo\n3\n"


def test_lines_of_cr_lf_stay_so() -> None:
    (made,) = apply(patch(("a.py", "one\r\n", "1\r\n")), {"a.py": "one\r\ntwo\r\n"})
    assert made.after == "1\r\ntwo\r\n"


ends = st.sampled_from(["", "\n"])
lines = st.lists(st.text("ab \t\r\u00e9#'", max_size=6), min_size=1, max_size=12)


@given(
    before=lines,
    at=st.integers(0, 11),
    new=st.text("ab\n\r \u00e9", max_size=12),
    end=st.sampled_from(["", "\n"]),
)
def test_what_applies_replaces_just_that(before: list[str], at: int, new: str, end: str) -> None:
    text = "\n".join(before) + end
    old = before[at % len(before)]
    if not old:
        return
    try:
        (made,) = apply(patch(("a.py", old, new)), {"a.py": text})
    except Misfit:
        return
    at = next(n for n, line in enumerate(before) if line in {old, old + "\r"})
    rest = before[at].removeprefix(old)
    assert made.after == "\n".join([*before[:at], new + rest, *before[at + 1 :]]) + end


@given(before=lines, after=lines, last=st.tuples(ends, ends))
def test_a_diff_is_one_git_applies(
    tmp_path_factory: pytest.TempPathFactory, before: list[str], after: list[str], last: tuple[str, str]
) -> None:
    text, wanted = "\n".join(before) + last[0], "\n".join(after) + last[1]
    if text == wanted or not text.strip():
        return
    (change,) = apply(patch(("a/b.py", text, wanted)), {"a/b.py": text})
    folder = tmp_path_factory.mktemp("tree")
    file = folder / "a" / "b.py"
    file.parent.mkdir()
    file.write_bytes(text.encode())
    (folder / "it.diff").write_bytes(diff((change,)).encode())
    subprocess.run(["git", "apply", "it.diff"], cwd=folder, check=True, capture_output=True)  # noqa: S607
    assert (file.read_bytes().decode() if file.exists() else "") == wanted


def test_a_diff_names_both_sides() -> None:
    made = diff(apply(patch(("a.py", "one\n", "1\n")), {"a.py": "one\n"}))
    assert made == "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-one\n+1\n"
