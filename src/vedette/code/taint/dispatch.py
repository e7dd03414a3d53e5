"""Commands of a command line: `parser.set_defaults(run=f)` and, later, `args.run(args)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.taint.attributes import is_decorated
from vedette.code.taint.machine import Arguments
from vedette.code.taint.scopes import Bound, Function
from vedette.code.taint.values import NOTHING, Value, flat, join

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.code.taint.models import Call

_PARSED: Final = (".parse_args()", ".parse_known_args()[]", "argparse.Namespace()")
_COMMANDS_MAX: Final = 8


def note_commands(m: Machine, path: str, arguments: Arguments) -> None:
    """Note functions that a parser is told to put among what it parsed."""
    if path.startswith("argparse.") and path.endswith(".set_defaults"):
        for name, value in arguments.keywords.items():
            known = m.commands.setdefault(name, [])
            if isinstance(value.ref, Function | Bound) and value not in known:
                known.append(value)


def command(m: Machine, call: Call, method: str) -> Value | None:
    """Call what may stand under a name among the parsed arguments; None when they are none."""
    ref = call.receiver.ref
    if ref.__class__ is not str or not ref.endswith(_PARSED) or method not in m.commands:
        return None
    result: Value | None = None
    for callee in (m.commands[method] or _by_name(m, method))[:_COMMANDS_MAX]:
        function = callee.ref.function if isinstance(callee.ref, Bound) else callee.ref
        if function in m.active:
            continue
        first = [callee.ref.receiver] if isinstance(callee.ref, Bound) else []
        loose = callee.obj is None and function.cls is not None and not first
        if loose and not is_decorated(function, "staticmethod"):
            first = [NOTHING]
        given = Arguments([*first, *call.arguments.positional], dict(call.arguments.keywords))
        made = m.call_function(m, function, given, call.state, call.at)
        result = made if result is None else join(flat(result, call.state.heap), flat(made, call.state.heap))
    return result


def _by_name(m: Machine, method: str) -> list[Value]:
    """Return the program's methods of that name: what was put there came out of a list of classes."""
    m.frame.uses.add(("method", method))
    return [Value(ref=function) for function in m.methods(method)]
