"""Commands of PowerShell: the few whose result we can say, and all others told of with their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell import lookups
from vedette.triage.layers.powershell.casts import cast
from vedette.triage.layers.powershell.lookups import Call
from vedette.triage.layers.powershell.names import (
    COMMANDS,
    command_name,
    matching,
)
from vedette.triage.layers.powershell.running import for_each, go_through, run_block, run_code
from vedette.triage.layers.powershell.streams import make
from vedette.triage.layers.powershell.values import items_of, text_of, truth_of
from vedette.triage.layers.tracing.running import use
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

_SWITCHES: Final = frozenset(
    [
        "usebasicparsing",
        "force",
        "recurse",
        "passthru",
        "wait",
        "nonewwindow",
        "asplaintext",
        "disablekeepalive",
        "noprofile",
        "nop",
        "noni",
        "noninteractive",
        "sta",
        "nologo",
        "noexit",
        "whatif",
        "confirm",
        "asjob",
        "raw",
        "append",
        "noclobber",
        "nonewline",
        "hidden",
        "strict",
        "valueonly",
        "value(only)",
        "useb",
        "disablerealtimemonitoring",
        "silent",
        "quiet",
        "unique",
        "descending",
    ]
)
CALLS_MOST: Final = 40
"""Functions within one another."""


def command(m: Machine, node: Node) -> Value:
    """Go through a command that stands alone."""
    return piped(m, node, None)


def pipeline(m: Machine, node: Node) -> Value:
    """Go through commands that hand on what they give."""
    value = m.evaluate(node.kids[0])
    for kid in node.kids[1:]:
        if kid.kind == "redirect":
            target = m.evaluate(kid.kids[0])
            m.tell(Event("out-file", kid.start, kid.end, (value,), {"filepath": target}))
            value = Value(None)
        else:
            value = piped(m, kid, value)
    return value


def piped(m: Machine, node: Node, source: Value | None) -> Value:
    """Go through one command of a pipeline."""
    if node.kind != "command":
        return m.evaluate(node)
    m.allowance.burn(len(node.kids))
    head = node.kids[0]
    what = m.evaluate(head) if head.kind != "bare" else Value(head.word)
    data = what.data
    if what.known and isinstance(data, Thing) and data.type == "scriptblock":
        return _call_block(m, node, what, source)
    name = _called(m, what)
    if name and head.kind != "variable" and _pieced(m, head, what):
        m.tell(Event("built name", node.start, node.end, (Value(name, what.steps),)))
    call = _given(m, node, name, source)
    if isinstance(what.data, Thing) and what.data.type == "method":
        return unknown(what, *call.args)
    return _work(m, call, what)


def _pieced(m: Machine, head: Node, what: Value) -> bool:
    """Say whether a name, and no path, was put together so that nobody reads it."""
    built = set(what.steps) - {Step.VARIABLES, Step.CASE, Step.ALIAS}
    text = text_of(what.data) or ""
    return bool(built or "`" in m.text[head.start : head.end]) and not set("\\/.") & set(text)


def _work(m: Machine, call: Call, what: Value) -> Value:
    function = m.functions.get(call.name)
    if function is not None and m.circles(call.name):
        return unknown(*call.args)
    if function is not None and len(m.called) < CALLS_MOST:
        return _call_function(m, call, function)
    work = _COMMANDS.get(call.name)
    made = work(m, call) if work is not None else None
    if made is not None:
        return made
    sources = [value for value in (call.source, *call.args, *call.named.values()) if value is not None]
    named = {**call.named, "#called": what}
    event = Event(call.name, call.node.start, call.node.end, call.args, named, call.words, call.source)
    m.tell(event)
    use(sources)
    return unknown(what, *sources, event=event)


def _called(m: Machine, what: Value) -> str:
    """Return the name of what is called, aliases of the script's own followed."""
    data = what.data
    if isinstance(data, Thing) and data.type == "named":
        data = data.data
    text = text_of(data) if what.known or isinstance(data, str) else None
    if text is None:
        return ""
    if "*" in text or "?" in text[1:]:
        text = matching(text, COMMANDS) or text
    low = text.lower().replace("`", "")
    for _ in range(4):
        low = m.aliases.get(low, low)
    return low if low in m.functions else command_name(low)


def _given(m: Machine, node: Node, name: str, source: Value | None) -> Call:
    """Sort the arguments of a command into those with names and those without."""
    args: list[Value] = []
    named: dict[str, Value] = {}
    words: list[Value] = []
    waiting = ""
    for kid in node.kids[1:]:
        if kid.kind == "redirect":
            m.tell(Event("out-file", kid.start, kid.end, (), {"filepath": m.evaluate(kid.kids[0])}))
        elif kid.kind == "parameter":
            waiting = kid.word.rstrip(":")
            named[waiting] = Value(True)  # noqa: FBT003  a switch, until a value follows
            words.append(Value(f"-{waiting}"))
            waiting = "" if waiting in _SWITCHES else waiting
        else:
            value = m.evaluate(kid)
            words.append(value)
            if waiting:
                named[waiting] = value
            else:
                args.append(value)
            waiting = ""
    return Call(node=node, name=name, args=args, named=named, words=words, source=source)


