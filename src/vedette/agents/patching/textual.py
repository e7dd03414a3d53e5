"""Gate G1, what the text alone shows: files, size, line ends, hidden characters, silenced tools."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from vedette.agents.patching.applying import lines_of
from vedette.agents.patching.ground import MOST_FILES, Change, Changes, Ground

_SOURCE = (".py", ".pyw")
_NAMES = "conftest.py setup.py noxfile.py tasks.py fabfile.py sitecustomize.py usercustomize.py dodo.py"
_STEERS = frozenset(_NAMES.split())
"""Source files that steer how a project is built or tested, not what it does."""
_FOLDERS = ".github .gitlab .circleci .git .hg .vscode .idea ci"
_STEERING_FOLDERS = frozenset(_FOLDERS.split())
_SILENCES = re.compile(
    r"vedette\s*:|nosec|noqa|type\s*:\s*ignore|pyright\s*:|mypy\s*:|nosemgrep|nosonar|pylint\s*:|lgtm\b|codeql\b"
    r"|skipcq|pragma\s*:\s*no|flake8\s*:|ruff\s*:|snyk\b|checkmarx|bearer\s*:\s*disable|fmt\s*:\s*(?:off|skip)"
    r"|deepcode\s*ignore|pyre-(?:ignore|fixme)|sonar\s*:|bandit\s*:",
    re.IGNORECASE,
)
_CODING = re.compile(r"coding[:=]\s*[-\w.]+")
_HIDDEN = frozenset(("Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"))
_OPEN = frozenset("\t\n")
_BLANK = frozenset(" \t\n")


def check_files(changes: Changes, ground: Ground) -> str:
    """Only files the evidence stands in, or that were declared; only source; nothing that steers tests."""
    for one in changes:
        path = PurePosixPath(one.path)
        if one.path not in ground.touchable:
            return f"{one.path}: the finding's evidence is not in this file: leave it as it is"
        if path.suffix not in _SOURCE and "." in path.name:
            return f"{one.path}: no source file: change the code, not what surrounds it"
        if path.name in _STEERS or _STEERING_FOLDERS & set(path.parts):
            return f"{one.path}: this steers how the project is built or tested: leave it as it is"
    return f"{len(changes)} files are more than {MOST_FILES}" if len(changes) > MOST_FILES else ""


def check_size(changes: Changes, ground: Ground) -> str:
    """Few lines, and no file emptied."""
    for one in changes:
        if not one.after.strip():
            return f"{one.path}: nothing is left of the file: change what is wrong, and keep the rest"
    count = sum(len(old) + len(new) for one in changes for old, new in spans(one))
    if count > ground.most_lines:
        return (
            f"{count} lines are changed, more than {ground.most_lines}: change only what the finding is about"
        )
    return ""


def check_characters(changes: Changes, ground: Ground) -> str:
    """No character that people cannot see, no line end of another kind, no look-alike among the names."""
    del ground
    for one in changes:
        if (why := _line_ends(one)) or (why := _hidden(one)):
            return f"{one.path}: {why}"
    return ""


def _line_ends(one: Change) -> str:
    before, after = _ends(one.before), _ends(one.after)
    if after["\r"] > before["\r"]:
        return "a carriage return of its own is added, which begins a line unseen: use the file's line ends"
    kinds = {kind for kind in ("\r\n", "\n") if before[kind]}
    if kinds and any(after[kind] > before[kind] for kind in {"\r\n", "\n"} - kinds):
        return "lines are added that end in other characters than the file's: keep CR LF or LF as it is"
    return ""


def _ends(text: str) -> Counter[str]:
    both = text.count("\r\n")
    return Counter({"\r\n": both, "\n": text.count("\n") - both, "\r": text.count("\r") - both})


def _hidden(one: Change) -> str:
    added = Counter(one.after.replace("\r\n", "\n")) - Counter(one.before.replace("\r\n", "\n"))
    for character in added:
        if character not in _OPEN and unicodedata.category(character) in _HIDDEN:
            return f"the hidden character U+{ord(character):04X} is added: take it out"
        if character not in _BLANK and character.isspace():
            return f"the unusual blank U+{ord(character):04X} is added: use a plain one"
    for word in _words(one.after) - _words(one.before):
        if not word.isascii() and unicodedata.normalize("NFKC", word) != word:
            return f"{word!r} is read by Python as another name: write it plainly"
        if not word.isascii() and _is_mixed(word):
            return f"{word!r} mixes alphabets, so that it looks like another name: write it plainly"
    return ""


def _is_mixed(word: str) -> bool:
    """Whether letters of ASCII stand beside such of another alphabet."""
    letters = [one for one in word if one.isalpha()]
    other = any("LATIN" not in unicodedata.name(one, "LATIN") for one in letters)
    return other and any(one.isascii() for one in letters)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def check_silence(changes: Changes, ground: Ground) -> str:
    """No word that makes a scanner, linter or type checker look away, and no other encoding of the file."""
    del ground
    for one in changes:
        for word in _silenced(one):
            return f"{one.path}: {word!r} silences a tool instead of mending the code: take it out"
        if _codings(one.after) != _codings(one.before):
            return f"{one.path}: the encoding the file declares is changed: leave it as it is"
    return ""


def _silenced(change: Change) -> Iterator[str]:
    """Yield such words that come with new lines and did not stand in the lines they take the place of."""
    before, after = lines_of(change.before), lines_of(change.after)
    for was, now in spans(change):
        old = Counter(found[0] for found in _SILENCES.finditer("".join(before[was.start : was.stop])))
        new = Counter(found[0] for found in _SILENCES.finditer("".join(after[now.start : now.stop])))
        yield from new - old


def _codings(text: str) -> list[str]:
    return [found[0] for line in text.split("\n", 2)[:2] if (found := _CODING.search(line))]


def spans(change: Change) -> list[tuple[range, range]]:
    """Return what differs: lines of the text before, and of the one after in their place, from 0."""
    before, after = lines_of(change.before), lines_of(change.after)
    least = min(len(before), len(after))
    head = next((at for at in range(least) if before[at] != after[at]), least)
    left = least - head
    tail = next((at for at in range(left) if before[-1 - at] != after[-1 - at]), left)
    inner = before[head : len(before) - tail], after[head : len(after) - tail]
    return [
        (range(head + old, head + old_end), range(head + new, head + new_end))
        for what, old, old_end, new, new_end in SequenceMatcher(None, *inner, autojunk=False).get_opcodes()
        if what != "equal"
    ]


def moved(change: Change, line: int) -> range:
    """Return where a line of the text before is now, both from 1; of a changed one: all in its place."""
    shift = 0
    for was, now in spans(change):
        if line - 1 < was.start:
            break
        if line - 1 in was:
            return range(now.start + 1, max(now.stop, now.start + 1) + 1)
        shift = now.stop - was.stop
    return range(line + shift, line + shift + 1)
