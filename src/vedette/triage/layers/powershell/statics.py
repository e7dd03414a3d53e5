"""Static members of types: [Convert]::FromBase64String, [string]::Join, [Text.Encoding]::UTF8."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell import patterns
from vedette.triage.layers.powershell.formats import formatted
from vedette.triage.layers.powershell.operators import NotKnown, joined
from vedette.triage.layers.powershell.running import run_code
from vedette.triage.layers.powershell.streams import coding, make
from vedette.triage.layers.powershell.values import Char, bytes_of, items_of, text_of, whole_of
from vedette.triage.layers.tracing.running import decoded
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node


def static_member(_: Machine, node: Node, value: Value, name: str) -> Value:
    """Return a member of a type."""
    kind = (text_of(value.data) or "").lower()
    if kind.endswith("encoding") and (found := coding(name)) is not None:
        return Value(found)
    if kind == "string" and name == "empty":
        return Value("")
    if kind in ("environment", "ref"):
        return unknown(event=Event(f"{kind}::{name}", node.start, node.end))
    if kind.endswith(("compressionmode", "options", "flags", "protocoltype")):
        return Value(name)
    made = unknown(event=Event(f"{kind}::{name}", node.start, node.end))
    made.data = f"{kind}::{name}"
    return made


def static_call(m: Machine, node: Node, name: str, args: list[Value]) -> Value:
    """Return what a static method gives."""
    kind, _, method = name.removeprefix("system.").rpartition("::")
    short = kind.rpartition(".")[2]
    if method == "new":
        return make(m, node, kind, args)
    work = _STATICS.get(f"{short}::{method}")
    if work is not None and all(arg.known for arg in args):
        try:
            made = work(m, node, args)
        except (ValueError, IndexError, TypeError, OverflowError, NotKnown):
            made = None
        if made is not None:
            return made
    if method in ("create", "newscriptblock") and short in ("scriptblock", "powershell") and args:
        return run_code(m, node, args[0])
    event = m.tell(Event(f"{kind}::{method}", node.start, node.end, args))
    return unknown(*args, event=event)


def _from_base64(m: Machine, node: Node, args: list[Value]) -> Value | None:
    source = args[0].data
    text = "".join(map(str, source)) if isinstance(source, list) else text_of(source)
    made = codecs.base64(text, m.allowance) if text is not None else None
    return decoded(m, node, (bytearray(made), Step.BASE64), args[:1]) if made is not None else None


def _from_hex(m: Machine, node: Node, args: list[Value]) -> Value | None:
    made = codecs.hexadecimal(text_of(args[0].data) or "", m.allowance)
    return decoded(m, node, (bytearray(made), Step.HEX), args[:1]) if made is not None else None


def _to_base64(_: Machine, __: Node, args: list[Value]) -> Value | None:
    import base64  # noqa: PLC0415

    data = bytes_of(args[0].data)
    return derived(base64.b64encode(data).decode("ascii"), args) if data is not None else None


def _to_number(_: Machine, __: Node, args: list[Value]) -> Value | None:
    base = whole_of(args[1].data) if len(args) > 1 else 10
    if base not in (2, 8, 16):
        return derived(whole_of(args[0].data), args) if whole_of(args[0].data) is not None else None
    text = (text_of(args[0].data) or "").strip()
    if len(text) > 64:  # noqa: PLR2004  no number is longer
        return None
    return derived(int(text, base), args, Step.HEX if base == 16 else Step.CODES)  # noqa: PLR2004


def _to_char(_: Machine, __: Node, args: list[Value]) -> Value | None:
    if isinstance(args[0].data, str) and len(args[0].data) == 1:
        return derived(Char(args[0].data), args)
    number = whole_of(args[0].data)
    return derived(Char(chr(number)), args, Step.CODES) if number is not None else None


def _to_text(_: Machine, __: Node, args: list[Value]) -> Value | None:
    return derived(text_of(args[0].data), args)


def _join(m: Machine, _: Node, args: list[Value]) -> Value | None:
    items = items_of(args[1].data) if len(args) == 2 else [arg.data for arg in args[1:]]  # noqa: PLR2004
    parts = [text_of(one) or "" for one in items]
    return derived(joined(parts, m.allowance, text_of(args[0].data) or ""), args, Step.JOINED)


def _concat(m: Machine, _: Node, args: list[Value]) -> Value | None:
    parts = [text_of(one) or "" for arg in args for one in items_of(arg.data)]
    return derived(joined(parts, m.allowance), args, Step.JOINED)


def _format(m: Machine, _: Node, args: list[Value]) -> Value | None:
    values = [
        one for arg in args[1:] for one in (items_of(arg.data) if isinstance(arg.data, list) else [arg.data])
    ]
    return derived(formatted(text_of(args[0].data) or "", values, m.allowance), args, Step.FORMAT)


def _reverse(m: Machine, _: Node, args: list[Value]) -> Value | None:
    """Turn a list round where it stands."""
    data = args[0].data
    if not isinstance(data, list | bytearray):
        return None
    m.allowance.burn(len(data) // 16 + 1)
    data.reverse()
    args[0].steps = (*args[0].steps, Step.REVERSE)
    return Value(None)


def _regex_replace(m: Machine, _: Node, args: list[Value]) -> Value | None:
    text, pattern, by = (text_of(arg.data) or "" for arg in args[:3])
    made = patterns.replace(text, (pattern, by), m.allowance, case=True)
    return derived(made, args[:3], Step.REPLACED) if made is not None else None


def _regex_split(m: Machine, _: Node, args: list[Value]) -> Value | None:
    text, pattern = (text_of(arg.data) or "" for arg in args[:2])
    return derived(patterns.split(text, pattern, 0, m.allowance), args, Step.SPLIT)


def _regex_matches(m: Machine, _: Node, args: list[Value]) -> Value | None:
    text, pattern = (text_of(arg.data) or "" for arg in args[:2])
    found = patterns.all_found(text, pattern, m.allowance)
    if found is None:
        return None
    backwards = len(args) > 2 and "righttoleft" in (text_of(args[2].data) or "").lower()  # noqa: PLR2004
    return derived(found[::-1] if backwards else found, args, Step.REVERSE if backwards else Step.SPLIT)


def _regex_unescape(m: Machine, node: Node, args: list[Value]) -> Value | None:
    text = codecs.escapes(text_of(args[0].data) or "", m.allowance)
    return decoded(m, node, (text, Step.ESCAPES), args)


def _url(m: Machine, node: Node, args: list[Value]) -> Value | None:
    return decoded(m, node, (codecs.url(text_of(args[0].data) or "", m.allowance), Step.URL), args[:1])


def _url_plus(m: Machine, node: Node, args: list[Value]) -> Value | None:
    text = codecs.url(text_of(args[0].data) or "", m.allowance, plus=True)
    return decoded(m, node, (text, Step.URL), args[:1])


def _html(m: Machine, node: Node, args: list[Value]) -> Value | None:
    return decoded(m, node, (codecs.html(text_of(args[0].data) or "", m.allowance), Step.HTML), args[:1])


def _hex_of(_: Machine, __: Node, args: list[Value]) -> Value | None:
    data = bytes_of(args[0].data)
    return derived(data.hex("-").upper(), args) if data else None


def _variable(m: Machine, _: Node, args: list[Value]) -> Value | None:
    return m.variable(f"env:{text_of(args[0].data)}")


def _parse_block(m: Machine, node: Node, args: list[Value]) -> Value | None:
    value = decoded(m, node, (text_of(args[0].data), ""), args[:1])
    return derived(Thing("scriptblock", value.data), (value,))


def _get_coding(_: Machine, __: Node, args: list[Value]) -> Value | None:
    found = coding(text_of(args[0].data) or "")
    return Value(found) if found is not None else None


def _path(_: Machine, __: Node, args: list[Value]) -> Value | None:
    return derived("\\".join((text_of(arg.data) or "").rstrip("\\") for arg in args), args)


_STATICS: Final[dict[str, Callable[[Machine, Node, list[Value]], Value | None]]] = {
    "convert::frombase64string": _from_base64,
    "convert::frombase64chararray": _from_base64,
    "convert::fromhexstring": _from_hex,
    "convert::tobase64string": _to_base64,
    "convert::tochar": _to_char,
    "convert::tostring": _to_text,
    "char::convertfromutf32": _to_char,
    "char::parse": _to_char,
    "string::join": _join,
    "string::concat": _concat,
    "string::format": _format,
    "array::reverse": _reverse,
    "regex::replace": _regex_replace,
    "regex::split": _regex_split,
    "regex::matches": _regex_matches,
    "regex::unescape": _regex_unescape,
    "uri::unescapedatastring": _url,
    "httputility::urldecode": _url_plus,
    "webutility::urldecode": _url_plus,
    "httputility::htmldecode": _html,
    "webutility::htmldecode": _html,
    "bitconverter::tostring": _hex_of,
    "environment::getenvironmentvariable": _variable,
    "scriptblock::create": _parse_block,
    "path::combine": _path,
    "encoding::getencoding": _get_coding,
    **dict.fromkeys(
        (f"convert::to{kind}" for kind in ("int16", "int32", "int64", "byte", "uint16", "uint32", "sbyte")),
        _to_number,
    ),
    **dict.fromkeys((f"{kind}::parse" for kind in ("int", "int32", "byte", "int64")), _to_number),
}
