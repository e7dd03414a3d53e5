"""What comes after a value: members, calls and indices, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.evaluation import stepped
from vedette.triage.layers.powershell.running import run_block, run_code
from vedette.triage.layers.powershell.statics import static_call, static_member
from vedette.triage.layers.powershell.streams import read_member, thing_call
from vedette.triage.layers.powershell.strings import METHODS, PROPERTIES
from vedette.triage.layers.powershell.values import Char, TypeName, items_of, text_of, whole_of
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

PICKED_MOST: Final = 1_000_000


def chain(m: Machine, node: Node) -> Value:
    """Return what a value and all behind it come to."""
    first = node.kids[0]
    value = m.evaluate(first)
    for link in node.kids[1:]:
        m.allowance.burn()
        if link.kind == "step" and first.kind == "variable":
            return stepped(m, first, 1 if link.word == "++" else -1)
        value = _LINKS[link.kind](m, link, value) if link.kind in _LINKS else unknown(value)
    return value


def index(m: Machine, node: Node, value: Value) -> Value:
    """Return items by their places."""
    place = m.evaluate(node.kids[0])
    if not value.known or not place.known:
        return unknown(value, place)
    held = value.data
    if isinstance(held, Thing):
        return _entry(held, place, value)
    places = items_of(place.data)
    m.allowance.burn(len(places))
    if len(places) > PICKED_MOST or not isinstance(held, str | list | bytes | bytearray):
        return unknown(value)
    return _items(value, place, held, places)


def _items(
    value: Value, place: Value, held: str | list[object] | bytes | bytearray, places: list[object]
) -> Value:
    """Return the items at known places."""
    picked = [_picked(held, whole_of(one)) for one in places]
    step = () if not isinstance(held, str) else (_step_of(places),)
    if not isinstance(place.data, list):
        item = picked[0] if picked else None
        return item if isinstance(item, Value) else derived(item, (value,), *step)
    return derived([one for one in picked if one is not None], (value,), *step)


def _step_of(places: list[object]) -> Step:
    if len(places) > 1 and whole_of(places[0]) == -1:
        return Step.REVERSE
    return Step.PICKED


def _picked(held: str | list[object] | bytes | bytearray, at: int | None) -> object:
    if at is None or not -len(held) <= at < len(held):
        return None
    return held[at] if not isinstance(held, str) else Char(held[at])


def _entry(held: Thing, place: Value, value: Value) -> Value:
    if isinstance(held.data, dict):
        found = held.data.get(str(text_of(place.data)).lower())
        if isinstance(found, Value):
            return found
    return unknown(value)


def member(m: Machine, node: Node, value: Value) -> Value:
    """Return a member of a value."""
    name = _name(m, node)
    if name is None:
        return unknown(value)
    if isinstance(value.data, TypeName) and value.known:
        return static_member(m, node, value, name)
    if isinstance(value.data, Thing) and value.known:
        return read_member(m, value, name)
    if not value.known:
        return unknown(value, event=Event(f".{name}", node.start, node.end, target=value))
    read = PROPERTIES.get(name)
    found = read(value.data) if read is not None else None
    method = Thing("method", (value, name))
    return derived(found if found is not None else method, (value,))


def _name(m: Machine, node: Node) -> str | None:
    """Return the name of a member in small letters, where it is known."""
    made = m.evaluate(node.kids[0]) if node.kids[0].kind != "bare" else Value(node.kids[0].word)
    text = text_of(made.data) if made.known else None
    return text.lower().replace("`", "") if text is not None else None


def call(m: Machine, node: Node, value: Value) -> Value:
    """Return what calling a member gives."""
    name = _name(m, node)
    args = [m.evaluate(kid) for kid in node.kids[1:]]
    if name is None:
        return unknown(value, *args)
    if node.word.startswith("::") or (isinstance(value.data, TypeName) and value.known):
        return static_call(m, node, f"{text_of(value.data) or '?'}::{name}".lower(), args)
    return invoke(m, node, (value, name), args)


def invoke(m: Machine, node: Node, what: tuple[Value, str], args: list[Value]) -> Value:
    """Return what a method of a value gives."""
    value, name = what
    if isinstance(value.data, Thing) and value.known:
        return _thing(m, node, what, args)
    if name in ("invokescript", "newscriptblock", "addscript") and args:
        return run_code(m, node, args[0])
    if value.known and name in METHODS and all(arg.known for arg in args):
        return _reckoned(m, value, name, args)
    event = m.tell(Event(f".{name}", node.start, node.end, args, target=value))
    return unknown(value, *args, event=event)


def _thing(m: Machine, node: Node, what: tuple[Value, str], args: list[Value]) -> Value:
    """Return what a method of an object gives, called by name or through itself."""
    value, name = what
    thing = value.data
    if isinstance(thing, Thing) and thing.type == "method" and isinstance(thing.data, tuple):
        return invoke(m, node, thing.data, args) if name.startswith("invoke") else unknown(value, *args)
    if isinstance(thing, Thing) and thing.type == "scriptblock" and name.startswith("invoke"):
        return run_block(m, node, value, args)
    return thing_call(m, node, what, args)


def _reckoned(m: Machine, value: Value, name: str, args: list[Value]) -> Value:
    """Work a method of text or lists out."""
    m.allowance.burn(len(args) + (len(value.data) // 256 if isinstance(value.data, str | list) else 0))
    work, step = METHODS[name]
    try:
        made = work(value.data, [arg.data for arg in args], m.allowance)
    except (ValueError, IndexError, TypeError, OverflowError):
        made = None
    if made is None:
        return unknown(value, *args)
    return derived(made, (value, *args), *((step,) if step else ()))


_LINKS: Final = {"index": index, "member": member, "call": call}
