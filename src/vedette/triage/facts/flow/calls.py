"""Calls: who is called, with what, and what comes back."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.fact import Act
from vedette.triage.facts.flow.effects import effect
from vedette.triage.facts.flow.folding import (
    DECODERS,
    METHODS,
    characters,
    concatenated,
    decoded,
    formatted,
    paths_joined,
    texts_of,
)
from vedette.triage.facts.flow.frame import Frame
from vedette.triage.facts.flow.given import Given
from vedette.triage.facts.flow.run import Run
from vedette.triage.facts.flow.value import HOLE, UNKNOWN, Code, Value, all_marks, hole, joined, texted

_GROWS: Final = {
    "append", "extend", "update", "add", "push", "unshift", "insert", "set", "setdefault", "concat", "attach",
    "add_field", "appendleft", "Write", "WriteText",
}  # fmt: skip
_SAME: Final = {
    "str", "bytes", "bytearray", "pathlib.Path", "Path", "io.BytesIO", "io.StringIO", "Buffer.from", "String",
    "os.fspath", "os.path.expanduser", "os.path.abspath", "os.path.normpath", "os.path.realpath", "list",
    "pathlib.PurePath", "os.path.expandvars", "path.resolve", "path.normalize", "memoryview", "tuple",
    "util.promisify", "url.parse", "URL", "os.fsencode", "shlex.quote", "shlex.split", "pathlib.Path.home",
    "set", "iter", "sorted", "reversed", "Object", "Array.from", "enumerate",
}  # fmt: skip
_JOINS: Final = {"os.path.join", "path.join", "posixpath.join", "ntpath.join", "path.resolve", "?.joinpath"}
_CHARACTERS: Final = {"chr", "String.fromCharCode", "String.fromCodePoint"}
_HOMES: Final = {"os.homedir": "~", "pathlib.Path.home": "~", "Path.home": "~"}
_NAME_CHARS: Final = 120
OBJECT: Final = "com:"
"""Before the class of an object of Windows, in small letters and without its version."""
_VERSION: Final = expression(r"(?:\.\d{1,3}){1,3}$")


def call(run: Run, frame: Frame, node: Node) -> Value:
    """Return what a call gives, and mark what it does."""
    function = run.value(frame, node[2])
    values: list[Value] = []
    for one in node[3]:
        value = run.value(frame, one)
        values += value.items or (value,) if one[0] == ir.STAR else (value,)
    named = {name or f"**{number}": run.value(frame, one) for number, (name, one) in enumerate(node[4])}
    for name in [name for name in named if name.startswith("**")]:
        named.update(named[name].fields or {})
    return called(run, frame, node, function, Given(values, named))


def called(run: Run, frame: Frame, node: Node, function: Value, given: Given) -> Value:
    """Return what calling a value gives."""
    if (found := _reached(run, node, function, given)) is not None:
        return found
    if function.code is not None:
        return _entered(run, function, given)
    made = _folded(node[1], function, given)
    row = run.library.calls.get(_key(function.name))
    if row is None and function.owner is not None:
        row = run.library.methods.get(function.name.rpartition(".")[2])
    if row is not None and row.words and not any(one.text in row.words for one in given.values):
        row = None
    result = (
        effect(run, node[1], row, function, given)
        if row is not None
        else _plain(run, node[1], function, given)
    )
    if made is not UNKNOWN:
        result = replace(made, marks=joined(made.marks, result.marks), name=made.name or result.name)
    _hand_on(run, given, result)
    if node[2][0] == ir.ATTR and node[2][3] in _GROWS:
        _grow(run, frame, node[2][2], given)
    return result


def _reached(run: Run, node: Node, function: Value, given: Given) -> Value | None:
    """`__import__("os")`, `getattr(os, "system")`, `require("fs")`: what is reached by a name in a text."""
    library = run.library
    if function.name in library.imports and given.at(0).texts and HOLE not in given.at(0).text:
        name = given.at(0).text.removeprefix("node:")
        return Value(name=library.aliases.get(name, name))
    if function.name in library.attributes and given.at(1).texts and HOLE not in given.at(1).text:
        owner, name = given.at(0), given.at(1).text
        if owner.name.strip("?"):
            dotted = name if owner.name in {"__builtins__", "builtins"} else f"{owner.name}.{name}"
            if dotted in library.calls:
                says = f"reaches {dotted} by a name in a text"
                run.mark(Act.OBFUSCATED, node[1], says=says, target=dotted, how=function.name)
            return Value(name=dotted, owner=owner, marks=owner.marks, at=node[1])
    if function.name in library.tables:
        return Value(name=f"{function.name}()")
    if function.name in library.objects and given.at(0).texts:
        return Value(name=OBJECT + _VERSION.sub("", given.at(0).text.lower()))
    return None


def _key(name: str) -> str:
    """Return a name as tables have it: objects of Windows do not mind how a name is written."""
    return name.lower() if name.startswith(OBJECT) else name


def _entered(run: Run, function: Value, given: Given) -> Value:
    code = function.code
    if code is None:
        return UNKNOWN
    if code.members is not None and not code.body:
        return _constructed(run, function, code, given)
    owner = function.owner
    if code.params and code.params[0][1] not in {"self", "cls", "this"}:
        owner = None
    result = run.enter(code, given.values, given.named, owner)
    return result.marked(())


def _constructed(run: Run, function: Value, code: Code, given: Given) -> Value:
    made = Value(code=replace(code, instance=True), name=function.name and f"{function.name}()")
    for name in ("__init__", "constructor"):
        start = (code.members or {}).get(name)
        if start is not None and start.code is not None:
            run.enter(start.code, given.values, given.named, made)
    return made.marked(mark for one in given.all() for mark in all_marks(one))


def _plain(run: Run, at: int, function: Value, given: Given) -> Value:
    """Nobody knows what is called: what goes in comes out."""
    name = f"{function.name}()" if function.name and len(function.name) < _NAME_CHARS else ""
    marks = function.owner.marks if function.owner is not None else ()
    marks = joined(marks, function.marks)
    for one in given.all():
        marks = joined(marks, run.holding(one))
    made = tuple(given.values) or function.made
    return Value(name=name, marks=marks, made=made, texts=(hole(at),), owner=function.owner)


def _hand_on(run: Run, given: Given, result: Value) -> None:
    """Call a function that is handed over with what the call gives: `.then(text => eval(text))`."""
    for one in given.all():
        if one.code is not None and one.code.body and not one.code.instance:
            count = len(one.code.params)
            handed = Value(marks=result.marks, name=result.name, made=result.made, texts=())
            run.enter(one.code, [handed] * min(count, 4), {}, one.owner)


def _grow(run: Run, frame: Frame, holder: Node, given: Given) -> None:
    """`list.append(x)`: what flows in stays in the receiver."""
    marks = tuple(mark for one in given.all() for mark in run.holding(one))
    if holder[0] == ir.NAME and (old := frame.find(holder[2])) is not None:
        if marks or (old.items is not None and len(old.items) < 200):  # noqa: PLR2004  a list that is followed
            items = None if old.items is None else old.items + tuple(given.values[:1])
            frame.rebind(holder[2], replace(old, items=items, marks=joined(old.marks, marks)))
    elif holder[0] == ir.ATTR:
        owner = run.value(frame, holder[2])
        members = owner.code.members if owner.code is not None else None
        if members is not None and holder[3] in members:
            members[holder[3]] = members[holder[3]].marked(marks)


def _folded(at: int, function: Value, given: Given) -> Value:
    """Return what the call reads, where that can be said without running it."""
    name = function.name
    last = name.rpartition(".")[2]
    if name in _CHARACTERS:
        return characters(given.values)
    if (texts := _text(at, function, given, last)) is not None:
        return Value(texts=texts)
    if name in _SAME:
        return _same(given, at)
    return UNKNOWN if function.owner is None else _method(function.owner, last, given, at)


def _text(at: int, function: Value, given: Given, last: str) -> tuple[str, ...] | None:
    name = function.name
    if name in _HOMES:
        return ("~",)
    if name in _JOINS:
        owner = [function.owner] if name.startswith("?") and function.owner is not None else []
        return paths_joined([*owner, *given.values], at)
    if last in DECODERS and (text := _decoded(last, function, given)):
        return (text,)
    return None


def _decoded(last: str, function: Value, given: Given) -> str:
    value = given.at(0)
    if value.texts:
        return decoded(last, value.text)
    return decoded(last, function.owner.text) if function.owner is not None and function.owner.texts else ""


def _same(given: Given, at: int) -> Value:
    if not given.values:
        return UNKNOWN
    first = given.values[0]
    if len(given.values) > 1 and given.at(1).texts and given.at(1).text in {"base64", "hex"}:
        return texted(decoded(given.at(1).text, first.text)) if first.texts else UNKNOWN
    if len(given.values) > 1 and first.texts and given.at(1).text not in {"utf-8", "utf8", "ascii", "binary"}:
        return Value(texts=concatenated([texts_of(one, at) for one in given.values]))
    return Value(texts=first.texts, items=first.items, number=first.number, fields=first.fields)


def _method(owner: Value, last: str, given: Given, at: int) -> Value:
    if last == "format" and owner.texts:
        return texted(formatted(owner.text, given.values, given.named, at))
    if last == "concat" and owner.texts:
        return Value(texts=concatenated([owner.texts, *(texts_of(one, at) for one in given.values)]))
    if last == "map" and owner.items is not None:
        return UNKNOWN
    if last in METHODS and (owner.texts or owner.items is not None):
        return METHODS[last](owner, given.values)
    return UNKNOWN
