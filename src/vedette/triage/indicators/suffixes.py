"""What can be a domain: the public suffix list, and which endings files or members have as well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from publicsuffixlist import PSLFILE

from vedette.triage.indicators.hosts import words

RESERVED: Final = frozenset({"onion", "i2p", "example", "invalid", "test", "bit"})
"""Not on the list, and names of hosts all the same."""
_ENDINGS: Final = words("files")
_PLAIN: Final = words("plain")
_WORDS: Final = words("words")


_NAME, _LABEL = 253, 63
"""The longest name and label, by RFC 1035."""


_CODED: Final = "xn--"
"""How a label begins that stands for letters beyond ASCII (RFC 5891)."""
_COMMENT: Final = b"//"
_FEW: Final = 48
"""Searches of the list that take less than making sets of it."""


class _List:
    """The lines of the list, as they are: no name has the blanks and slashes of its comments.

    The list's own reader takes ten times as long as making a set of them, and that as long as all else a
    small script costs: who asks little is answered by plain search.
    """

    def __init__(self, data: bytes, few: int = _FEW) -> None:
        self._text = b"\n%b\n" % data.lower()
        self._left = few
        self._rules: frozenset[bytes] | None = None
        self._endings: frozenset[bytes] = frozenset()

    def has(self, rule: str) -> bool:
        """Whether it is a rule."""
        line = rule.encode("utf-8", "replace")
        if self._rules is None and self._searched():
            return b"\n%b\n" % line in self._text
        return line in (self._rules or ())

    def ends(self, label: str) -> bool:
        """Whether a rule ends in this label."""
        if not label or "." in label:
            return False
        ending = label.encode("utf-8", "replace")
        if self._rules is None and self._searched():
            return b"\n%b\n" % ending in self._text or self._after_dot(b".%b\n" % ending)
        return ending in self._endings

    def _searched(self) -> bool:
        """Spend one search; once there are none left, make sets of it."""
        self._left -= 1
        if self._left >= 0:
            return True
        self._rules = frozenset(self._text.split(b"\n"))
        said = (one for one in self._rules if one and not one.startswith(_COMMENT))
        self._endings = frozenset(one[one.rfind(b".") + 1 :] for one in said)
        return False

    def _after_dot(self, end: bytes) -> bool:
        at = self._text.find(end)
        while at >= 0:
            if not self._text.startswith(_COMMENT, self._text.rfind(b"\n", 0, at) + 1):
                return True
            at = self._text.find(end, at + 1)
        return False


@lru_cache(maxsize=1)
def _list() -> _List:
    return _List(Path(PSLFILE).read_bytes())


@lru_cache(maxsize=4096)
def is_ending(label: str) -> bool:
    """Whether names of hosts can end in a label, given in small letters."""
    spelled = _spelled(label)
    return spelled in RESERVED or _list().ends(spelled)


def _spelled(label: str) -> str:
    """Write a label in its own letters, as the list does."""
    if not label.startswith(_CODED):
        return label
    try:
        return label.removeprefix(_CODED).encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _of_suffix(labels: Sequence[str]) -> int:
    """Count the labels at the end that nobody can own; 0 where the list knows no such end.

    The longest rule that matches counts; an exception (`!`) ends one label earlier, a wildcard (`*`) one
    later: https://github.com/publicsuffix/list/wiki/Format.
    """
    has, spelled = _list().has, [_spelled(one) for one in labels]
    for at in range(len(spelled)):
        rest = ".".join(spelled[at:])
        if has(f"!{rest}"):
            return len(spelled) - at - 1
        if has(f"*.{rest}"):
            return min(len(spelled) - at + 1, len(spelled))
        if has(rest):
            return len(spelled) - at
    return 0


@lru_cache(maxsize=4096)
def is_host(name: str) -> bool:
    """Whether a name can be that of a host: the list knows its end, and something stands before that end."""
    labels = name.split(".")
    if len(labels) < 2 or len(name) > _NAME or not all(0 < len(one) <= _LABEL for one in labels):  # noqa: PLR2004
        return False
    if any(one[0] == "-" or one[-1] == "-" for one in labels):
        return False
    if labels[-1] in RESERVED:
        return True
    return 0 < _of_suffix(labels) < len(labels)


def is_ending_of_files(name: str) -> bool:
    """Whether what looks like a host may as well be a file."""
    return name.rpartition(".")[2] in _ENDINGS


def needs_context(name: str) -> bool:
    """Whether what looks like a host may as well be a member of an object."""
    return name.rpartition(".")[2] not in _PLAIN


def is_word_too(name: str) -> bool:
    """Whether it ends in a word, so that a sentence or a member may look like it: `call.me`."""
    return name.rpartition(".")[2] in _WORDS


def registered(name: str) -> str:
    """Return the part of a name somebody registered: of `a.evil.co.uk` it is `evil.co.uk`."""
    labels = name.lower().rstrip(".").split(".")
    known = 0 if "" in labels else _of_suffix(labels)
    return ".".join(labels[-known - 1 :]) if 0 < known < len(labels) else ""
