"""Which lines and branches of ours the tests run: here, and in what is forked of this and tells it.

Asked for by `COUNTING=1`. Every module of ours is read, and what runs meanwhile is counted.
"""

from __future__ import annotations

import ast
import os
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from itertools import groupby
from mmap import mmap
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from tests.marking import COUNTED, Mark, marked

ENOUGH: Final = 93.0
"""Percent of all lines and branches; rising to 95, never lowered."""
OURS: Final = "vedette"
ROOT: Final = Path(__file__).parents[1]
MOST: Final = 1 << 18
"""Marks."""
SHOWN: Final = 10
"""Files, those that lack most."""
_ASKED: Final = bool(os.environ.pop("COUNTING", ""))


@cache
def counted() -> Counted | None:
    """Return what was counted, if it was asked for; at first all of ours is read."""
    if not _ASKED:
        return None
    assert OURS not in sys.modules, "what was read before is not counted"
    made = Counted()
    sys.meta_path.insert(0, made)
    for one in pkgutil.walk_packages(import_module(OURS).__path__, f"{OURS}."):
        import_module(one.name)
    return made


class Counted(MetaPathFinder):
    """Reads modules of ours with marks in them, and knows which were reached."""

    def __init__(self) -> None:
        self.reached = [0] * MOST  # a third of the time that one takes which processes have in common
        self.marks: list[Mark] = []
        self._anywhere = mmap(-1, MOST)
        self._files: dict[str, tuple[int, int]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of ours."""
        if fullname.partition(".")[0] != OURS:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self)
        return spec

    def compiled(self, text: bytes, path: str) -> CodeType:
        """Return what a module does, marks and all."""
        tree = ast.parse(text, path)
        begins = len(self.marks)
        self.marks += marked(tree, begins)
        assert len(self.marks) <= MOST, "more marks than there is room for"
        self._files[path] = begins, len(self.marks)
        return compile(tree, path, "exec", dont_inherit=True)

    def tell(self) -> None:
        """Tell what was reached here to all who are forked of whoever made this."""
        for number in range(len(self.marks)):
            if self.reached[number]:
                self._anywhere[number] = 1

    def told(self) -> tuple[str, bool]:
        """Return in words what was run and what was not, and whether it was enough."""
        self.tell()
        files = [_File(path, self.marks[a:b], self._anywhere[a:b]) for path, (a, b) in self._files.items()]
        of, lack = sum(one.of for one in files), sum(one.lack for one in files)
        found = 100 * (of - lack) / of
        words = [one.told() for one in sorted(files, key=lambda one: -one.lack)[:SHOWN]]
        words.append(f"{found:.2f} % of {of} lines and branches were run by tests, {ENOUGH:.0f} have to be\n")
        return "\n".join(words), found >= ENOUGH


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, of: Counted) -> None:
        super().__init__(fullname, path)
        self._of = of

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self._of.compiled(self.get_data(path), path)

    def exec_module(self, module: ModuleType) -> None:
        vars(module)[COUNTED] = self._of.reached
        super().exec_module(module)


class _File:
    """What was run of one file."""

    def __init__(self, path: str, marks: list[Mark], reached: bytes) -> None:
        self._path = path
        self._marks = list(zip(marks, reached, strict=True))
        self.of = sum(map(_size, marks))
        self.lack = self.of - sum(_size(mark) for mark, was in self._marks if was)

    def told(self) -> str:
        run = {line for mark, was in self._marks if was for line in mark.lines}
        lines = sorted({line for mark, _ in self._marks for line in mark.lines})
        missing = ", ".join(_ranges([(line, line in run) for line in lines]))
        path = Path(self._path).relative_to(ROOT)
        return f"{path}: {100 * (self.of - self.lack) / self.of:.0f} %, without {missing}"


def _size(mark: Mark) -> int:
    return len(mark.lines) + (mark.branch is not None)


def _ranges(lines: list[tuple[int, bool]]) -> Iterator[str]:
    for was, some in groupby(lines, lambda one: one[1]):
        if not was:
            first, *_, last = [line for line, _ in some] * 2
            yield str(first) if first == last else f"{first}-{last}"
