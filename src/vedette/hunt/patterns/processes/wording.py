"""How much a command line hides what it does: a score of marks, each of them a way to hide.

Marks: encoded text and what it holds, words torn by carets, backticks, quotes and pluses, characters by
number, strings put together by format or replacement, variables cut into letters, random case, entropy,
code fetched and run. Encoded text alone is what management tools send; it counts a third. Weights follow
from that, not from a set.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from itertools import pairwise
from typing import Final, NamedTuple

COMMAND_MAX: Final = 8_192
_LONG: Final = 60
_DENSE: Final = 5.0
_ENCODED = re.compile(r"[-/\u2013\u2014]e(?:nc?|nco\w*|c)?\s+['\"]?([A-Za-z0-9+/]{24,}={0,2})", re.IGNORECASE)
_FROM_BASE64 = re.compile(
    r"frombase64string|base64\s+(?:-d|--decode|-D)|certutil(?:\.exe)?\s+.{0,40}-decode", re.IGNORECASE
)
_FETCHES = re.compile(
    (
        r"downloadstring|downloadfile|downloaddata|invoke-webrequest|\biwr\b|\birm\b"
        r"|invoke-restmethod|net\.webclient|start-bitstransfer"
        r"|msxml2\.(?:server)?xmlhttp|winhttp\.winhttprequest|\bcurl\s+.{0,80}https?:"
        r"|\bwget\s+.{0,80}https?:|urlcache\s.{0,40}https?:"
        r"|https?:.{0,200}\.sct\b|/i:https?:|(?:javascript|vbscript):"
    ),
    re.IGNORECASE,
)
_RUNS = re.compile(
    (
        r"\biex\b|invoke-expression|\|\s*(?:ba|z|da|k)?sh\b|\beval\b|scriptblock\]?::create"
        r"|start-process|\.run\s*\(|shellexecute"
        r"|reflection\.assembly\]?::load|regsvr32.{0,80}scrobj|mshta.{0,20}(?:https?"
        r"|javascript|vbscript):"
    ),
    re.IGNORECASE,
)
_QUIET = re.compile(
    (
        r"-w(?:indowstyle|in|indo)?\s+(?:h\w*|1)\b|-nop(?:rofile)?\b|-noni\w*|-e(?:xecution)?p(?:olicy"
        r")?\s+(?:bypass|unrestricted)|-sta\b"
    ),
    re.IGNORECASE,
)
_MARKS: Final[tuple[tuple[re.Pattern[str], int, float, str], ...]] = (
    (re.compile(r"(?<=\w)\^(?=\w)"), 4, 0.5, "carets tear its words apart"),
    (re.compile(r"(?<=[A-Za-z])`(?=[A-Za-z])"), 3, 0.5, "backticks tear its words apart"),
    (re.compile(r"['\"]\s*\+\s*['\"]"), 3, 0.4, "its strings are put together from pieces"),
    (re.compile(r"\{\d+\}\s*\{\d+\}"), 2, 0.5, "its strings are put in order by a format"),
    (
        re.compile(r"\[char\]\s*\(?\s*(?:0x)?\d+|chrw?\s*\(\s*\d+|\\x[0-9a-f]{2}", re.IGNORECASE),
        4,
        0.5,
        "characters are given by number",
    ),
    (
        re.compile(r"%[^%\s]{1,30}:~-?\d+(?:,-?\d+)?%|\$env:\w+\[\d+"),
        3,
        0.6,
        "words are cut out of variables",
    ),
    (
        re.compile(
            r"-(?:replace|split|join|bxor)\b|\.(?:replace|split|tochararray|reverse)\s*\(", re.IGNORECASE
        ),
        3,
        0.4,
        "strings are taken apart and put together",
    ),
    (re.compile(r"\bset\s+\w{1,8}=\w{0,12}&", re.IGNORECASE), 3, 0.5, "words are kept in variables"),
)
_BLOB = re.compile(r"[A-Za-z0-9+/=]{24,}")
_WORD = re.compile(r"[A-Za-z]{7,}")
_TOKEN = re.compile(r"[^\s'\",;()]{60,}")
_FLIPS: Final = 0.45


class Wording(NamedTuple):
    """How a command line is worded."""

    score: float
    why: tuple[str, ...]
    decoded: str
    """What it had encoded; empty for nothing readable."""


PLAIN: Final = Wording(0.0, (), "")


def judge(command: str) -> Wording:
    """Weigh a command line."""
    text = command[:COMMAND_MAX]
    why: dict[str, float] = {}
    decoded = _decoded(text)
    if decoded or _FROM_BASE64.search(text):
        why["it holds encoded text"] = 0.3
    if _FROM_BASE64.search(text) and _RUNS.search(text):
        why["it decodes code and runs it"] = 0.7
    else:
        _of_actions(f"{text} {decoded}", why, hidden=bool(decoded))
    why |= {words: weight for pattern, least, weight, words in _MARKS if len(pattern.findall(text)) >= least}
    if len(_QUIET.findall(text)) > 1:
        why["it asks not to be seen"] = 0.2
    _of_letters(text, why)
    return Wording(round(sum(why.values()), 2), tuple(why), decoded) if why else PLAIN


def _of_actions(text: str, why: dict[str, float], *, hidden: bool) -> None:
    fetches, runs = _FETCHES.search(text), _RUNS.search(text)
    if fetches and runs:
        why["it fetches code and runs it"] = 0.7
    elif fetches or runs:
        why["it fetches something" if fetches else "it runs text as code"] = 0.3 if hidden else 0.2


def _of_letters(text: str, why: dict[str, float]) -> None:
    words = _WORD.findall(_BLOB.sub(" ", text[:2_048]))
    flips = [
        sum(one.islower() != other.islower() for one, other in pairwise(word)) / len(word) for word in words
    ]
    if sum(flip >= _FLIPS for flip in flips) > 1:
        why["its letters change case at random"] = 0.4
    longest = max((len(token), token) for token in _TOKEN.findall(text)) if _TOKEN.search(text) else (0, "")
    if longest[0] >= _LONG and "\\" not in longest[1] and entropy(longest[1]) >= _DENSE:
        why["it has a long word as dense as encoded data"] = 0.2


def entropy(text: str) -> float:
    """Return Shannon's entropy in bits a character."""
    total = len(text)
    return (
        -sum(count / total * math.log2(count / total) for count in Counter(text).values()) if total else 0.0
    )


def _decoded(text: str) -> str:
    """Read what follows PowerShell's -EncodedCommand."""
    found = _ENCODED.search(text)
    if found is None:
        return ""
    blob = found[1].rstrip("=")
    try:
        data = base64.b64decode(blob + "=" * (-len(blob) % 4))
    except (binascii.Error, ValueError):
        return ""
    plain = data.decode("utf-16-le", "replace") if data[1:2] == b"\0" else data.decode("latin-1")
    readable = sum(one.isprintable() or one.isspace() for one in plain)
    return plain if plain and readable >= 0.9 * len(plain) else ""
