"""Holds a claim against the code: every quote stands there, what it names is called there, and is not idle.

What comes out is made of names our parser read and of our own words; of the model's text nothing is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from vedette.agents.hunter.interest import Survey, is_harmless, root_of
from vedette.agents.hunter.proposals import Claim, Harm, Origin, Part
from vedette.agents.hunter.units import CALL, Called, Unit
from vedette.code import Knowledge
from vedette.code.tables import CallRow, Flag, Neutral, Sink, Source, TypeOf

_NUMBER: Final = re.compile(r"^\s*\d{1,6}\s*\|\s?")
_NAME: Final = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_FULL: Final = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){1,12}", re.ASCII)
_SHORTEST: Final = 4
"""Letters of a quote: fewer stand anywhere."""
_POSITIONS: Final = 10
_SAYS: Final = frozenset(("debug", "info", "warning", "warn", "exception", "critical"))
"""Methods that write into logs, in whatever library."""


class Fault(Struct, frozen=True):
    """What is wrong with a claim, and which gate says so."""

    gate: str
    why: str


class Row(Struct, frozen=True, kw_only=True):
    """What a table would have to say."""

    part: Part
    harm: Harm
    origin: Origin
    path: str = ""
    """Full name of the call, decorator or base, without brackets; empty: known by `method` alone."""
    method: str = ""
    args: tuple[int | str, ...] = ()
    returns: str = ""

    @property
    def library(self) -> str:
        """The top-level module it is about, or nothing."""
        return root_of(self.path)

    @property
    def shown(self) -> str:
        """Return the name, for people."""
        return self.path or f".{self.method}"


class Grounded(Struct, frozen=True, kw_only=True):
    """A claim that holds as far as the text of the code goes."""

    unit: Unit
    row: Row | None
    """None for a gap: nothing is missing from the tables."""
    harm: Harm
    source: tuple[str, int]
    """Path and line of where the value is said to come from."""
    sink: tuple[str, int]
    parameter: str = ""


def ground(claim: Claim, seen: Sequence[Unit], survey: Survey, knowledge: Knowledge) -> Grounded | Fault:
    """Check all of a claim that can be checked by reading; `seen` holds the units the model was shown."""
    places: list[list[tuple[Unit, int]]] = []
    for quote in claim.path:
        found = list(_places(quote, seen, survey))
        if not found:
            return Fault("quote", "a line it quotes is not in the code it was shown")
        places.append(found)
    unit, line = places[0][0]
    made = _row(claim, places, survey, knowledge)
    if isinstance(made, Fault):
        return made
    row, (sink_unit, sink_line) = made
    if claim.parameter and claim.parameter not in unit.parameters:
        return Fault("entity", "the function has no parameter of that name")
    return Grounded(
        unit=unit,
        row=row,
        harm=claim.harm,
        source=(unit.path, line),
        sink=(sink_unit.path, sink_line),
        parameter=claim.parameter,
    )


_Placed = tuple[Row | None, tuple[Unit, int]]


def _row(
    claim: Claim, places: list[list[tuple[Unit, int]]], survey: Survey, knowledge: Knowledge
) -> _Placed | Fault:
    last = places[-1][-1]
    match claim.part:
        case Part.GAP:
            return (
                (None, last) if claim.parameter else Fault("entity", "a gap needs a parameter to try it by")
            )
        case Part.ENTRY:
            row = _entry(claim, places[0][0][0], survey, knowledge)
            return row if isinstance(row, Fault) else (row, last)
        case Part.SINK:
            where = places[-1]
        case _:
            where = [one for ones in places for one in ones]
    found = next(_called(claim.callable, where), None)
    if found is None:
        return Fault("entity", "nothing of that name is called in the lines it quotes")
    unit, call = found
    row = _of_call(claim, call, survey, knowledge)
    if isinstance(row, Fault):
        return row
    return row, ((unit, call.line) if claim.part is Part.SINK else last)


def _of_call(claim: Claim, call: Called, survey: Survey, knowledge: Knowledge) -> Row | Fault:
    path = call.path.replace(CALL, "")
    if (fault := _idle(claim, path, call.method, survey) or _known(claim, path, knowledge)) is not None:
        return fault
    args: tuple[int | str, ...] = ()
    returns = ""
    if claim.part is Part.SINK:
        args = _argument(claim.argument, call)
        if not args:
            return Fault("entity", "the call has no such argument")
    elif claim.part is Part.TYPE:
        returns = claim.returns
        if not path or not _FULL.fullmatch(returns):
            return Fault("entity", "what it gives is no class by its full name, or it has none itself")
    return Row(
        part=claim.part,
        harm=claim.harm,
        origin=claim.origin,
        path=path,
        method=call.method,
        args=args,
        returns=returns,
    )


def _argument(argument: str, call: Called) -> tuple[int | str, ...]:
    """Return the position or the name of an argument the call has, or nothing."""
    if argument.isascii() and argument.isdigit():
        position = int(argument[:6])
        return (position,) if position < min(call.positional, _POSITIONS) else ()
    return (argument,) if argument in call.keywords and _NAME.fullmatch(argument) else ()


def _idle(claim: Claim, path: str, method: str, survey: Survey) -> Fault | None:
    """Say why a row about a name would say nothing: it is the target's own, harmless, or has no full name."""
    if path.startswith(".") or root_of(path) in survey.own or (not path and method in survey.defined):
        return Fault("own code", "it is part of the target, and the engine follows it there itself")
    says = claim.part is Part.SINK and method in _SAYS and claim.harm is not Harm.LOG
    if says or is_harmless(path, "" if claim.part is Part.ENTRY else method):
        return Fault("harmless", "it does no harm, whoever chose its arguments")
    if not (_FULL.fullmatch(path) if path else _NAME.fullmatch(method)):
        return Fault("entity", "no table can name it")
    return None


