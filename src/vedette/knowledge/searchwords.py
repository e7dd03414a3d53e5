"""Words made comparable: endings taken off, so that `deleted` meets `deletion`, and small words known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from vedette.core.tables import table

LONGEST: Final = 40
_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_LEAST: Final = 3
"""Letters that have to be left of a word."""
_ENDINGS: Final = (
    "izations", "ization", "isations", "isation", "ations", "ation", "ements", "ement", "ments", "ment",
    "ities", "ity", "ingly", "ings", "ing", "ers", "ors", "ions", "ion", "edly", "ies", "ied", "ed", "er",
    "or", "es", "ly", "s", "y", "e",
)  # fmt: skip
_APART: Final = 5
"""Words within which a verb and its small word stand."""
_FREE: Final = frozenset({"off", "down", "over", "out", "away", "back"})
"""Small words that may stand apart from their verb."""
_TWICE: Final = re.compile(r"([bdfgklmnprt])\1$")


def words(text: str) -> Iterator[str]:
    """Yield the words of a text without their endings, small words included; `logged in` is `login`."""
    plain = text.casefold().replace("e-mail", "email").replace("\u2019", "'")
    said = [one.group().partition("'")[0][:LONGEST] for one in _WORD.finditer(plain)]
    joined = _joined()
    passed = -1
    for at, word in enumerate(said):
        if at == passed:
            continue
        verb = stem(word)
        both = joined.get(verb)
        behind = _behind(both, said, at) if both is not None else 0
        if both is not None and behind:
            passed = behind
            yield both[said[behind]]
        else:
            yield verb


def _behind(both: dict[str, str], said: list[str], at: int) -> int:
    """Return where the small word of a verb stands, as in `turn the machine off`; 0 for nowhere."""
    for number in range(at + 1, min(at + _APART, len(said))):
        if said[number] in both and (number == at + 1 or said[number] in _FREE):
            return number
    return 0


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending, the same for all forms of it; no word anybody would write."""
    word = _forms().get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            break
    word = _TWICE.sub(r"\1", word)
    return word[:-1] if word.endswith("e") and len(word) > _LEAST else word


@lru_cache(maxsize=1)
def small() -> frozenset[str]:
    """Return the words that say nothing by themselves, without their endings."""
    return frozenset(stem(one) for one in _lists()["small"].split())


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    """Return the forms that do not look like their word."""
    return {form: word for word, forms in _lists()["forms"].items() for form in forms.split()}


@lru_cache(maxsize=1)
def _joined() -> dict[str, dict[str, str]]:
    """Return verbs that mean something else with a small word behind: by both, what they are as one."""
    return {
        stem(verb): {little: stem(verb + little) for little in littles.split()}
        for verb, littles in _lists()["joined"].items()
    }


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return table("vedette.knowledge", "searchwords.toml")
