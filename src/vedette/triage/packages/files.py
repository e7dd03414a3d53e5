"""The files of a package by their paths inside it, and which of them one file brings in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from vedette.core.text import Positions
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import INSIDE, Sample

READ_BYTES: Final = 1 << 20
"""Of one file, when it is searched for what it imports."""
FOLLOWED: Final = 400
"""Files followed from one that runs early."""
_PYTHON: Final = re.compile(
    r"^[ ]{0,8}(?:from[ ]+([.\w]+)[ ]+import[ ]+([^#\n]{1,300})|import[ ]+([^#\n]{1,300}))", re.MULTILINE
)
_SCRIPT: Final = re.compile(r"""(?:require\(|from|import\(?)[ ]?['"](\.{1,2}/[^'"\n]{0,200})['"]""")


class Files(Struct, frozen=True):
    """What lies in one container, by path."""

    root: str
    by_path: dict[str, Sample] = field(default_factory=dict)

    @classmethod
    def of(cls, root: str, samples: Iterable[Sample]) -> Files:
        """Take what lies directly in a container."""
        prefix = f"{root}{INSIDE}"
        return cls(
            root,
            {one.name.removeprefix(prefix): one for one in samples if one.parent == root and not one.steps},
        )

    def named(self, *endings: str) -> Iterator[tuple[str, Sample]]:
        """Yield files whose path ends so, those nearest to the top first."""
        found = [(path, one) for path, one in self.by_path.items() if path.endswith(endings)]
        yield from sorted(found, key=lambda row: (row[0].count("/"), row[0]))


def text_of(sample: Sample) -> str:
    """Return the first part of a file as text."""
    return sample.data[:READ_BYTES].decode("utf-8", "replace")


def reached(files: Files, starts: Sequence[str], brings: Callable[[Files, str], Iterator[str]]) -> set[str]:
    """Return the paths that are brought in, starting from some."""
    seen = {one for one in starts if one in files.by_path}
    waiting = sorted(seen)
    while waiting and len(seen) < FOLLOWED:
        for path in brings(files, waiting.pop(0)):
            if path in files.by_path and path not in seen:
                seen.add(path)
                waiting.append(path)
    return seen


def python_imports(files: Files, path: str) -> Iterator[str]:
    """Yield the paths a Python file imports at its module level, if they lie in the package."""
    folder = posixpath.dirname(path)
    for match in _PYTHON.finditer(text_of(files.by_path[path])):
        if match[3] is not None:
            yield from (
                found
                for name in match[3].split(",")
                for found in _modules(folder, name.split(" as ")[0].strip())
            )
            continue
        yield from _modules(folder, match[1])
        for name in match[2].strip("()").split(","):
            word = name.strip().split(" ")[0]
            between = "" if match[1].endswith(".") else "."
            yield from _modules(folder, f"{match[1]}{between}{word}")


def _modules(folder: str, dotted: str) -> Iterator[str]:
    """Yield the paths a dotted name may have, seen from a folder."""
    name = dotted.lstrip(".")
    dots = len(dotted) - len(name)
    bases = [folder, ""] if not dots else [folder]
    for _ in range(max(dots - 1, 0)):
        bases = [posixpath.dirname(bases[0])]
    path = name.replace(".", "/")
    for start in bases:
        whole = posixpath.join(start, path) if path else start
        yield f"{whole}.py"
        yield posixpath.join(whole, "__init__.py")


def script_imports(files: Files, path: str) -> Iterator[str]:
    """Yield the paths a JavaScript file requires by a relative path."""
    folder = posixpath.dirname(path)
    for match in _SCRIPT.finditer(text_of(files.by_path[path])):
        yield from script_paths(posixpath.normpath(posixpath.join(folder, match[1])))


def script_paths(path: str) -> tuple[str, ...]:
    """Return the files a required path may mean."""
    return (path, f"{path}.js", f"{path}.cjs", f"{path}.mjs", f"{path}/index.js")


class Said(Struct, frozen=True, kw_only=True):
    """What a line of a manifest does."""

    act: Act
    says: str
    target: str = ""
    how: str = ""
    when: When = When.UNKNOWN


def fact_at(sample: Sample, words: str, said: Said) -> Fact:
    """Make a fact of words in a file; where they cannot be found, the first line stands for them."""
    data = sample.text.encode("utf-8", "replace")
    positions = Positions(data)
    start = max(data.find(words.encode("utf-8", "replace")), 0)
    line = data.find(b"\n", start)
    end = min(
        start + max(len(words.encode("utf-8", "replace")), 1), start + 200, len(data) if line < 0 else line
    )
    end = max(positions.boundary(end), start)
    return Fact(
        act=said.act,
        place=positions.place(start, end),
        quote=positions.quote(start, end),
        says=said.says,
        target=said.target[:300],
        how=said.how,
        when=said.when,
    )
