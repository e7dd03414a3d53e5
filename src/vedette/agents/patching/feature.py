"""Gate G1, what a patch may not take away: functions, routes, results, the work itself.

The cheapest way to be rid of a finding is to be rid of the feature. Nothing here is about whether
the fix is right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tree_sitter import Node

from vedette.agents.patching.bodies import judge
from vedette.agents.patching.emptied import is_constant, is_emptied
from vedette.agents.patching.families import FAMILIES, IDLE, MINOR
from vedette.agents.patching.ground import Change, Changes, Ground
from vedette.agents.patching.syntax import CLASS, Call, Scope, Syntax, syntax_of, text_of, walk
from vedette.agents.patching.textual import moved
from vedette.core.nouns import Finding, Lines

_ERROR = re.compile(
    r"[A-Z]\w*(?:Error|Exception|Forbidden|BadRequest|NotFound|Denied|Invalid\w*)|HTTPException|Http404"
)


def check_feature(changes: Changes, ground: Ground) -> str:
    """Whatever the code did it still does: definitions, parameters, calls, results."""
    for one in changes:
        pair = syntax_of(one.before), syntax_of(one.after)
        why = _definitions(one, pair, ground.finding) or _bodies(pair) or _sink(one, pair, ground.finding)
        if why:
            return f"{one.path}: {why}"
    return ""


def _definitions(change: Change, pair: tuple[Syntax, Syntax], finding: Finding) -> str:
    before, after = pair
    for name, old in before.scopes.items():
        new = after.scopes.get(name)
        if new is None or new.node.type != old.node.type:
            return f"{name} is gone: mend it, and keep it under its name"
        if why := _wrapping(change, (old, new), after, finding):
            return f"{name} {why}"
        if old.is_function and (why := _signature(old, new)):
            return f"{name}: {why}"
        if old.node.type == CLASS and _superclasses(old) != _superclasses(new):
            return f"{name} has other base classes: keep them"
    return ""


def _wrapping(change: Change, pair: tuple[Scope, Scope], after: Syntax, finding: Finding) -> str:
    """Say if a decorator is gone, or one is added that the patch itself or the file makes."""
    old, new = pair
    lost = Counter(old.decorators) - Counter(new.decorators)
    if lost and not _pointed_at(change.path, old, finding):
        return f"loses {next(iter(lost))}: keep it"
    added = [one for one in new.decorators if one not in old.decorators]
    if any(re.split(r"[.(]", one[1:])[0] not in after.aliases for one in added) and not lost:
        return f"is wrapped by {added[0]}: mend it itself"
    return ""


def _pointed_at(path: str, scope: Scope, finding: Finding) -> bool:
    """Whether the harm itself is one of the decorators of a definition."""
    where = finding.primary.locator
    parent = scope.node.parent
    if finding.primary.name != path or not isinstance(where, Lines) or parent is None:
        return False
    return parent.start_point[0] + 1 <= where.line < scope.node.start_point[0] + 1


def _superclasses(scope: Scope) -> str:
    return "".join(text_of(scope.node.child_by_field_name("superclasses")).split())


def _signature(old: Scope, new: Scope) -> str:
    before, after = _parameters(old), _parameters(new)
    if "async" in _words_before(old) and "async" not in _words_before(new):
        return "it is no longer asynchronous: keep that"
    if [name for name, _ in after[: len(before)]] != [name for name, _ in before]:
        return "its parameters are not those it had: keep them, in their order"
    if any(not optional for _, optional in after[len(before) :]):
        return "it asks for a new parameter that its callers do not give: give it a default"
    return ""


def _words_before(scope: Scope) -> list[str]:
    return [one.type for one in scope.node.children[:2]]


def _parameters(scope: Scope) -> list[tuple[str, bool]]:
    """Return names and whether they may be left out."""
    found = []
    node = scope.node.child_by_field_name("parameters")
    for one in node.named_children if node is not None else []:
        if one.type == "comment":
            continue
        inner = one.child_by_field_name("name") or (one.named_children or [one])[0]
        optional = one.child_by_field_name("value") is not None or text_of(one).startswith("*")
        found.append((text_of(inner), optional))
    return found


def _bodies(pair: tuple[Syntax, Syntax]) -> str:
    before, after = pair
    for name, new in after.scopes.items():
        shown = name or "the top level"
        old = before.scopes.get(name)
        if (why := judge(old, new)) or (old is not None and (why := _kept(old, new))):
            return f"{shown}: {why}"
    return ""


def _kept(old: Scope, new: Scope) -> str:
    """Say what a body does no more that the one before did."""
    if old.of("yield") and not new.of("yield"):
        return "it yields nothing any more"
    if _results(old) and _results(new) < min(1, _results(old)):
        return "it returns nothing any more"
    if _results(new) < _results(old) and _constant_results(new) > _constant_results(old):
        return "it returns a fixed value in place of its result"
    if len(new.of("assert_statement")) < len(old.of("assert_statement")):
        return "an assert is taken away"
    return _calls_kept(old, new)


def _returned(scope: Scope) -> list[Node]:
    return [one for node in scope.of("return_statement") for one in node.named_children[:1]]


def _results(scope: Scope) -> int:
    return sum(not is_constant(one) for one in _returned(scope))


def _constant_results(scope: Scope) -> int:
    return sum(is_constant(one) for one in _returned(scope))


def _calls_kept(old: Scope, new: Scope) -> str:
    before, after = Counter(one.last for one in old.calls), Counter(one.last for one in new.calls)
    lost = [name for name in (before - after).elements() if name not in MINOR and not _ERROR.fullmatch(name)]
    found = [name for name in (after - before).elements() if name not in IDLE and not _ERROR.fullmatch(name)]
    if len(lost) > len(found):
        return f"the call of {lost[0]} is taken away, and nothing takes its place"
    return ""


def _sink(change: Change, pair: tuple[Syntax, Syntax], finding: Finding) -> str:
    """Say if what the harmful call was there for is not done any more."""
    before, after = pair
    where = finding.primary.locator
    if finding.primary.name != change.path or not isinstance(where, Lines):
        return ""
    scope = before.at(where.line)
    called = [
        one for one in scope.calls if one.node.start_point[0] + 1 <= where.line <= one.node.end_point[0] + 1
    ]
    new = after.scopes.get(scope.name)
    if new is None:
        return ""
    if dropped := _dropped(change, scope, after, called):
        return f"{dropped} was handed over there and is not any more: keep it"
    rest = [*new.calls, *_helpers(before, after)]
    return next((why for call in called for one in FAMILIES if (why := _undone(call, scope, rest, one))), "")


def _dropped(change: Change, old: Scope, after: Syntax, called: list[Call]) -> str:
    """Return a name the harmful call was given, that still has its meaning, and is not used there now."""
    new = after.scopes[old.name]
    given = {name for one in called for name in _read(one.node.child_by_field_name("arguments"))}
    still = given & _local(old) & _local(new)
    lines = {line for one in called for row in _rows(one) for line in moved(change, row)}
    every = [one for scope in after.scopes.values() for one in scope.of("identifier")]
    inside = {text_of(one) for one in every if one.start_point[0] + 1 in lines}
    return min(still - inside, default="")


def _rows(call: Call) -> range:
    return range(call.node.start_point[0] + 1, call.node.end_point[0] + 2)


def _read(node: Node | None) -> set[str]:
    """Return the plain names something reads."""
    return {text_of(one) for one in walk(node) if one.type == "identifier"} if node is not None else set()


def _local(scope: Scope) -> set[str]:
    """Return the names a function has of its own: parameters, and what it assigns."""
    names = {name for name, _ in _parameters(scope)} if scope.is_function else set()
    for one in scope.of("assignment", "augmented_assignment", "as_pattern_target", "for_statement"):
        names |= _read(one.child_by_field_name("left") or (one if one.type == "as_pattern_target" else None))
    return names


def _undone(call: Call, scope: Scope, rest: list[Call], family: frozenset[str]) -> str:
    """Say if a call of some work is done less often than before, or with fixed values only."""
    if call.last not in family:
        return ""
    if _count(rest, family) < _count(scope.calls, family):
        return f"what {call.last} was there for is not done any more: do it safely"
    if _count_open(rest, family) < min(1, _count_open(scope.calls, family)):
        return f"what {call.last} works on is a fixed value now: do it safely with what comes in"
    return ""


def _helpers(before: Syntax, after: Syntax) -> Iterator[Call]:
    for name, scope in after.scopes.items():
        if name not in before.scopes:
            yield from scope.calls


def _count_open(calls: list[Call], family: frozenset[str]) -> int:
    """Count calls of some work that are given anything but fixed values."""
    return sum(one.last in family and not _is_fixed(one.node) for one in calls)


def _is_fixed(node: Node) -> bool:
    given = node.child_by_field_name("arguments")
    values = [
        one.child_by_field_name("value") or one if one.type == "keyword_argument" else one
        for one in (given.named_children if given is not None else [])
    ]
    function = node.child_by_field_name("function")
    owner = function.child_by_field_name("object") if function is not None else None
    return all(map(is_emptied, values)) and not (owner is not None and owner.type in {"call", "subscript"})


def _count(calls: list[Call], family: frozenset[str]) -> int:
    return sum(one.last in family for one in calls)