def _known(claim: Claim, path: str, knowledge: Knowledge) -> Fault | None:
    """Say whether the tables have it already, or say it is harmless."""
    rows = knowledge.calls(knowledge.canonical(path)) if path else ()
    if any(_says(row, claim) for row in rows):
        return Fault("known", "the tables say so already")
    if any(isinstance(row, Neutral) for row in rows):
        return Fault("harmless", "the tables say that nothing comes through it")
    if claim.part is Part.SINK and rows and not any(isinstance(row, Sink | Flag | Source) for row in rows):
        return Fault("harmless", "the tables describe it, and no harm it does")
    return None


def _says(row: CallRow, claim: Claim) -> bool:
    match claim.part:
        case Part.SINK:
            return isinstance(row, Sink) and row.kind == claim.harm.value
        case Part.SOURCE:
            return isinstance(row, Source)
        case _:
            return isinstance(row, TypeOf)


def _entry(claim: Claim, unit: Unit, survey: Survey, knowledge: Knowledge) -> Row | Fault:
    name = _plain(claim.callable)
    for path in (*unit.decorators, *unit.bases):
        full = path.replace(CALL, "")
        if name in {full, path} or full.endswith(f".{name}"):
            base = path in unit.bases and path not in unit.decorators
            method = unit.name.rpartition(".")[2] if base else ""
            if (fault := _idle(claim, full, method, survey)) is not None:
                return fault
            if knowledge.entry_decorator(full) or knowledge.entry_base(full):
                return Fault("known", "the tables say so already")
            return Row(part=Part.ENTRY, harm=claim.harm, origin=claim.origin, path=full, method=method)
    return Fault("entity", "the function has no such decorator, nor its class such a base")


def _places(quote: str, seen: Sequence[Unit], survey: Survey) -> Iterator[tuple[Unit, int]]:
    """Give the lines a quote stands in, among those that were shown."""
    wanted = _settled(_NUMBER.sub("", quote.strip().split("\n")[0]))
    if len(wanted) < _SHORTEST or wanted.isidentifier():  # one word stands anywhere
        return
    for unit in seen:
        lines = survey.files[unit.path].lines
        for number in range(unit.line, min(unit.end_line, len(lines)) + 1):
            if wanted in _settled(lines[number - 1]):
                yield unit, number


def _called(name: str, where: list[tuple[Unit, int]]) -> Iterator[tuple[Unit, Called]]:
    """Give the calls of a name in some lines."""
    wanted = _plain(name)
    for unit, line in where:
        for call in unit.calls:
            names = {call.written, call.written.replace(CALL, ""), call.path, call.path.replace(CALL, "")}
            if call.line <= line <= call.end_line and (wanted in names or wanted == call.method):
                yield unit, call


def _plain(name: str) -> str:
    """Return a name without the @ of a decorator, arguments and spaces."""
    name = name.strip().removeprefix("@").strip()
    return name[: name.rfind("(")] if name.endswith(")") else name


def _settled(text: str) -> str:
    return " ".join(text.split())
