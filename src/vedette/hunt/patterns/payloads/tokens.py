"""SQL as a string of letters, one for each token, so that grammar is a pattern over letters.

    n number or NULL   s string   v name   f name before a parenthesis   ( ) , ;   o comparison   & and, or
    a arithmetic   | ||   * star   U union   S select   F from   W where   B order by, group by, having, limit
    D another statement   C case, when, then, else, end   k other words of SQL   c comment   x other

A value that is put between quotes in a query is read from within them: everything up to the first such
quote is one string. What is in parentheses and complete becomes one `e`, as does a call.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

TOKENS_MAX: Final = 400
_REDUCTIONS_MAX: Final = 12

_WORDS: Final = {
    "&": "and or xor",
    "o": "like rlike ilike regexp between in is glob",
    "U": "union intersect except",
    "S": "select",
    "F": "from",
    "W": "where",
    "B": "order group having limit procedure",
    "D": (
        "insert update delete drop create alter exec execute declare waitfor shutdown"
        " call begin if set truncate"
    ),
    "C": "case when then else end",
    "n": "null true false",
    "k": (
        "as all distinct distinctrow by on using join inner outer left right natural"
        " cross into values table asc desc "
        "collate escape top boolean mode language delay analyse outfile dumpfile"
    ),
    "": "not binary",
}
_LETTER: Final = {word: letter for letter, words in _WORDS.items() for word in words.split()}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<c>--(?=[\s+-]|$|\W)|--$|\#|/\*)
    |(?P<n>0x[0-9a-f]+|\d+(?:\.\d+)?(?:e\d+)?(?![\w$])|\.\d+)
    |(?P<word>@{0,2}[a-z_\u0080-\uffff][\w$\u0080-\uffff]*(?:\.+[a-z_@*][\w$]*){0,3}
        |\d\w+|\[[\w ]{1,40}\]|`[\w ]{1,40}`)
    |(?P<o><=>|<>|!=|<=|>=|=|<|>|!<|!>)
    |(?P<and>&&)
    |(?P<cat>\|\|)
    |(?P<a>[+\-/%^~&|!:]+)
    |(?P<star>\*)
    |(?P<p>[(),;])
    |(?P<q>['"])
    |(?P<x>.)""",
    re.VERBOSE | re.DOTALL,
)
_INLINE = re.compile(r"/\*(?!!).{0,200}?\*/", re.DOTALL)
_EXECUTED = re.compile(r"/\*!\d{0,6}(.{0,400}?)\*/", re.DOTALL)
_CALL = re.compile(r"f\([nsvea,o&|*CkSFW]*\)")
_SUBSELECT = re.compile(r"\((?:k?S)[nsve*a,|oCk&]*(?:F[^()]*)?\)")
_GROUP = re.compile(r"(?<!f)\([nsvea,o&|C]*\)")
_TIMES = re.compile(r"(?<=[nsve])\*(?=[nsve(f])")
_CALL_OPEN = re.compile(r"\s*\(")


@dataclass(slots=True)
class Shape:
    """A text as tokens."""

    letters: str
    words: list[str] = field(default_factory=list)
    """Words of the language and names, as they come."""
    calls: list[str] = field(default_factory=list)
    ends_in_comment: bool = False
    """What follows the value in the query is cut off."""
    subselects: int = 0


def uncommented(text: str) -> tuple[str, bool]:
    """Take comments between tokens away; says whether there were any."""
    if "/*" not in text:
        return text, False
    plain = _INLINE.sub(" ", _EXECUTED.sub(r" \1 ", text))
    return plain, plain != text


def shape(text: str, quote: str = "") -> Shape:
    """Read a lower-case text as it would be read bare or between quotes of a kind."""
    made = Shape("")
    letters: list[str] = []
    at = 0
    if quote:
        end = text.find(quote)
        letters.append("s")
        at = len(text) if end < 0 else end + 1
    while at < len(text) and len(letters) < TOKENS_MAX:
        found = _TOKEN.match(text, at)
        if found is None:
            break
        at = found.end()
        sort = found.lastgroup
        if sort == "q":
            at = _closing(text, at, found[0])
            letters.append("s")
        elif sort == "c":
            made.ends_in_comment = True
            letters.append("c")
            break
        elif sort != "space":
            letters.append(_letter(found, sort, text, made))
    made.letters = _reduced("".join(letters), made)
    return made


def _closing(text: str, at: int, quote: str) -> int:
    """Return where a string ends; one that does not is closed by the query's own quote."""
    end = text.find(quote, at)
    return len(text) if end < 0 else end + 1


def _letter(found: re.Match[str], sort: str | None, text: str, made: Shape) -> str:
    if sort == "word":
        return _of_word(found[0], text, found.end(), made)
    if sort == "p":
        return found[0]
    return {"n": "n", "o": "o", "and": "&", "cat": "|", "a": "a", "star": "*"}.get(sort or "", "x")


def _of_word(word: str, text: str, end: int, made: Shape) -> str:
    letter = _LETTER.get(word)
    if len(made.words) < TOKENS_MAX:
        made.words.append(word)
    if letter is not None and letter not in {"C", "k"}:
        return letter
    if _CALL_OPEN.match(text, end) and letter is None:
        made.calls.append(word)
        return "f"
    return letter or "v"


def _reduced(letters: str, made: Shape) -> str:
    """Make one expression of each call, sub-select and group that is complete, from the inside."""
    for _ in range(_REDUCTIONS_MAX):
        plain, subselects = _SUBSELECT.subn("e", letters)
        made.subselects += subselects
        plain = _TIMES.sub("a", _GROUP.sub("e", _CALL.sub("e", plain)))
        if plain == letters:
            break
        letters = plain
    return letters
