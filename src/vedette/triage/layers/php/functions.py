"""PHP's functions by their names: those that run what they are given are told apart here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.php.library import TABLE
from vedette.triage.layers.php.literals import evaluates

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine

Args = list[object]
_SHELL: Final = frozenset({"system", "exec", "shell_exec", "passthru", "popen", "proc_open", "pcntl_exec"})
_DATA: Final = expression(r"data:[\w/;=+.-]*?(;base64)?,(.*)", re.DOTALL | re.IGNORECASE)
_MAGIC: Final = ("MZ", "\x7fELF", "PK\x03\x04", "#!", "<?")
_LARGEST: Final = 1 << 22
_SMALL: Final = 6


def call(machine: Machine, name: str, args: Args, term: Called) -> object:
    """Call a function by its name."""
    if name in _RUNNING:
        return _RUNNING[name](machine, args, term)
    if name in _SHELL:
        if args and isinstance(args[0], str) and set(machine.history(args[0])) - {Step.JOINED}:
            machine.carry(args[0], Kind.SHELL, term, step=Step.COMMAND)
        return UNKNOWN
    function = TABLE.get(name)
    if function is None or (UNKNOWN in args and name != "(array)"):
        return UNKNOWN
    try:
        return function(machine, args)
    except (ValueError, TypeError, IndexError, OverflowError, LookupError):
        return UNKNOWN


def _run(machine: Machine, args: Args, term: Called) -> object:
    if args and isinstance(args[0], str) and len(args[0].strip()) > _SMALL:
        machine.carry(args[0], Kind.PHP, term)
    return UNKNOWN


def _assert(machine: Machine, args: Args, term: Called) -> object:
    if args and isinstance(args[0], str) and "(" in args[0]:
        machine.carry(args[0], Kind.PHP, term)
    return UNKNOWN


def _create(machine: Machine, args: Args, term: Called) -> object:
    if len(args) == len(("parameters", "code")) and isinstance(args[1], str):
        machine.carry(args[1], Kind.PHP, term)
    return UNKNOWN


def _preg_replace(machine: Machine, args: Args, term: Called) -> object:
    """Replace by a pattern; with the modifier e what is put in is code."""
    if len(args) < 3 or not isinstance(args[0], str):  # noqa: PLR2004  pattern, replacement, subject
        return UNKNOWN
    pattern = args[0]
    if evaluates(pattern) and isinstance(args[1], str):
        machine.carry(args[1], Kind.PHP, term)
        return UNKNOWN
    return _replaced_pattern(machine, args)


def _replaced_pattern(machine: Machine, args: Args) -> object:
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415

    pattern, by, text = args[:3]
    if not (isinstance(pattern, str) and isinstance(by, str) and isinstance(text, str) and pattern[1:]):
        return UNKNOWN
    end = {"(": ")", "{": "}", "[": "]"}.get(pattern[0], pattern[0])
    body, _, flags = pattern[1:].rpartition(end)
    machine.burn(len(text) >> 4)
    if set(flags) - set("isum") or "$" in by or "\\" in by or len(text) * max(len(by), 1) > _LARGEST:
        return UNKNOWN
    marks = "".join(one for one in flags if one in "ism")
    try:
        made = re2.compile(f"(?{marks}){body}" if marks else body).sub(lambda _: by, text)
    except re2.error:
        return UNKNOWN
    return machine.note(made, Step.REPLACED, text)


def _call_user(machine: Machine, args: Args, term: Called) -> object:
    return machine.call(args[0], args[1:], {}, term) if args else UNKNOWN


def _call_user_array(machine: Machine, args: Args, term: Called) -> object:
    given = list(args[1].values()) if len(args) > 1 and isinstance(args[1], dict) else [UNKNOWN]
    return machine.call(args[0], given, {}, term) if args else UNKNOWN


def _array_map(machine: Machine, args: Args, term: Called) -> object:
    if len(args) != 2 or not isinstance(args[1], dict):  # noqa: PLR2004
        return UNKNOWN
    return {key: machine.call(args[0], [one], {}, term) for key, one in args[1].items()}


def _array_walk(machine: Machine, args: Args, term: Called) -> object:
    if len(args) > 1 and isinstance(args[0], dict):
        for key, one in list(args[0].items()):
            machine.call(args[1], [one, key], {}, term)
    return UNKNOWN


def _include(machine: Machine, args: Args, term: Called) -> object:
    found = _DATA.match(args[0]) if args and isinstance(args[0], str) else None
    if found is not None:
        data = codecs.base64(found[2], machine.allowance) if found[1] else None
        text = data.decode("latin-1") if data is not None else codecs.url(found[2], machine.allowance)
        machine.carry(text, Kind.PHP, term, step=Step.BASE64 if found[1] else Step.URL)
    return UNKNOWN


def _written(machine: Machine, args: Args, term: Called) -> object:
    data = args[1] if len(args) > 1 else UNKNOWN
    if isinstance(data, str) and data.startswith(_MAGIC) and set(machine.history(data)) - {Step.JOINED}:
        machine.carry(data, None, term, step=Step.WRITTEN)
    return UNKNOWN


_RUNNING: Final[dict[str, Callable[[Machine, Args, Called], object]]] = {
    "eval": _run, "assert": _assert, "create_function": _create, "preg_replace": _preg_replace,
    "call_user_func": _call_user, "call_user_func_array": _call_user_array, "array_map": _array_map,
    "array_walk": _array_walk,
    "array_filter": lambda machine, args, term: _array_map(machine, args[::-1], term),
    "include": _include, "file_put_contents": _written, "fwrite": _written, "fputs": _written,
    "register_shutdown_function": _call_user, "forward_static_call": _call_user,
}  # fmt: skip
