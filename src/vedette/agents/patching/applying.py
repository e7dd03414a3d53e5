"""Gate G0: each text to replace stands there exactly once, as whole lines, in a file of the target.

Search and replace instead of line numbers: models cannot count, and a block that no longer fits says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import pairwise

from vedette.agents.patching.ground import Change, Changes
from vedette.core.patches import Patch, Replacement

_LONGEST_PATH = 1024
_MOST_BLOCKS = 32
_MOST_CHARACTERS = 200_000
_ODD = frozenset('\\\0\r\n:*?"<>|')


class Misfit(Exception):
    """Why a patch does not apply, and what to change."""


def paths_of(patch: Patch) -> tuple[str, ...]:
    """Return the files a patch names, each once, in order.

    Raises:
        Misfit: a path is not one of a file below the target, or there is too much to replace.

    """
    if len(patch.replacements) > _MOST_BLOCKS:
        raise Misfit(f"{len(patch.replacements)} blocks are more than {_MOST_BLOCKS}: change less")
    if sum(len(one.before) + len(one.after) for one in patch.replacements) > _MOST_CHARACTERS:
        raise Misfit(f"more than {_MOST_CHARACTERS} characters are replaced: change less")
    for one in patch.replacements:
        _check_path(one.path)
    return tuple(dict.fromkeys(one.path for one in patch.replacements))


def _check_path(path: str) -> None:
    parts = path.split("/")
    if not path or len(path) > _LONGEST_PATH or not path.isprintable() or _ODD & set(path):
        raise Misfit(f"{path[:80]!r} is no path of a file: give it relative to the target, with slashes")
    if any(part in {"", ".", ".."} or part != part.strip() for part in parts):
        raise Misfit(f"{path[:80]!r} is not a plain path below the target: no '..', no leading slash")


def apply(patch: Patch, texts: Mapping[str, str | None]) -> Changes:
    """Return the files of a patch before and after.

    `texts` has every path of the patch; `None` where there is no such file, or it is no UTF-8 text.

    Raises:
        Misfit: it does not apply; says why, and what to change.

    """
    return tuple(_changed(patch, path, texts.get(path)) for path in paths_of(patch))


def _changed(patch: Patch, path: str, text: str | None) -> Change:
    if text is None:
        raise Misfit(f"{path}: the target has no such file, or it is a link or not UTF-8 text")
    spans = sorted(_span(one, text) for one in patch.replacements if one.path == path)
    for (_, end, _), (start, _, _) in pairwise(spans):
        if start < end:
            raise Misfit(f"{path}: two blocks replace the same lines: make them one")
    after, at = [], 0
    for start, end, new in spans:
        after += [text[at:start], new]
        at = end
    made = "".join([*after, text[at:]])
    if made == text:
        raise Misfit(f"{path}: nothing is changed: what is to stand there stands there already")
    return Change(path=path, before=text, after=made)


def _span(one: Replacement, text: str) -> tuple[int, int, str]:
    """Return where a block begins and ends, and what shall stand there."""
    if not one.before.strip():
        raise Misfit(f"{one.path}: a block to replace is blank: name lines that say something")
    found = list(_places(text, one.before))
    if not found:
        raise Misfit(f"{one.path}: {_why_absent(one.before, text)}")
    if len(found) > 1:
        raise Misfit(
            f"{one.path}: the lines to replace stand there {len(found)} times: add lines around them "
            "until they stand there once"
        )
    return found[0], found[0] + len(one.before), one.after


def _places(text: str, wanted: str) -> Iterator[int]:
    """Yield where some text stands as whole lines, overlaps too."""
    at = text.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        begins = at == 0 or text[at - 1] == "\n"
        ends = wanted.endswith("\n") or end == len(text) or text[end] == "\n" or text.startswith("\r\n", end)
        if begins and ends:
            yield at
        at = text.find(wanted, at + 1)


def _why_absent(wanted: str, text: str) -> str:
    if wanted in text:
        return "the text to replace is only a part of a line: give whole lines, with their indentation"
    if wanted.replace("\r\n", "\n") in text.replace("\r\n", "\n"):
        return "the lines to replace end in other characters than the file's: keep CR LF or LF as it is"
    if " ".join(wanted.split()) in " ".join(text.split()):
        return "the lines to replace stand there with other blanks: copy them to the letter"
    return "the lines to replace do not stand there: copy them from the file to the letter"


def diff(changes: Changes) -> str:
    """Write changes as a unified diff that `git apply` takes: lines end as the file's do."""
    return "".join(line for one in changes for line in _diff(one))


def _diff(one: Change) -> Iterator[str]:
    before, after = lines_of(one.before), lines_of(one.after)
    for line in unified_diff(before, after, f"a/{one.path}", f"b/{one.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def lines_of(text: str) -> list[str]:
    """Cut text at line feeds only, as git does, each with its end."""
    made = [f"{line}\n" for line in text.split("\n")]
    last = made.pop()[:-1]
    return [*made, last] if last else made
