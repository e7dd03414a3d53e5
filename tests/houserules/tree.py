"""The project as house rules see it: its files, and what is defined in them."""

import ast
import re
import subprocess  # noqa: TID251  git alone knows which files are ours
import sys
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "vedette"
MODULES = sorted(SRC.rglob("*.py"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef | ast.Module


class Definition(NamedTuple):
    """One function, class or module, and the dotted way to it."""

    where: str
    node: Documented
    public: bool


def name(path: Path) -> str:
    """A path as people write it: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1)
def definitions(source: str, where: str) -> tuple[Definition, ...]:
    """Everything a docstring may stand in, outermost first."""
    module = ast.parse(source)
    return Definition(where, module, public=True), *_inside(module, where, public=True)


def _inside(node: ast.AST, where: str, *, public: bool) -> Iterator[Definition]:
    for child in _blocks(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            here = f"{where}:{child.lineno} {child.name}"
            seen = public and not child.name.startswith("_")
            yield Definition(here, child, public=seen)
            yield from _inside(child, where, public=seen and isinstance(child, ast.ClassDef))
        else:
            yield from _inside(child, where, public=public)


def _blocks(node: ast.AST) -> Iterator[ast.AST]:
    """What stands below in lines of its own: a definition stands in no expression."""
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        below = getattr(node, field, ())
        if isinstance(below, list):
            yield from below


def code_lines(function: Function, source: str) -> int:
    """Lines that do something: without blanks, comments and the docstring."""
    lines = _lines(source)[function.lineno - 1 : function.end_lineno]
    first = function.body[0]
    skip: range = range(0)
    if ast.get_docstring(function) is not None:
        skip = range(first.lineno - function.lineno, (first.end_lineno or first.lineno) - function.lineno + 1)
    return sum(
        1
        for number, line in enumerate(lines)
        if number not in skip and line.strip() and not line.strip().startswith("#")
    )


@lru_cache(maxsize=1)
def _lines(source: str) -> list[str]:
    return source.splitlines()


_DEFINED = re.compile(r"^( *)(?:async )?(def|class) (\w+)", re.MULTILINE)
_TEXT_IN_CODE = re.compile(r"^ *[^ \n\"#][^\n]*(?:\"\"\"|\'\'\')", re.MULTILINE)
_SAID = ('"""', 'r"""')


def plainly_fine(source: str, most: int) -> bool:
    """Whether its text alone shows that all is documented and no function has more lines than `most`.

    To take every module apart takes ten times as long. Text that may look like code, in which a line may
    begin further left than the block it stands in, shows nothing; all other code is formatted.
    """
    if not source.startswith(_SAID) or _TEXT_IN_CODE.search(source):
        return False
    open_: list[_Open] = []
    line = at = 0
    for found in _DEFINED.finditer(source):
        line += source.count("\n", at, found.start())
        at = found.start()
        while open_ and open_[-1].indent >= len(found[1]):
            if line - open_.pop().line > most:
                return False
        hidden = found[3].startswith("_") or any(one.hides and one.holds(source, at) for one in open_)
        head = source.find(":\n", found.end())
        if not hidden and not source[head + 2 : head + 120].lstrip(" ").startswith(_SAID):
            return False
        function = found[2] == "def"
        begun = line if function else sys.maxsize
        open_.append(_Open(len(found[1]), begun, at, hides=function or found[3].startswith("_")))
    line += source.count("\n", at)
    return all(line - one.line <= most for one in open_)


class _Open(NamedTuple):
    """A function or class whose end was not met."""

    indent: int
    line: int
    """Where a function begins; a class may have any length."""
    at: int
    hides: bool
    """Whether nobody outside asks what in it is."""

    def holds(self, source: str, place: int) -> bool:
        """Whether it goes on to a place: nothing between stands as far left but the end of its own head."""
        left = re.compile(rf"^ {{0,{self.indent}}}[^ \n)#]", re.MULTILINE)
        return left.search(source, source.find("\n", self.at) + 1, place) is None


def tracked() -> list[Path]:
    """The files git knows, or would take if asked to: ours, without what tools leave behind."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout  # noqa: S603
    return [path for part in sorted(listed.split("\0")) if part and (path := ROOT / part).is_file()]


@cache
def text(path: Path) -> str:
    """A file's words; bytes that are no words are of no interest here."""
    return path.read_text(encoding="utf-8", errors="ignore")
