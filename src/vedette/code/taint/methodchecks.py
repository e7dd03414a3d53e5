"""What the outcome of a method says: `value.startswith(…)`, `pattern.match(value)`, and what tables know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from vedette.code.tables import Guard
from vedette.code.taint import checks
from vedette.code.taint.checks import bits_of
from vedette.code.taint.conditions import hold
from vedette.code.taint.machine import Arguments, again
from vedette.code.taint.values import EVERY_KIND, PART, UNKNOWN, State, Value, content

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_PLAIN_CHECKS: Final = frozenset(("isalnum", "isdigit", "isnumeric", "isdecimal", "isidentifier", "isalpha"))
RESOLVERS: Final = re.compile(
    r"(?:realpath|abspath|normpath|resolve|absolute|safe_join|commonpath|Resolved|Normal)\(\)"
)
"""They make a path what it will be when it is opened: comparing what they give is comparing files."""
_HOST_PREFIX: Final = re.compile(r"^https?://[^/]+/")
_LOCAL_PREFIX: Final = re.compile(r"^/[^/\\]")
_RISKY_IN_PATTERN: Final = re.compile(r"\\[SWD]|(?<!\\)\.(?=[*+?{)]|$|\Z)|\[\^|\\s|[<>'\"`;|&$(]{2,}")


def apply_guard(m: Machine, row: Guard, arguments: Arguments, receiver: Value, state: State) -> None:
    """Let a check that the tables know vouch for what it checked."""
    if not hold(m, row, arguments, receiver, state):
        return
    value = receiver if row.arg == "receiver" else arguments.get(row.arg)
    if value is not None:
        kinds = EVERY_KIND if "*" in row.kinds else bits_of(m, *row.kinds)
        state.vouch(kinds, content(value, state.heap)[0])


def method_check(m: Machine, receiver: Value, call: Node, state: State, wanted: bool) -> bool:  # noqa: FBT001
    """Learn from how a method came out; tell whether that is all there is to learn."""
    mask, _, _ = content(receiver, state.heap)
    name, arguments = call[2][3], call[3]
    if name in _PLAIN_CHECKS and wanted:
        if receiver.ref is not PART:
            state.vouch(EVERY_KIND, mask)
        return True
    if name == "startswith" and arguments:
        if mask:
            _startswith(m, receiver, again(m, arguments[0], state), state, wanted=wanted)
        return True
    if name in ("match", "fullmatch") and wanted and isinstance(receiver.ref, str):
        return _pattern_check(m, receiver, name, arguments, state)
    if mask:
        rows = m.knowledge.methods.get(name, ())
        apply_guards(m, rows, call, receiver, state, wanted=wanted)
    return False


def apply_guards(  # noqa: PLR0913 - rows of a call, and the call
    m: Machine,
    rows: Iterable[object],
    call: Node,
    receiver: Value,
    state: State,
    *,
    wanted: bool,
) -> None:
    """Let those checks among rows that came out well vouch for what they checked."""
    for row in rows:
        if isinstance(row, Guard) and not row.raises and row.negated is not wanted:
            given = Arguments([again(m, argument, state) for argument in call[3]], {})
            given.keywords = {name: again(m, value, state) for name, value in call[4] if name is not None}
            apply_guard(m, row, given, receiver, state)


def _startswith(m: Machine, receiver: Value, prefix: Value, state: State, *, wanted: bool) -> None:
    mask, _, _ = content(receiver, state.heap)
    if wanted:
        _starts_with(m, receiver, prefix, mask, state)
    elif prefix.const == "-":
        state.vouch(bits_of(m, "argument"), mask)
    elif checks.is_address(receiver):
        checks.not_this_address(m, receiver, state)


def _starts_with(m: Machine, receiver: Value, prefix: Value, mask: int, state: State) -> None:
    resolved = isinstance(receiver.ref, str) and receiver.ref is not PART and RESOLVERS.search(receiver.ref)
    if resolved or (prefix.const is UNKNOWN and not prefix.mask and _is_resolved(prefix)):
        state.vouch(bits_of(m, "path", "archive"), mask)
    for text in prefix.const if isinstance(prefix.const, tuple) else (prefix.const or prefix.text,):
        if not isinstance(text, str):
            return
        if not (_HOST_PREFIX.search(text) or _LOCAL_PREFIX.search(text)):
            return
    state.vouch(bits_of(m, "redirect", "fetch"), mask)


def _is_resolved(value: Value) -> bool:
    return isinstance(value.ref, str) and RESOLVERS.search(value.ref) is not None


def _pattern_check(m: Machine, receiver: Value, name: str, arguments: tuple[Node, ...], state: State) -> bool:
    """`pattern.match(value)`, `re.match(pattern, value)`: harmless when only plain characters match."""
    given = [again(m, argument, state) for argument in arguments]
    if receiver.ref == "re" and len(given) > 1:
        pattern, value = given[0], given[1]
    elif receiver.ref.endswith(("re.compile()", "re.Pattern()")) and given:
        pattern, value = Value(const=receiver.text), given[0]
    else:
        return False
    if isinstance(pattern.const, str) and admits_plain_text(pattern.const, whole=name == "fullmatch"):
        state.vouch(EVERY_KIND, content(value, state.heap)[0])
    elif pattern.const is UNKNOWN and not pattern.mask and pattern.ref is not None:
        # one the program was set up with
        state.vouch(bits_of(m, "redirect", "fetch"), content(value, state.heap)[0])
    return True


def admits_plain_text(pattern: str, *, whole: bool) -> bool:
    """Tell whether a pattern covers a whole value and admits no wild card: what passes is written out."""
    body = pattern.removeprefix("(?i)")
    anchored = whole or body.endswith(("$", "\\Z", "\\z"))
    if not anchored:
        return False
    return _RISKY_IN_PATTERN.search(body.rstrip("$").removeprefix("^")) is None
