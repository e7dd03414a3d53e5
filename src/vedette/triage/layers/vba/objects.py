"""Objects of VBA and VBScript: none does anything, but what is put into some comes out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing.running import decoded
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown
from vedette.triage.layers.vba.functions import number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

ASKED: Final = "#asked"
_CHARSETS: Final = {"us-ascii": "latin-1", "utf-8": "utf-8", "unicode": "utf-16-le", "utf-16": "utf-16-le"}
_MAKES: Final = frozenset({"createelement", "createnode", "createelementns"})
_ANSWERS: Final = frozenset(
    {"responsetext", "responsebody", "responsexml", "responsestream", "stdout", "readall"}
)


def created(m: Machine, node: Node, name: str) -> Value:
    """Return a new object of a class."""
    m.allowance.burn()
    low = name.lower()
    m.tell(Event("createobject", node.start, node.end, (Value(name),)))
    return Value(Thing(low, {}))


def held(thing: Thing) -> dict[str, Value]:
    """Return what was set on an object."""
    if not isinstance(thing.data, dict):
        thing.data = {}
    return thing.data


def read(m: Machine, node: Node, value: Value, name: str) -> Value:
    """Return a property of an object."""
    thing = value.data
    if not isinstance(thing, Thing):
        return unknown(value)
    known = held(thing)
    made = _stream(thing, name, ()) if thing.type.startswith("adodb.stream") else None
    if name in ("nodetypedvalue", "nodevalue") and "text" in known:
        made = _typed(m, node, known)
    elif name in _ANSWERS and ASKED in known:
        made = unknown(known[ASKED])
    elif name in known or name == "documentelement":
        made = known.get(name, value)
    if made is not None:
        return made
    m.tell(Event(f".{name}", node.start, node.end, target=value))
    return Value(Thing(f"{thing.type}.{name}"), value.steps, value.feeds)


def _typed(m: Machine, node: Node, known: dict[str, Value]) -> Value:
    """Return what an XML element holds as its type says: base64 or hexadecimal."""
    text = text_of(known["text"].data) if known["text"].known else None
    kind = str(known.get("datatype", Value("bin.base64")).data).lower()
    if text is None:
        return unknown(known["text"])
    made = codecs.hexadecimal(text, m.allowance) if kind == "bin.hex" else codecs.base64(text, m.allowance)
    if made is None:
        return unknown(known["text"])
    return decoded(m, node, (made, Step.HEX if kind == "bin.hex" else Step.BASE64), (known["text"],))


def assign(m: Machine, node: Node, value: Value, name: str, given: Value) -> None:
    """Set a property of an object."""
    thing = value.data
    if isinstance(thing, Thing):
        held(thing)[name] = given
    m.tell(Event("set member", node.start, node.end, (Value(name), given), target=value))


def call(m: Machine, node: Node, what: tuple[Value, str], args: Sequence[Value]) -> Value:
    """Return what a method of an object gives, and tell of it."""
    value, name = what
    thing = value.data
    if not isinstance(thing, Thing):
        event = m.tell(Event(f".{name}", node.start, node.end, args, target=value))
        return unknown(value, *args, event=event)
    if name in _MAKES:
        return Value(Thing("xmlelement", {}))
    if thing.type.startswith("adodb.stream") and (made := _stream(thing, name, args)) is not None:
        return made
    if name == "createobject" and args and args[0].known:
        return created(m, node, text_of(args[0].data) or "")
    return _told(m, node, what, args)


def _told(m: Machine, node: Node, what: tuple[Value, str], args: Sequence[Value]) -> Value:
    value, name = what
    thing = value.data
    known = held(thing) if isinstance(thing, Thing) else {}
    given = [*args, *([known["content"]] if name == "savetofile" and "content" in known else [])]
    event = m.tell(Event(f".{name}", node.start, node.end, args, target=value))
    if name == "open" and len(args) > 1:
        known[ASKED] = Value(feeds=(event,))
    if name == "savetofile" and "content" in known:
        event.named["content"] = known["content"]
    if name in ("createtextfile", "opentextfile", "createshortcut", "exec", "get", "spawninstance_"):
        made = Thing(
            f"{thing.type if isinstance(thing, Thing) else ''}.{name}", {ASKED: Value(feeds=(event,))}
        )
        return derived(made, given)
    return unknown(value, *given, event=event)


def _stream(thing: Thing, name: str, args: Sequence[Value]) -> Value | None:
    """Write to a stream, and read from it what was written."""
    known = held(thing)
    content = known.get("content")
    if name in ("write", "writetext") and args:
        known["content"] = args[0]
    if name in ("open", "close", "flush", "seteos", "write", "writetext"):
        return Value(None)
    return _content(known, name, content) if name in ("readtext", "read") and content is not None else None


def _content(known: dict[str, Value], name: str, content: Value) -> Value:
    """Return what was written to a stream, as text or bytes."""
    if not content.known:
        return unknown(content)
    charset = str(known.get("charset", Value("unicode")).data).lower()
    coding = _CHARSETS.get(charset, "latin-1")
    if name == "readtext" and isinstance(content.data, bytes):
        return derived(content.data.decode(coding, "replace"), (content,))
    if name == "read" and isinstance(content.data, str):
        return derived(content.data.encode(coding, "replace"), (content,))
    return content


def is_true(data: object) -> bool:
    """Say whether VBA takes something for true."""
    return bool(data) if not isinstance(data, str) else data.lower() == "true" or bool(number_of(data))
