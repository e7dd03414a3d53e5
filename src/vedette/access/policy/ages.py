"""Seconds as a policy text looks at them: only as being below, at or above the constants it names.

So two questions that differ only in an age between the same two constants are one, and are answered once.
Of a text that looks at an age in any other way, nothing is said, and each age is another.
Format: the JSON of Cedar policies, https://docs.cedarpolicy.com/policies/json-format.html.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

NAMES: Final = ("auth_age", "touch_age", "policy_age")
_COMPARED: Final = frozenset(("<", "<=", ">", ">=", "==", "!="))
_MOST: Final = 1 << 53
"""Seconds beyond that are none: whoever is told of them says so."""
_CONTEXT: Final = {"Var": "context"}
Marks = Mapping[str, tuple[int, ...]]
"""For each age a text only compares with constants: those, from the lowest."""


def marks(policies: Any) -> Marks:  # noqa: ANN401 - JSON of any shape
    """Return the constants of a policy set; ages that are looked at in another way are left out."""
    if not isinstance(policies, dict) or policies.get("templates") or policies.get("templateLinks"):
        return {}
    found: defaultdict[str, set[int]] = defaultdict(set)
    otherwise: set[str] = set()
    for name, constant in _looks(policies.get("staticPolicies")):
        if constant is None:
            otherwise.add(name)
        else:
            found[name].add(constant)
    if "" in otherwise:
        return {}
    return {name: tuple(sorted(found[name])) for name in NAMES if name not in otherwise}


def alike(age: Any, constants: tuple[int, ...]) -> Any:  # noqa: ANN401 - what is no age stays what it is
    """Return one and the same age for all that a text cannot tell apart."""
    if type(age) is not int or not constants or abs(age) > _MOST:
        return age
    place = bisect_left(constants, age)
    if place == len(constants):
        return constants[-1] + 1
    return age if constants[place] == age else constants[place] - 1


def _looks(node: Any) -> Iterator[tuple[str, int | None]]:  # noqa: ANN401 - as above
    """Give each look at the context: which name, and the constant it is compared with, if it is just that.

    The name is empty where all of the context is looked at.
    """
    if isinstance(node, list):
        for one in node:
            yield from _looks(one)
    elif isinstance(node, dict):
        if (look := _comparison(node) or _look(node)) is not None:
            yield look
            return
        for one in node.values():
            yield from _looks(one)


def _comparison(node: dict[str, Any]) -> tuple[str, int] | None:
    """Return what an expression compares, if that is one name of the context, and a whole number."""
    if len(node) != 1 or not node.keys() & _COMPARED:
        return None
    ((_, sides),) = node.items()
    if not isinstance(sides, dict) or sides.keys() != {"left", "right"}:
        return None
    for one, other in ((sides["left"], sides["right"]), (sides["right"], sides["left"])):
        named, value = _look(one), other.get("Value") if isinstance(other, dict) else None
        if named is not None and named[0] and type(value) is int:
            return named[0], value
    return None


def _look(node: Any) -> tuple[str, None] | None:  # noqa: ANN401 - as above
    if node == _CONTEXT:
        return "", None
    inside = node.get(".") if isinstance(node, dict) and len(node) == 1 else None
    if isinstance(inside, dict) and inside.get("left") == _CONTEXT:
        return str(inside.get("attr")), None
    return None
