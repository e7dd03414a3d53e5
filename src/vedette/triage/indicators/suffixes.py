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


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    """Return the lines of the list as they are: no name has the blanks and slashes of its comments.

    The list's own reader takes ten times as long, as long as everything else that a small script costs.
    """
    return frozenset(Path(PSLFILE).read_text("utf-8").lower().split("\n"))


@lru_cache(maxsize=1)
def _endings() -> frozenset[str]:
    said = (rule for rule in _rules() if rule and not rule.startswith("//"))
    return frozenset(rule[rule.rfind(".") + 1 :] for rule in said) | RESERVED


def is_ending(label: str) -> bool:
    """Whether names of hosts can end in a label, given in small letters."""
    return _spelled(label) in _endings()


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
    rules, spelled = _rules(), [_spelled(one) for one in labels]
    for at in range(len(spelled)):
        rest = ".".join(spelled[at:])
        if f"!{rest}" in rules:
            return len(spelled) - at - 1
        if f"*.{rest}" in rules:
            return min(len(spelled) - at + 1, len(spelled))
        if rest in rules:
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
