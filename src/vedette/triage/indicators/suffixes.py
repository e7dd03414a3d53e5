"""What can be a domain: the public suffix list, and which endings files or members have as well."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from publicsuffixlist import PublicSuffixList

from vedette.triage.indicators.hosts import words

RESERVED: Final = frozenset({"onion", "i2p", "example", "invalid", "test", "bit"})
"""Not on the list, and names of hosts all the same."""
_ENDINGS: Final = words("files")
_PLAIN: Final = words("plain")
_WORDS: Final = words("words")


_NAME, _LABEL = 253, 63
"""The longest name and label, by RFC 1035."""


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)


@lru_cache(maxsize=1)
def endings() -> frozenset[str]:
    """Return the last labels of all names there can be."""
    rules = _suffixes()._publicsuffix  # noqa: SLF001  it has no list of its own
    return frozenset(rule.rpartition(".")[2] for rule in rules if rule.isascii()) | RESERVED


def is_host(name: str) -> bool:
    """Whether a name can be that of a host: the list knows its end, and something stands before that end."""
    labels = name.split(".")
    if len(labels) < 2 or len(name) > _NAME or not all(0 < len(one) <= _LABEL for one in labels):  # noqa: PLR2004
        return False
    if any(one[0] == "-" or one[-1] == "-" for one in labels):
        return False
    if labels[-1] in RESERVED:
        return True
    suffix = _suffixes().publicsuffix(name)
    return suffix is not None and suffix != name


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
    found = _suffixes().privatesuffix(name.lower().rstrip("."))
    return str(found) if found is not None else ""
