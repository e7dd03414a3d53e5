"""What stands between the braces of `${...}`: slices, replacements, lengths, names of names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.shell.arithmetic import worked_out
from vedette.triage.layers.shell.state import State

_NAME: Final = expression(r"(!?)(#?)([A-Za-z_]\w*|[0-9@*#?]+)(\[[^\]]*\])?(.*)", re.DOTALL)
_LARGEST: Final = 1 << 22
_INNER: Final = expression(r"\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")


def expanded(  # noqa: PLR0911  one a form
    body: str, state: State, inner: Callable[[str], str | None]
) -> str | None:
    """Return what `${body}` comes to; `inner` expands the words in it. None where it is not known."""
    found = _NAME.fullmatch(body)
    if found is None:
        return None
    indirect, length, name, index, rest = found.groups()
    value = state.value(name, _index(index, state))
    if indirect:
        value = state.value(value) if value and re.fullmatch(r"[A-Za-z_]\w*", value) else None
    if length:
        return None if value is None or rest else str(len(value))
    if not rest:
        return value
    if rest[0] == ":" and rest[1:2] in {"-", "=", "+", "?"}:
        return _defaulted(rest[1:], value, inner, known=state.knows(name))
    if rest[0] in "-=+?":
        return _defaulted(rest, value, inner, known=state.knows(name))
    if value is None:
        return None
    made = _changed(rest, value, state, inner)
    return None if made is None else state.history.note(made[0], made[1], value)


def _index(index: str | None, state: State) -> str:
    if not index:
        return ""
    inside = index[1:-1]
    if inside in {"@", "*"}:
        return inside
    number = worked_out(inside, state.names)
    return inside if number is None else str(number)


def _defaulted(
    rest: str, value: str | None, inner: Callable[[str], str | None], *, known: bool
) -> str | None:
    if rest[0] == "+":
        return inner(rest[1:]) if value else "" if known else None
    if value:
        return value
    return inner(rest[1:]) if rest[0] != "?" and (known and value is not None) else None


def _changed(
    rest: str, value: str, state: State, inner: Callable[[str], str | None]
) -> tuple[str, str] | None:
    match rest[0]:
        case ":":
            made = _sliced(rest[1:], value, state)
            return None if made is None else (made, Step.PICKED)
        case "/":
            made = _replaced(rest[1:], value, inner)
            return None if made is None else (made, Step.REPLACED)
        case "^" | ",":
            change = str.upper if rest[0] == "^" else str.lower
            return (change(value) if len(rest) > 1 else change(value[:1]) + value[1:]), Step.CASE
        case "#" | "%":
            made = _trimmed(rest, value, inner)
            return None if made is None else (made, Step.PICKED)
        case _:
            return None


def _sliced(rest: str, value: str, state: State) -> str | None:
    first, colon, size = rest.partition(":")
    start = worked_out(_put_in(first, state) or "0", state.names)
    if start is None:
        return None
    if start < 0:
        start += len(value)
    if not colon:
        return value[max(start, 0) :]
    count = worked_out(_put_in(size, state), state.names)
    if count is None or start < 0:
        return None
    return value[start : start + count] if count >= 0 else value[start:count]


def _put_in(text: str, state: State) -> str:
    return _INNER.sub(lambda found: state.value(found[1] or found[2]) or "?", text.strip())


def _replaced(rest: str, value: str, inner: Callable[[str], str | None]) -> str | None:
    every = rest.startswith("/")
    parts = re.split(r"(?<!\\)/", rest[1:] if every else rest, maxsplit=1)
    what, by = inner(parts[0]), inner(parts[1]) if len(parts) > 1 else ""
    if what is None or by is None or not what:
        return None
    if what[0] in "#%" or set(what) & set("*?["):
        return _replaced_pattern(what, by, value, every=every)
    what = what.replace("\\", "")
    if value.count(what) * len(by) > _LARGEST:
        return None
    return value.replace(what, by, -1 if every else 1)


def pattern_of(glob: str) -> str | None:
    """Return a linear pattern for a glob, or None."""
    made = []
    at = 0
    while at < len(glob):
        one = glob[at]
        if one == "[":
            end = glob.find("]", at + 2)
            if end < 0:
                return None
            made.append("[" + glob[at + 1 : end].replace("!", "^", 1).replace("\\", "\\\\") + "]")
            at = end
        elif one == "\\":
            at += 1
            made.append(re.escape(glob[at : at + 1]))
        else:
            made.append({"*": ".*", "?": "."}.get(one) or re.escape(one))
        at += 1
    return "".join(made)


def _replaced_pattern(what: str, by: str, value: str, *, every: bool) -> str | None:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415

    pattern = pattern_of(what)
    if pattern is None or len(value) * max(len(by), 1) > _LARGEST:
        return None
    try:
        made: str = re2.compile(f"(?s){pattern}").sub(lambda _: by, value, 0 if every else 1)
    except re2.error:
        return None
    return made


def _trimmed(rest: str, value: str, inner: Callable[[str], str | None]) -> str | None:
    mark = rest[0]
    greedy = rest.startswith(mark * 2)
    glob = inner(rest[2 if greedy else 1 :])
    if not glob:
        return None
    fixed = glob.strip("*")
    if set(fixed) & set("*?[\\"):
        return None
    return (
        _cut_front(value, glob, fixed, greedy=greedy)
        if mark == "#"
        else _cut_back(value, glob, fixed, greedy=greedy)
    )


def _cut_front(value: str, glob: str, fixed: str, *, greedy: bool) -> str:
    if not glob.startswith("*"):
        return value.removeprefix(fixed) if not glob.endswith("*") else value
    at = value.rfind(fixed) if greedy else value.find(fixed)
    return value if at < 0 else value[at + len(fixed) :]


def _cut_back(value: str, glob: str, fixed: str, *, greedy: bool) -> str:
    if not glob.endswith("*"):
        return value.removesuffix(fixed) if not glob.startswith("*") else value
    at = value.find(fixed) if greedy else value.rfind(fixed)
    return value if at < 0 else value[:at]
