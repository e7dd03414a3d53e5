"""Python's functions by their names: those that run what they are given are told apart here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.python import library
from vedette.triage.layers.python.values import Code

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine, Piece

Args = list[object]
MARSHAL: Final = "marshal"
_LARGEST: Final = 1 << 18
_FAULTS: Final = (TypeError, ValueError, LookupError, OverflowError, ArithmeticError)
_EXEC: Final = frozenset({"exec", "eval", "builtins.exec", "builtins.eval", "execfile", "code.interact"})
_SHELL: Final = frozenset(
    {
        "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "subprocess.call",
        "subprocess.run", "subprocess.Popen", "subprocess.check_output", "subprocess.check_call",
        "commands.getoutput",
    }
)  # fmt: skip
_SMALL: Final = 4
_ARGUMENTS: Final = 3
_INTERPRETERS: Final = {"python": Kind.PYTHON, "bash": Kind.SHELL, "sh": Kind.SHELL, "node": Kind.JAVASCRIPT}


def call(  # noqa: PLR0911  one a kind
    machine: Machine, path: str, args: Args, named: dict[str, object], term: Called
) -> object:
    """Call something of the language by its full name."""
    name = path.removeprefix("builtins.")
    if name in _EXEC:
        return _executed(machine, name, args, term)
    if name in _SHELL:
        _command(machine, args, term)
        return UNKNOWN
    if name in {"compile", "re.compile"}:
        return args[0] if name == "compile" and args else UNKNOWN
    if name in library.CALLING:
        return library.CALLING[name](machine, args)
    function = library.TABLE.get(name)
    given = [*args, *named.values()]
    if function is None or UNKNOWN in given:
        return UNKNOWN
    try:
        return function(machine, given)
    except _FAULTS:
        return UNKNOWN


def _executed(machine: Machine, name: str, args: Args, term: Piece) -> object:
    """Keep what is executed; what an expression comes to is folded where it is short."""
    text = args[0] if args else UNKNOWN
    if isinstance(text, Code):
        machine.carry(bytes(text), Kind.PYTHON_CODE, term, step=MARSHAL)
    elif isinstance(text, str | bytes) and len(text.strip()) > _SMALL:
        machine.carry(text, Kind.PYTHON, term)
    if name == "eval" and isinstance(text, str) and len(text) <= _LARGEST:
        from vedette.triage.layers.python.reading import expression  # noqa: PLC0415  it needs this module

        return expression(machine, text)
    return UNKNOWN


def _command(machine: Machine, args: Args, term: Piece) -> None:
    """Keep a command line that was put together, and what is given to an interpreter."""
    first = args[0] if args else UNKNOWN
    if isinstance(first, str) and set(machine.history(first)) - {Step.JOINED}:
        machine.carry(first, Kind.SHELL, term, step=Step.COMMAND)
    if isinstance(first, list | tuple) and len(first) >= _ARGUMENTS and first[1] in {"-c", "-e"}:
        name = first[0].rpartition("/")[2].rstrip("0123456789.") if isinstance(first[0], str) else "python"
        kind = _INTERPRETERS.get(name)
        if kind is not None:
            machine.carry(first[2], kind, term, step=Step.COMMAND)
