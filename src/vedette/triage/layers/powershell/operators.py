"""PowerShell's operators on what is known: what each makes, and what it undoes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell import patterns
from vedette.triage.layers.powershell.formats import formatted
from vedette.triage.layers.powershell.values import (
    ITEMS_MOST,
    Char,
    items_of,
    number_of,
    text_of,
    truth_of,
    whole_of,
)

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

TEXT_MOST: Final = 16 << 20
"""Characters of one text made here; a longer one is not known."""


class NotKnown(Exception):
    """What this gives cannot be said."""


def add(left: object, right: object, allowance: Allowance) -> object:
    """Add numbers, join texts, put lists together."""
    if isinstance(left, list | bytes | bytearray):
        made = [*items_of(left), *(items_of(right) if right is not None else [None])]
        if len(made) > ITEMS_MOST:
            raise NotKnown
        allowance.burn(len(made) // 8)
        return made
    if isinstance(left, str):
        return joined((left, _text(right)), allowance)
    if left is None:
        return right
    return _bounded(_number(left) + _number(right))


def joined(parts: tuple[str, ...] | list[str], allowance: Allowance, between: str = "") -> str:
    """Join texts, within bounds."""
    size = sum(map(len, parts)) + len(between) * len(parts)
    if size > TEXT_MOST:
        raise NotKnown
    allowance.burn(size // 64)
    if size > 1 << 16:
        allowance.take_bytes(size)
    return between.join(parts)


def subtract(left: object, right: object, _: Allowance) -> object:
    """Subtract numbers."""
    return _bounded(_number(left) - _number(right))


def multiply(left: object, right: object, allowance: Allowance) -> object:
    """Multiply numbers; repeat a text or list."""
    times = _number(right)
    if isinstance(left, str) and not isinstance(left, Char):
        if not 0 <= times <= TEXT_MOST or len(left) * times > TEXT_MOST:
            raise NotKnown
        return joined((left * int(times),), allowance)
    if isinstance(left, list):
        if not 0 <= times <= ITEMS_MOST or len(left) * times > ITEMS_MOST:
            raise NotKnown
        allowance.burn(len(left) * int(times))
        return left * int(times)
    return _bounded(_number(left) * times)


def divide(left: object, right: object, _: Allowance) -> object:
    """Divide numbers."""
    by = _number(right)
    if not by:
        raise NotKnown
    made = _number(left) / by
    return int(made) if made.is_integer() else made


def remainder(left: object, right: object, _: Allowance) -> object:
    """Return what is left over when dividing; its sign is that of what is divided."""
    by, what = _number(right), _number(left)
    if not by:
        raise NotKnown
    made = abs(what) % abs(by)
    return -made if what < 0 else made


def spread(left: object, right: object, allowance: Allowance) -> object:
    """Return all numbers from one to another, either way."""
    first, last = _whole(left), _whole(right)
    if abs(first - last) > ITEMS_MOST:
        raise NotKnown
    allowance.burn(abs(first - last) + 1)
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def format_(left: object, right: object, allowance: Allowance) -> object:
    """Put values into a format string."""
    return joined((formatted(_text(left), items_of(right), allowance),), allowance)


def join(left: object, right: object, allowance: Allowance) -> object:
    """Join the items of a list."""
    return joined([_text(one) for one in items_of(left)], allowance, _text(right))


def split(left: object, right: object, allowance: Allowance) -> object:
    """Split by a pattern."""
    options = items_of(right)
    most = _whole(options[1]) if len(options) > 1 else 0
    made: list[object] = []
    for one in items_of(left):
        made += patterns.split(_text(one), _text(options[0] if options else ""), most, allowance)
    return made if len(made) != 1 else made[0]


def replace(left: object, right: object, allowance: Allowance, *, case: bool = False) -> object:
    """Replace what fits a pattern."""
    pattern, by = (*items_of(right), "", "")[:2]
    made: list[object] = []
    for one in items_of(left):
        changed = patterns.replace(_text(one), (_text(pattern), _text(by)), allowance, case=case)
        if changed is None:
            raise NotKnown
        made.append(changed)
    return made[0] if not isinstance(left, list) and made else made


def replace_case(left: object, right: object, allowance: Allowance) -> object:
    """Replace what fits a pattern, minding case."""
    return replace(left, right, allowance, case=True)


def equal(left: object, right: object, _: Allowance) -> object:
    """Compare, without minding the case of letters."""
    if isinstance(left, list):
        return [one for one in left if _same(one, right)]
    return _same(left, right)


def unequal(left: object, right: object, allowance: Allowance) -> object:
    """Compare for being different."""
    if isinstance(left, list):
        return [one for one in left if not _same(one, right)]
    return not equal(left, right, allowance)


def _same(left: object, right: object) -> bool:
    if isinstance(left, str) and not isinstance(left, Char):
        return left.lower() == _text(right).lower()
    if isinstance(left, Char) and isinstance(right, str):
        return left.lower() == right.lower()
    first, second = number_of(left), number_of(right)
    return first is not None and first == second


def _ordered(test: Callable[[float, float], bool]) -> Operator:
    def compare(left: object, right: object, _: Allowance) -> object:
        return test(_number(left), _number(right))

    return compare


def _bits(work: Callable[[int, int], int]) -> Operator:
    def reckon(left: object, right: object, _: Allowance) -> object:
        return work(_whole(left), _whole(right))

    return reckon


def _contains(left: object, right: object, _: Allowance) -> object:
    return any(_same(one, right) for one in items_of(left))


def _in(left: object, right: object, _: Allowance) -> object:
    return any(_same(one, left) for one in items_of(right))


def _like(left: object, right: object, allowance: Allowance) -> object:
    return patterns.like(_text(left), _text(right), allowance)


def _match(left: object, right: object, allowance: Allowance) -> object:
    return patterns.found(_text(left), _text(right), allowance) is not None


def _negated(work: Operator) -> Operator:
    def test(left: object, right: object, allowance: Allowance) -> object:
        return not work(left, right, allowance)

    return test


Operator = Callable[[object, object, "Allowance"], object]
OPERATORS: Final[dict[str, Operator]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "%": remainder, "..": spread,
    "-f": format_, "-join": join, "-split": split, "-csplit": split, "-isplit": split,
    "-replace": replace, "-ireplace": replace, "-creplace": replace_case,
    "-eq": equal, "-ieq": equal, "-ceq": equal, "-ne": unequal, "-ine": unequal, "-cne": unequal,
    "-gt": _ordered(lambda a, b: a > b), "-ge": _ordered(lambda a, b: a >= b),
    "-lt": _ordered(lambda a, b: a < b), "-le": _ordered(lambda a, b: a <= b),
    "-band": _bits(lambda a, b: a & b), "-bor": _bits(lambda a, b: a | b), "-bxor": _bits(lambda a, b: a ^ b),
    "-shl": _bits(lambda a, b: (a << (b & 63)) & 0xFFFFFFFFFFFFFFFF),
    "-shr": _bits(lambda a, b: a >> (b & 63)),
    "-and": lambda a, b, _: truth_of(a) and truth_of(b), "-or": lambda a, b, _: truth_of(a) or truth_of(b),
    "-xor": lambda a, b, _: truth_of(a) != truth_of(b),
    "-contains": _contains, "-notcontains": _negated(_contains), "-in": _in, "-notin": _negated(_in),
    "-like": _like, "-notlike": _negated(_like), "-match": _match, "-notmatch": _negated(_match),
}  # fmt: skip
STEPS: Final = {
    "-f": Step.FORMAT, "-join": Step.JOINED,
    "-split": Step.SPLIT, "-csplit": Step.SPLIT, "-isplit": Step.SPLIT,
    "-replace": Step.REPLACED, "-ireplace": Step.REPLACED, "-creplace": Step.REPLACED, "-bxor": Step.XOR,
}  # fmt: skip


def _text(data: object) -> str:
    made = text_of(data)
    if made is None:
        raise NotKnown
    return made


def _number(data: object) -> int | float:
    made = number_of(data)
    if made is None:
        raise NotKnown
    return made


def _whole(data: object) -> int:
    made = whole_of(data)
    if made is None:
        raise NotKnown
    return made


def _bounded(number: float) -> int | float:
    """Return a number as large as .NET has whole ones; beyond, it is none we reckon with."""
    if abs(number) > 1 << 96:
        raise NotKnown
    return number
