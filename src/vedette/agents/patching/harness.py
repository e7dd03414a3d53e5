"""Runs one function of a target in the sandbox: what to call, with what, and what was answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from vedette.agents.effects import Steps, execute
from vedette.agents.patching.ground import Change, Changes, Ground
from vedette.agents.patching.syntax import Scope, syntax_of, text_of
from vedette.core.digest import sha256
from vedette.core.executions import Execution, Program
from vedette.core.nouns import Lines

Value = dict[str, Any]
"""As the probe reads it: one kind, one content."""
PLACE = "vedette-probe"
_PACKAGE = "vedette_probe"
_MARK = "vedette-probe-says-"
_SECONDS = 60.0
_OUTPUT = 8 << 20
_LONGEST = 5000
"""Characters the probe tells at most of one thing; more is not its word."""


class Told(Struct, frozen=True, kw_only=True):
    """What came of one call."""

    id: str
    ended: str
    """returned, raised, stopped."""
    type: str
    shown: str
    files: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()
    stubbed: tuple[str, ...] = ()
    redirects: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    """Programs that were started by a list of arguments."""
    fired: bool = False
    """Whether the thing an attack was to make is there."""

    @property
    def refused(self) -> str:
        """What it said no with, if it did."""
        return f"{self.type}: {self.shown}" if self.ended == "raised" else self.ended


class Answered(Struct, frozen=True, kw_only=True):
    """What a run of the probe said."""

    cases: tuple[Told, ...]
    why: str = ""
    """Why the module could not be imported."""
    stubs: tuple[str, ...] = ()
    """Modules that are not installed, and were stood in for."""


class Place(Struct, frozen=True, kw_only=True):
    """The function to call."""

    path: str
    function: str
    parameters: tuple[tuple[str, str, bool], ...]
    """Name, annotation, and whether it may be left out."""
    sources: tuple[str, ...]
    """The parameters whose value the finding is about; none: it comes from elsewhere."""
    requests: tuple[str, ...] = ()
    """Names of the module that stand for a web request."""


def place_of(ground: Ground, text: str) -> Place | str:
    """Find the function a finding begins in, or say why it cannot be called by itself."""
    first = ground.finding.evidence[0]
    syntax = syntax_of(text)
    if not isinstance(first.locator, Lines):
        return "the finding does not begin in source"
    scope = syntax.at(first.locator.line)
    if not scope.is_function:
        return "the finding begins outside any function, so that there is nothing to call"
    outer = syntax.scopes.get(scope.name.rpartition(".")[0])
    if outer is not None and outer.is_function:
        return "the finding begins in a function inside another, which cannot be called by itself"
    parameters = tuple(_parameters(scope))
    words = set(re.findall(r"\w+", first.quote))
    sources = tuple(name for name, _, _ in parameters if name in words and name not in {"self", "cls"})
    requests = tuple(sorted({name for name in words if name.endswith("request") and name in syntax.aliases}))
    return Place(
        path=first.name,
        function=scope.name,
        parameters=tuple(one for one in parameters if one[0] not in {"self", "cls"}),
        sources=sources,
        requests=requests,
    )


def _parameters(scope: Scope) -> list[tuple[str, str, bool]]:
    node = scope.node.child_by_field_name("parameters")
    found = []
    for one in node.named_children if node is not None else []:
        if one.type in {"comment", "list_splat_pattern", "dictionary_splat_pattern", "keyword_separator"}:
            continue
        name = one.child_by_field_name("name") or (one.named_children or [one])[0]
        optional = one.child_by_field_name("value") is not None
        found.append((text_of(name), text_of(one.child_by_field_name("type")), optional))
    return found


def call(
    ground: Ground, changes: Changes, place: Place, cases: Sequence[Mapping[str, Any]]
) -> Steps[Answered | str]:
    """Call the function in the sandbox, once a case; return what was said, or why nothing was."""
    mark = _mark(changes)
    told = {
        "mark": mark,
        "module": place.path,
        "function": place.function,
        "requests": list(place.requests),
        "own": sorted(_own(ground)),
        "cases": list(cases),
    }
    program = program_of(ground, changes, (ground.python, "-B", "-m", f"{_PACKAGE}.probe"))
    program = msgspec.structs.replace(
        program,
        files={**program.files, **_sources()},
        stdin=json.dumps(told).encode(),
        seconds=_SECONDS,
        output_bytes=_OUTPUT,
    )
    ended = yield from execute(program)
    if not isinstance(ended, Execution):
        return f"not executed: {ended.why}"
    return _read(ended, mark)


def program_of(ground: Ground, changes: Changes, command: tuple[str, ...]) -> Program:
    """Return a program that runs on a copy of the target with some changes."""
    laid: dict[str, bytes] = {one.path: one.after.encode() for one in changes}
    return Program(
        command=command,
        tree=ground.tree,
        files={**ground.files, **laid},
        readable=ground.readable,
        seconds=ground.test_seconds,
        memory_bytes=2 << 30,
        processes=128,
    )


def _sources() -> dict[str, bytes]:
    here = files("vedette.agents.patching")
    parts = {one: here.joinpath(one).read_bytes() for one in ("probe.py", "standins.py")}
    return {f"{_PACKAGE}/{name}": text for name, text in (parts | {"__init__.py": b""}).items()}


def _own(ground: Ground) -> set[str]:
    """Return the top-level names that are the target's own, so that nothing stands in for them."""
    names = {one.name for one in ground.report.artefacts} | set(ground.files) | ground.own
    return {part.removesuffix(".py") for name in names for part in name.split("/")[:2]}


def _mark(changes: Changes) -> str:
    """Return what the probe's line begins with: no patch can hold it, for it follows from the patch."""
    texts = "\0".join(text for one in changes for text in (one.path, one.after))
    return f"{_MARK}{sha256(texts.encode('utf-8', 'replace'))[-16:]}:"


def _read(ended: Execution, mark: str) -> Answered | str:
    if ended.timed_out:
        return "it did not come to an end in time"
    lines = [one for one in ended.out.decode("utf-8", "replace").splitlines() if one.startswith(mark)]
    if not lines:
        words = ended.err.decode("utf-8", "replace").strip().splitlines()
        return f"the harness did not get to its end ({words[-1][:120] if words else ended.code})"
    answered = _decoded(lines[-1].removeprefix(mark))
    if answered is None:
        return "the harness was not understood"
    if answered.why:
        return f"the module cannot be imported by itself here ({answered.why[:160]})"
    return answered


def _decoded(text: str) -> Answered | None:
    try:
        answered = msgspec.json.decode(text, type=Answered)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    long = any(len(word) > _LONGEST for one in answered.cases for word in _words(one))
    return None if long else answered


def _words(told: Told) -> Iterator[str]:
    yield from (told.shown, *told.files, *told.hosts, *told.sql, *told.logged, *told.stubbed, *told.redirects)
    for command in told.commands:
        yield from command


def reversed_changes(changes: Changes) -> Changes:
    """Return changes that put back what was."""
    return tuple(Change(path=one.path, before=one.after, after=one.before) for one in changes)
