"""Objects scripts carry bytes through: streams, readers, builders, web clients, encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.running import run_code
from vedette.triage.layers.powershell.values import ITEMS_MOST, Char, bytes_of, text_of, whole_of
from vedette.triage.layers.tracing.running import decoded
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

_UNPACK: Final = {
    "gzipstream": (codecs.gunzip, Step.GZIP),
    "deflatestream": (codecs.inflate, Step.DEFLATE),
    "zlibstream": (codecs.unzlib, Step.ZLIB),
}
_CODINGS: Final = {
    "utf8": "utf-8", "ascii": "latin-1", "unicode": "utf-16-le", "bigendianunicode": "utf-16-be",
    "default": "latin-1", "utf7": "utf-7", "utf32": "utf-32-le", "latin1": "latin-1",
    "utf8encoding": "utf-8", "asciiencoding": "latin-1", "unicodeencoding": "utf-16-le",
    "utf-8": "utf-8", "utf-16": "utf-16-le", "us-ascii": "latin-1", "iso-8859-1": "latin-1",
    "1252": "latin-1",
    "65001": "utf-8", "1200": "utf-16-le",
}  # fmt: skip
_BUILT: Final = frozenset({"append", "appendline", "insert", "appendformat"})


def coding(name: str) -> Thing | None:
    """Return an encoding by the name .NET has for it."""
    found = _CODINGS.get(name.lower())
    return Thing("encoding", found) if found is not None else None


def make(m: Machine, node: Node, kind: str, args: list[Value]) -> Value:
    """Return a new object of a class; what is not known of it stays unknown, but it is told of."""
    name = kind.lower().replace("`", "").removeprefix("system.")
    short = name.rpartition(".")[2]
    if (work := _MAKERS.get(short)) is not None:
        return work(m, node, args)
    if short in _UNPACK:
        return _unpacked(m, node, short, args)
    if (found := coding(short)) is not None:
        return Value(found)
    if short.endswith("[]") and args and (size := whole_of(args[0].data)) is not None and args[0].known:
        return _room(short, size, args)
    event = m.tell(Event(f"new {name}", node.start, node.end, args))
    return derived(Thing(name), args) if name else unknown(*args, event=event)


def _room(short: str, size: int, args: list[Value]) -> Value:
    """Return a list with room for so many items."""
    if not 0 <= size <= ITEMS_MOST:
        return unknown(*args)
    return Value(bytearray(size) if short == "byte[]" else [Char("\0") if short == "char[]" else 0] * size)


def _memory(_: Machine, __: Node, args: list[Value]) -> Value:
    if not args:
        return Value(Thing("stream", b""))
    data = bytes_of(args[0].data) if args[0].known else None
    return derived(Thing("stream", data), args) if data is not None else _dark(args)


def _dark(args: list[Value]) -> Value:
    """Return a stream of what nobody knows."""
    return derived(Thing("stream", None), args)


def _unpacked(m: Machine, node: Node, short: str, args: list[Value]) -> Value:
    data = bytes_of(args[0].data) if args and args[0].known else None
    if data is None:
        return _dark(args)
    undo, step = _UNPACK[short]
    made = undo(data, m.allowance)
    if made is None:
        return _dark(args)
    value = decoded(m, node, (made, step), args[:1])
    value.data = Thing("stream", made)
    event = value.feeds[0]
    event.result = derived(made, (value,))
    return value


def _reader(_: Machine, __: Node, args: list[Value]) -> Value:
    data = args[0].data if args and args[0].known else None
    if isinstance(data, Thing) and isinstance(data.data, bytes | bytearray):
        named = args[1].data if len(args) > 1 else None
        name = named.data if isinstance(named, Thing) and isinstance(named.data, str) else ""
        return derived(Thing("reader", (data, name)), args)
    return derived(Thing("reader", None), args)


def _builder(_: Machine, __: Node, args: list[Value]) -> Value:
    text = args[0].data if args and args[0].known and isinstance(args[0].data, str) else ""
    return derived(Thing("builder", text), args)


def _text(_: Machine, __: Node, args: list[Value]) -> Value:
    """Make a string of characters, or of one repeated."""
    if not args or not args[0].known:
        return unknown(*args)
    data = args[0].data
    times = args[1].data if len(args) == 2 else 1  # noqa: PLR2004  a letter and how often
    if isinstance(data, list):
        parts = [text_of(one) for one in data]
        made = "".join(part or "" for part in parts)
        return derived(made, args, Step.JOINED)
    if isinstance(data, str) and isinstance(times, int) and 0 <= times <= 1 << 20:
        return derived(data * times, args)
    return unknown(*args)


def _list(_: Machine, __: Node, ___: list[Value]) -> Value:
    return Value([])


_MAKERS: Final[dict[str, Callable[[Machine, Node, list[Value]], Value]]] = {
    "memorystream": _memory,
    "streamreader": _reader,
    "stringreader": _reader,
    "stringbuilder": _builder,
    "string": _text,
    "arraylist": _list,
    "list[byte]": _list,
    "list[string]": _list,
    "list[char]": _list,
    "list[object]": _list,
    "generic.list[string]": _list,
}


def read_member(m: Machine, value: Value, name: str) -> Value:
    """Return a member of an object."""
    thing = value.data
    if not isinstance(thing, Thing):
        return unknown(value)
    if isinstance(thing.data, dict) and isinstance(thing.data.get(name), Value):
        held = thing.data[name]
        return held if isinstance(held, Value) else unknown(value)
    m.allowance.burn()
    found: object = Thing("method", (value, name))
    if thing.type == "executioncontext" and name == "invokecommand":
        found = Thing("invokecommand")
    elif thing.type == "named" and name in ("name", "definition", "value", "commandname"):
        found = thing.data
    elif name == "length" and isinstance(thing.data, str | bytes):
        found = len(thing.data)
    return derived(found, (value,))


def thing_call(m: Machine, node: Node, what: tuple[Value, str], args: list[Value]) -> Value:
    """Return what a method of an object gives."""
    value, name = what
    thing = value.data
    if not isinstance(thing, Thing):
        return unknown(value)
    work = _CALLS.get(thing.type)
    made = work(m, node, what, args) if work is not None else None
    if made is not None:
        return made
    event = m.tell(Event(f".{name}", node.start, node.end, args, target=value))
    return unknown(value, *args, event=event)


def _stream_call(_: Machine, __: Node, what: tuple[Value, str], args: list[Value]) -> Value | None:
    value, name = what
    thing = value.data
    if not isinstance(thing, Thing):
        return None
    if name in ("toarray", "getbuffer") and isinstance(thing.data, bytes):
        return derived(bytearray(thing.data), (value,))
    target = args[0].data if args else None
    if name == "copyto" and isinstance(target, Thing) and isinstance(thing.data, bytes):
        target.data = thing.data
        args[0].steps, args[0].feeds = value.steps, value.feeds
    if name == "write" and args and (data := bytes_of(args[0].data)) is not None and args[0].known:
        thing.data = ((thing.data if isinstance(thing.data, bytes) else b"") + data)[: 64 << 20]
        value.steps, value.feeds = args[0].steps, args[0].feeds
    return Value(None) if thing.data is not None else None


def _reader_call(m: Machine, _: Node, what: tuple[Value, str], __: list[Value]) -> Value | None:
    value, name = what
    held = value.data.data if isinstance(value.data, Thing) else None
    if name not in ("readtoend", "readtoendasync") or not isinstance(held, tuple):
        return None
    stream, named = held
    if not isinstance(stream.data, bytes):
        return unknown(value)
    if named:
        return derived(stream.data.decode(named, "replace").removeprefix("\ufeff"), (value,))
    found = codecs.as_text(stream.data, m.allowance)
    return derived(found[0] if found else stream.data.decode("utf-8", "replace"), (value,))


def _builder_call(m: Machine, _: Node, what: tuple[Value, str], args: list[Value]) -> Value | None:
    value, name = what
    thing = value.data
    if not isinstance(thing, Thing) or not isinstance(thing.data, str):
        return None
    if name == "tostring":
        return derived(thing.data, (value,), Step.JOINED)
    text = text_of(args[-1].data) if args and all(arg.known for arg in args) else None
    if name not in _BUILT or text is None or len(thing.data) + len(text) > 16 << 20:
        return None
    m.allowance.burn(len(thing.data) // 256 + 1)
    at = args[0].data if name == "insert" and isinstance(args[0].data, int) else len(thing.data)
    thing.data = thing.data[:at] + text + thing.data[at:] + ("\r\n" if name == "appendline" else "")
    value.steps = (*value.steps, *(step for step in args[-1].steps if step not in value.steps))
    return value


def _encoding_call(m: Machine, node: Node, what: tuple[Value, str], args: list[Value]) -> Value | None:
    value, name = what
    named = value.data.data if isinstance(value.data, Thing) else ""
    if not args or not args[0].known or not isinstance(named, str):
        return unknown(*args)
    if name == "getbytes":
        text = text_of(args[0].data)
        return derived(bytearray(text.encode(named, "replace")), args) if text is not None else unknown(*args)
    data = bytes_of(args[0].data)
    if name not in ("getstring", "getchars") or data is None:
        return unknown(*args)
    m.allowance.take_bytes(len(data))
    text = data.decode(named, "replace")
    wide = named.startswith("utf-16")
    return decoded(m, node, (text, Step.UTF16 if wide else ""), args[:1])


def _invoke_call(m: Machine, node: Node, what: tuple[Value, str], args: list[Value]) -> Value | None:
    name = what[1]
    if name in ("invokescript", "newscriptblock", "addscript") and args:
        return run_code(m, node, args[0])
    if name == "expandstring" and args:
        return args[0]
    if name in ("getcommand", "getcmdlet", "getcommandname", "getcmdlets") and args and args[0].known:
        return derived(Thing("named", text_of(args[0].data)), args, Step.ALIAS)
    return None


_CALLS: Final[dict[str, Callable[[Machine, Node, tuple[Value, str], list[Value]], Value | None]]] = {
    "stream": _stream_call,
    "memorystream": _stream_call,
    "reader": _reader_call,
    "builder": _builder_call,
    "encoding": _encoding_call,
    "invokecommand": _invoke_call,
}