def _call_block(m: Machine, node: Node, what: Value, source: Value | None) -> Value:
    call = _given(m, node, "", source)
    if isinstance(what.data, Thing) and what.data.node is None:
        return run_code(m, node, what)
    if source is not None:
        m.assign("input", source)
    return run_block(m, node, what, call.args)


def _call_function(m: Machine, call: Call, function: Node) -> Value:
    key = f"{call.name}#{len(m.called)}"
    m.called.add(key)
    held = dict(m.variables)
    m.assign("input", call.source if call.source is not None else Value([]))
    if call.source is not None:
        m.variables["_"] = call.source
    body = function.kids[-1]
    given = [kid for kid in function.kids[:-1] if kid.kind == "given"]
    block = body
    if given:
        block = type(body)("block", (body.start, body.end), "", (*given, *body.kids))
    made = go_through(m, block, call.named, call.args)
    m.variables = held
    m.called.discard(key)
    return made


def _expression(m: Machine, call: Call) -> Value:
    return run_code(m, call.node, call.first("command"))


def _invoke(m: Machine, call: Call) -> Value | None:
    for value in (*call.args, *call.named.values()):
        if isinstance(value.data, Thing) and value.data.type == "scriptblock":
            m.tell(Event(call.name, call.node.start, call.node.end, call.args, call.named, call.words))
            return run_code(m, call.node, value)
    return None


def _for_each(m: Machine, call: Call) -> Value | None:
    blocks = [
        value.data for value in call.args if isinstance(value.data, Thing) and value.data.node is not None
    ]
    source = call.source if call.source is not None else unknown()
    process = call.named.get("process")
    if process is not None and isinstance(process.data, Thing):
        blocks = [process.data]
    if not blocks:
        return unknown(source)
    if len(blocks) > 1 and blocks[0].node is not None:
        go_through(m, blocks[0].node, {}, ())
    block = blocks[1 if len(blocks) > 1 else 0]
    made = for_each(m, block.node, source) if block.node is not None else unknown(source)
    if len(blocks) > 2 and blocks[2].node is not None:  # noqa: PLR2004  begin, process, end
        return go_through(m, blocks[2].node, {}, ())
    return made


def _where(m: Machine, call: Call) -> Value:
    source = call.source if call.source is not None else unknown()
    block = call.args[0].data if call.args else None
    if not source.known or not isinstance(block, Thing) or block.node is None:
        return unknown(source)
    kept: list[object] = []
    for item in items_of(source.data):
        m.variables["_"] = Value(item)
        test = m.run(block.node.kids)
        if not test.known:
            return unknown(source)
        if truth_of(test.data):
            kept.append(item)
    return derived(kept, (source,))


def _new(m: Machine, call: Call) -> Value:
    name = call.named.get("typename", call.args[0] if call.args else unknown())
    given = call.named.get("argumentlist") or call.named.get("args")
    rest = [given] if given is not None else call.args[0 if "typename" in call.named else 1 :]
    com = next((value for key, value in call.named.items() if key and "comobject".startswith(key)), None)
    if com is not None:
        name, rest = com, []
    text = text_of(name.data) if name.known else None
    if text is None:
        return unknown(name, *rest)
    return make(m, call.node, text, _spread(rest))


def _spread(given: list[Value]) -> list[Value]:
    """Return a list of arguments as the arguments they are."""
    if len(given) != 1 or not isinstance(given[0].data, list) or not given[0].known:
        return given
    items = given[0].data
    if all(isinstance(item, int) for item in items):
        return given
    return [
        item if isinstance(item, Value) else Value(item, given[0].steps, given[0].feeds) for item in items[:8]
    ]


def _output(_: Machine, call: Call) -> Value:
    given = call.args or ([call.source] if call.source is not None else [])
    return given[0] if len(given) == 1 else derived([one.data for one in given], given)


def _shown(m: Machine, call: Call) -> Value:
    m.tell(Event(call.name, call.node.start, call.node.end, call.args))
    return Value(None)


def _string(m: Machine, call: Call) -> Value | None:
    return cast(m, "string", call.source) if call.source is not None else None


def _nothing(_: Machine, __: Call) -> Value:
    return Value(None)


def _same(_: Machine, call: Call) -> Value | None:
    return call.source


_COMMANDS: Final[dict[str, Callable[[Machine, Call], Value | None]]] = {
    "invoke-expression": _expression,
    "invoke-command": _invoke,
    "start-job": _invoke,
    "foreach-object": _for_each,
    "where-object": _where,
    "set-alias": lookups.alias,
    "new-alias": lookups.alias,
    "set-variable": lookups.set_variable,
    "new-variable": lookups.set_variable,
    "set-item": lookups.set_variable,
    "new-item": lookups.set_variable,
    "get-variable": lookups.get_variable,
    "get-item": lookups.get_variable,
    "get-childitem": lookups.get_variable,
    "get-command": lookups.get_command,
    "get-alias": lookups.get_alias,
    "new-object": _new,
    "write-output": _output,
    "write-host": _shown,
    "out-string": _string,
    "out-null": _nothing,
    "out-default": _same,
    "select-object": _same,
    "join-path": lookups.path,
}
