"""A sentence nobody's row made, such as a language model's: it may only say again what its items say.

Strict on purpose. Every literal and every word that means something must stand in at most two statements
about the items it cites, names and numbers beside the same neighbour, parties in the same order, and nothing
turned around. What is true and said in other words is lost; what is false does not come through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

from msgspec import Struct, convert

from vedette.core.explanations import Sentence, Slot
from vedette.core.tables import table
from vedette.explain.checking.ground import CITING, Ground
from vedette.explain.checking.plain import is_literal, normal, stem, tokens
from vedette.explain.checking.rows import may_speak, may_stand
from vedette.explain.facts.item import Item
from vedette.explain.words.fillers import Filling
from vedette.explain.words.texts import Slot as Slotted

_STATEMENTS: Final = 400
_TEXT: Final = 2_000
_OURS: Final = ("hosts", "users", "files", "place", "thing")
_THEIRS: Final = ("attackers",)


class _Closed(Struct, frozen=True, forbid_unknown_fields=True):
    small: frozenset[str]
    turning: frozenset[str]


class _Statement(Struct, frozen=True):
    tokens: tuple[str, ...]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    turned: int


@lru_cache(maxsize=1)
def _closed() -> dict[str, _Closed]:
    return convert(table("vedette.explain.words", "closed.toml"), dict[str, _Closed])


def fault_of(sentence: Sentence, slot: Slot | None, ground: Ground) -> str:
    """Say what is wrong with a sentence without a row; nothing where it stands."""
    items = [found for one in sentence.rests_on if (found := ground.cited.get(one)) is not None]
    if len(items) != len(sentence.rests_on):
        return "it rests on something that is not in the subject"
    if not items:
        return _without(sentence.text, slot, ground)
    closed = _closed()[ground.texts.language]
    known = [_statement(text, closed) for text in statements(items, slot, ground)][:_STATEMENTS]
    said = _statement(sentence.text, closed)
    best = _supports(said, known, closed)
    if best is not None and slot is Slot.DO and not _in_sequence(said, known):
        return "what to do is said in another order than anything it cites says it"
    if best is None:
        return "a word, name or number of it is not in what it cites"
    return _held_against(said, best, known, items, closed)


def _without(text: str, slot: Slot | None, ground: Ground) -> str:
    """Judge a sentence that rests on nothing: it must be one of ours, and one that names nothing."""
    if slot is None or slot in CITING:
        return "it rests on nothing"
    ours = (
        "".join(part for part in variant if isinstance(part, str))
        for key, variants in ground.texts.rows.items()
        if may_stand(key, slot)
        for variant in variants
        if not any(isinstance(part, Slotted) for part in variant)
    )
    return "" if normal(text) in map(normal, ours) else "it rests on nothing, and is none of our sentences"


def statements(items: Sequence[Item], slot: Slot | None, ground: Ground) -> Iterator[str]:
    """Return all that may be said of items in a part: their rows, filled, and what the engine said."""
    for item in items:
        filling = Filling(ground.texts, item)
        for key, variants in ground.texts.rows.items():
            right = key.startswith("title.") if slot is None else may_stand(key, slot)
            if right and may_speak(key, item, ground):
                yield from (text for one in variants if (text := filling.text(one)) is not None)
        if slot is Slot.HAPPENED:
            yield from (one[:_TEXT] for one in item.texts)


def _statement(text: str, closed: _Closed) -> _Statement:
    found = tokens(text)
    return _Statement(
        tokens=tuple(found),
        stems=frozenset(_settled(one) for one in found if one not in closed.small),
        pairs=frozenset(pairwise(_settled(one) for one in ("", *found, ""))),
        turned=sum(one in closed.turning for one in found),
    )


def _settled(token: str) -> str:
    return token if is_literal(token) else stem(token)


def _supports(said: _Statement, known: Sequence[_Statement], closed: _Closed) -> _Statement | None:
    """Return the statement that carries a sentence best, where with at most one more it carries all of it."""
    wanted = frozenset(one for one in said.stems if one not in closed.small)
    if not wanted or not known:
        return None
    best = max(known, key=lambda one: (len(wanted & one.stems), one.turned == said.turned))
    left = wanted - best.stems
    if left and not any(left <= one.stems for one in known):
        return None
    return best


def _in_sequence(said: _Statement, known: Sequence[_Statement]) -> bool:
    """Whether a sentence is a statement with words left out: advice is not put together anew."""
    for one in known:
        rest = iter(one.tokens)
        if one.turned == said.turned and all(token in rest for token in said.tokens):
            return True
    return False


def _held_against(
    said: _Statement, best: _Statement, known: Sequence[_Statement], items: Sequence[Item], closed: _Closed
) -> str:
    if said.turned != best.turned:
        return "it turns around what it cites"
    if not all(_stands(said, at, known) for at, token in enumerate(said.tokens) if _is_bound(token, closed)):
        return "a name, a number or a not stands where nothing it cites puts it"
    for first, second in _parties(said, items):
        if not any(_in_order(first, second, one.tokens) for one in known):
            return "who did it and to whom is not as what it cites says"
    return ""


def _is_bound(token: str, closed: _Closed) -> bool:
    """Whether a token has to stand between the same neighbours."""
    return is_literal(token) or token in closed.turning


def _stands(said: _Statement, at: int, known: Sequence[_Statement]) -> bool:
    """Whether one statement has a token between the same words as the sentence has it."""
    around = ("", *said.tokens, "")
    before, token, after = (_settled(one) for one in around[at : at + 3])
    return any({(before, token), (token, after)} <= one.pairs for one in known)


def _parties(said: _Statement, items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Return pairs of one of theirs and one of ours, in the order the sentence has them."""
    theirs = {name.lower() for item in items for role in _THEIRS for name in item.names.get(role, ())}
    ours = {name.lower() for item in items for role in _OURS for name in item.names.get(role, ())}
    named = [one for one in said.tokens if one in theirs or one in ours]
    yield from ((a, b) for a, b in combinations(named, 2) if (a in theirs) != (b in theirs))


def _in_order(first: str, second: str, found: Sequence[str]) -> bool:
    return first in found and second in found[found.index(first) :]
