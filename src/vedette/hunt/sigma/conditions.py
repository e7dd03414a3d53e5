"""A rule's detections and conditions, as pySigma has parsed them, become one tree of ours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.rule.detection import SigmaDetections
from sigma.types import (
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SigmaTimestampPart,
    SpecialChars,
)

from vedette.core.errors import BadInput
from vedette.hunt.sigma import nodes
from vedette.hunt.sigma.nodes import (
    KEYWORD,
    MANY,
    ONE,
    Compare,
    Exists,
    Glob,
    How,
    Moment,
    Network,
    Node,
    Not,
    Null,
    Pattern,
    Same,
    Text,
    all_of,
    any_of,
)
from vedette.hunt.sigma.values import text_of

_OF: Final = re.compile(r"\b(?:1|any|all)\s+of\s+([\w*]+)", re.IGNORECASE)
_FLAGS: Final = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_HINT: Final = "see docs/sigma.md for what can be used"


def node_of(detection: SigmaDetections) -> Node:
    """Make the tree of a rule. Several conditions are alternatives.

    Raises:
        BadInput: it asks something this engine cannot answer, or nothing.

    """
    for written in detection.condition:
        _check_names(written, detection)
    found = [_node(condition.parsed) for condition in detection.parsed_condition]
    if not found:
        raise BadInput("it has no condition", hint=_HINT)
    return any_of(tuple(found))


def _check_names(condition: str, detection: SigmaDetections) -> None:
    """Refuse "1 of name_*" that names nothing: leaving it out would ask less than the author did."""
    for pattern in _OF.findall(condition):
        shape = re.compile(".*" if pattern == "them" else re.escape(pattern).replace(r"\*", ".*"))
        hidden = pattern.startswith("_")
        names = [
            one
            for one in detection.detections
            if shape.fullmatch(one) and (hidden or not one.startswith("_"))
        ]
        if not names:
            raise BadInput(f"its condition speaks of {pattern!r}, and nothing is called so", hint=_HINT)


def _node(tree: object) -> Node:
    match tree:
        case ConditionAND():
            return all_of(tuple(_node(one) for one in tree.args))
        case ConditionOR():
            return any_of(tuple(_node(one) for one in tree.args))
        case ConditionNOT():
            return Not(_node(tree.args[0]))
        case ConditionFieldEqualsValueExpression():
            return _value(tree.field, tree.value)
        case ConditionValueExpression():
            return _value(KEYWORD, tree.value)
        case _:
            raise BadInput("its condition asks for nothing", hint=_HINT)


def _value(field: str, value: object) -> Node:
    if isinstance(value, SigmaExpansion):
        return any_of(tuple(_value(field, one) for one in value.values))
    for sort, make in _MAKERS:
        if isinstance(value, sort):
            return make(field, value)
    raise BadInput(f"values of type {type(value).__name__} have no meaning here", hint=_HINT)


def _string(field: str, value: SigmaString) -> Node:
    parts = tuple(_part(one) for one in value.s)
    cased = isinstance(value, SigmaCasedString)
    if field == KEYWORD:
        parts = (MANY, *(part for part in _trimmed(parts)), MANY)
    if all(part == MANY for part in parts) and parts:
        return Not(Null(field)) if field != KEYWORD else nodes.EVERYTHING
    how, literal = _simple(parts)
    if how is not None:
        return Text(field, how, (literal,), cased)
    return Glob(field, parts, cased)


def _part(part: object) -> str | int:
    if isinstance(part, Placeholder):
        raise BadInput(f"the placeholder %{part.name}% has no values here", hint=_HINT)
    if part == SpecialChars.WILDCARD_MULTI:
        return MANY
    return ONE if part == SpecialChars.WILDCARD_SINGLE else str(part)


def _trimmed(parts: tuple[str | int, ...]) -> tuple[str | int, ...]:
    start, end = 0, len(parts)
    while start < end and parts[start] == MANY:
        start += 1
    while end > start and parts[end - 1] == MANY:
        end -= 1
    return parts[start:end]


def _simple(parts: tuple[str | int, ...]) -> tuple[How | None, str]:
    """See whether wildcards stand only at the ends of one literal."""
    inner = _trimmed(parts)
    if not parts:
        return "equals", ""
    if len(inner) != 1 or not isinstance(inner[0], str):
        return None, ""
    before, after = parts[0] == MANY, parts[-1] == MANY
    if before:
        return ("contains" if after else "ends"), inner[0]
    return ("starts" if after else "equals"), inner[0]


def _number(field: str, value: SigmaNumber) -> Node:
    return Text(field, "contains" if field == KEYWORD else "equals", (text_of(value.number),))


def _bool(field: str, value: SigmaBool) -> Node:
    return Text(field, "equals", (text_of(value.boolean),))


def _regex(field: str, value: SigmaRegularExpression) -> Node:
    if any(isinstance(part, Placeholder) for part in value.regexp.s):
        raise BadInput("a placeholder in a regular expression has no values here", hint=_HINT)
    flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
    return Pattern(field, str(value.regexp), flags)


def _moment(field: str, value: SigmaTimestampPart) -> Node:
    part: Any = value.timestamp_part.name.lower()
    return Moment(field, part, int(value.number))


def _same(field: str, value: SigmaFieldReference) -> Node:
    how: How = "equals"
    if value.starts_with or value.ends_with:
        how = (
            "contains" if value.starts_with and value.ends_with else "starts" if value.starts_with else "ends"
        )
    return Same(field, value.field, how)


def _exists(field: str, value: SigmaExists) -> Node:
    return Exists(field) if value.exists else Not(Exists(field))


_MAKERS: Final[tuple[tuple[type, Callable[[str, Any], Node]], ...]] = (
    (SigmaString, _string),
    (SigmaTimestampPart, _moment),
    (SigmaNumber, _number),
    (SigmaBool, _bool),
    (SigmaNull, lambda field, _: Null(field)),
    (SigmaRegularExpression, _regex),
    (SigmaCIDRExpression, lambda field, value: Network(field, str(value.network))),
    (SigmaCompareExpression, lambda field, value: Compare(field, value.op.name.lower(), value.number.number)),
    (SigmaFieldReference, _same),
    (SigmaExists, _exists),
)
"""Narrower types before wider ones."""
