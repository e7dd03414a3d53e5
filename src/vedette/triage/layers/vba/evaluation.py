"""What each kind of VBA expression is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing.running import told_run
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown
from vedette.triage.layers.vba import objects
from vedette.triage.layers.vba.functions import CONSTANTS, FUNCTIONS, TEXT_MOST, apply, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

RUNS: Final = frozenset({"execute", "executeglobal", "eval", "executescript"})
CALLS_MOST: Final = 30
_BITS: Final[dict[str, Callable[[int, int], int]]] = {
    "xor": lambda a, b: a ^ b,
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "eqv": lambda a, b: ~(a ^ b),
    "imp": lambda a, b: ~a | b,
}
_ORDERS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


def text(_: Machine, node: Node) -> Value:
    """Return a text."""
    return Value(node.word)


def number(_: Machine, node: Node) -> Value:
    """Return a number."""
    made = number_of(node.word)
    return Value(made) if made is not None else unknown()


def paren(m: Machine, node: Node) -> Value:
    """Return what is in brackets."""
    return m.evaluate(node.kids[0])


def missing(_: Machine, __: Node) -> Value:
    """Return nothing."""
    return Value(None)


def variable(m: Machine, node: Node) -> Value:
    """Return what a name stands for: a variable, a constant, a function without arguments."""
    name = node.word
    found = m.variables.get(name)
    if found is not None:
        return found
    if name in CONSTANTS:
        return Value(CONSTANTS[name])
    if name in m.functions or name in _KNOWN_CALLS:
        return call_name(m, node, name, ())
    return Value(None)


def new(m: Machine, node: Node) -> Value:
    """Return a new object."""
    return objects.created(m, node, node.word)


def with_(m: Machine, _: Node) -> Value:
    """Return the object of the With around."""
    return m.variables.get("#with") or unknown()


def binary(m: Machine, node: Node) -> Value:
    """Reckon a chain of operators of one precedence, from the left."""
    left = m.evaluate(node.kids[0])
    for operator, kid in zip(node.word.split(" "), node.kids[1:], strict=True):
        left = _reckon(m, operator, left, m.evaluate(kid))
    return left


def _reckon(m: Machine, operator: str, left: Value, right: Value) -> Value:
    m.allowance.burn()
    if not (left.known and right.known) or isinstance(left.data, Thing) or isinstance(right.data, Thing):
        return _partly(operator, left, right)
    if operator == "&" or (operator == "+" and _are_texts(left.data, right.data)):
        return _joined(m, left, right)
    made = _worked(operator, left.data, right.data)
    if made is None:
        return unknown(left, right)
    return derived(made, (left, right), *((Step.XOR,) if operator == "xor" else ()))


def _are_texts(left: object, right: object) -> bool:
    """Say whether both are texts, or one is and the other was never set."""
    both = (left, right)
    return all(isinstance(one, str) or one is None for one in both) and any(
        isinstance(one, str) for one in both
    )


def _partly(operator: str, left: Value, right: Value) -> Value:
    made = unknown(left, right)
    if operator in ("&", "+"):
        first, second = (str(one.data)[:1000] if isinstance(one.data, str) else "…" for one in (left, right))
        made.data = first + second
    return made


def _joined(m: Machine, left: Value, right: Value) -> Value:
    first, second = text_of(left.data), text_of(right.data)
    if first is None or second is None or len(first) + len(second) > TEXT_MOST:
        return unknown(left, right)
    size = len(first) + len(second)
    m.allowance.burn(size // 64)
    if size > 1 << 16:
        m.allowance.take_bytes(size)
    both = first and second and isinstance(left.data, str) and isinstance(right.data, str)
    return derived(first + second, (left, right), *((Step.JOINED,) if both else ()))


def _worked(operator: str, left: object, right: object) -> object:
    if operator in ("=", "<>") and (isinstance(left, str) or isinstance(right, str)):
        same = text_of(left) == text_of(right)
        return same == (operator == "=")
    first, second = number_of(left), number_of(right)
    if first is None or second is None or operator == "like":
        return None
    if operator in _ORDERS:
        return _ORDERS[operator](first, second)
    if operator in ("=", "<>", "is"):
        return (first == second) == (operator != "<>")
    return _arithmetic(operator, first, second)


def _arithmetic(operator: str, first: float, second: float) -> object:
    if abs(first) > 1 << 64 or abs(second) > 1 << 64:
        return None
    if operator in _BITS:
        return _BITS[operator](round(first), round(second))
    if operator in ("+", "-", "*"):
        return {"+": first + second, "-": first - second, "*": first * second}[operator]
    return _divided(operator, first, second)


def _divided(operator: str, first: float, second: float) -> object:
    if operator == "^":
        return first**second if 0 <= second <= 64 and abs(first) < 1 << 20 else None  # noqa: PLR2004
    if not round(second) or not second:
        return None
    if operator == "/":
        made = first / second
        return int(made) if made.is_integer() else made
    whole, by = round(first), round(second)
    quotient = abs(whole) // abs(by)
    if operator == "\\":
        return quotient if (whole < 0) == (by < 0) else -quotient
    rest = abs(whole) % abs(by)
    return -rest if whole < 0 else rest


def unary(m: Machine, node: Node) -> Value:
    """Reckon an operator before a value."""
    value = m.evaluate(node.kids[0])
    amount = number_of(value.data) if value.known else None
    if amount is None:
        return unknown(value)
    if node.word == "not":
        return derived(not value.data if isinstance(value.data, bool) else ~round(amount), (value,))
    return derived(-amount if node.word == "-" else amount, (value,))


def arguments(m: Machine, nodes: Sequence[Node]) -> list[Value]:
    """Return what a call is given; names are left out, for places are what we know."""
    return [m.evaluate(kid.kids[0] if kid.kind == "named" else kid) for kid in nodes]


def chain(m: Machine, node: Node) -> Value:
    """Return what a name and all behind it come to."""
    return follow(m, node, list(node.kids[1:]), ())


def follow(m: Machine, node: Node, links: list[Node], last: Sequence[Value]) -> Value:
    """Go along members and brackets; what is given without brackets goes to the last of them."""
    first = node.kids[0]
    value: Value | None = None
    at = 0
    if links and links[0].kind == "call" and first.kind == "variable":
        given = arguments(m, links[0].kids)
        value = call_name(m, node, first.word, [*given, *(last if len(links) == 1 else ())], links[0].kids)
        at = 1
    elif first.kind == "variable" and first.word not in m.variables and first.word not in m.functions:
        value = Value(Thing(first.word))
    else:
        value = m.evaluate(first)
    while at < len(links):
        m.allowance.burn()
        value, at = _step(m, (node, value), (links, at), last)
    return value


def _step(
    m: Machine, what: tuple[Node, Value], where: tuple[list[Node], int], last: Sequence[Value]
) -> tuple[Value, int]:
    node, value = what
    links, at = where
    link = links[at]
    if link.kind == "call":
        return index(value, arguments(m, link.kids)), at + 1
    called = at + 1 < len(links) and links[at + 1].kind == "call"
    given = arguments(m, links[at + 1].kids) if called else []
    end = at + 2 if called else at + 1
    if end == len(links) and last:
        given += last
    span = type(node)("member", (node.start, max(links[end - 1].end, node.start)))
    if not given and not called and (end < len(links) or not last) and isinstance(value.data, Thing):
        return objects.read(m, span, value, link.word), end
    return objects.call(m, span, (value, link.word), given), end


def index(value: Value, places: Sequence[Value]) -> Value:
    """Return an item of a list."""
    data = value.data
    if isinstance(data, Thing):
        return Value(Thing(data.type), value.steps, value.feeds)
    at = number_of(places[0].data) if places and places[0].known else None
    if not value.known or at is None or not isinstance(data, list | bytes) or not 0 <= round(at) < len(data):
        return unknown(value, *places)
    item = data[round(at)]
    return item if isinstance(item, Value) else derived(item, (value,))


def call_name(m: Machine, node: Node, name: str, args: Sequence[Value], nodes: Sequence[Node] = ()) -> Value:
    """Return what a name gives when called: an item of a list, a function's value."""
    found = m.variables.get(name)
    if found is not None and name not in m.functions:
        return index(found, args)
    if name in m.functions:
        return procedure(m, m.functions[name], args, nodes)
    if name in RUNS and args:
        return told_run(m, node, text_of(args[0].data) if args[0].known else None, args[0])
    if name in ("createobject", "getobject") and args:
        return _object(m, node, name, args)
    return _builtin(m, node, name, args)


def _object(m: Machine, node: Node, name: str, args: Sequence[Value]) -> Value:
    if not args[0].known:
        m.tell(Event(name, node.start, node.end, args))
        return unknown(*args)
    word = text_of(args[0].data) or ""
    if name == "getobject":
        m.tell(Event(name, node.start, node.end, args))
        return derived(Thing(word.lower().partition(":")[0], {}), args)
    return derived(objects.created(m, node, word).data, args)


def _builtin(m: Machine, node: Node, name: str, args: Sequence[Value]) -> Value:
    name = name.removesuffix("$")
    if name in FUNCTIONS and all(arg.known for arg in args):
        data = [arg.data for arg in args]
        if name == "array":
            m.allowance.burn(len(data))
        made = apply(name, data, m.allowance)
        if made is not None:
            return derived(made[0], args, *((made[1],) if made[1] else ()))
    if name == "array":
        return Value([arg.data if arg.known else arg for arg in args])
    if name in FUNCTIONS:
        return unknown(*args)
    event = m.tell(Event(name, node.start, node.end, args))
    return unknown(*args, event=event)


_KNOWN_CALLS: Final = frozenset({"rnd", "now", "timer", "date", "time", "command"})


def procedure(m: Machine, node: Node, args: Sequence[Value], nodes: Sequence[Node]) -> Value:
    """Go through a function of the script with arguments; return what it sets its name to."""
    if len(m.called) >= CALLS_MOST or m.circles(node.word):
        return unknown(*args)
    key = f"{node.word}#{len(m.called)}"
    m.called.add(key)
    m.allowance.burn(len(m.variables) // 4)
    before = dict(m.variables)
    parameters = [kid.word for kid in node.kids[:-1]]
    for number_, name in enumerate(parameters):
        m.variables[name] = args[number_] if number_ < len(args) else unknown()
    m.variables.pop(node.word, None)
    held = m.functions.pop(node.word, None)
    recursive = held is not None
    m.variables[node.word] = Value(None)
    if recursive and held is not None:
        m.functions[node.word] = held
    leaving, m.leaving = m.leaving, ""
    unsure, m.unsure = m.unsure, 0
    m.run(node.kids[-1].kids)
    m.leaving, m.unsure = leaving, unsure
    result = m.variables.get(node.word) or Value(None)
    _restore(m, before, {*parameters, node.word}, (parameters, nodes))
    m.called.discard(key)
    return result


def _restore(
    m: Machine, before: dict[str, Value], own: set[str], given: tuple[list[str], Sequence[Node]]
) -> None:
    """Forget what was the function's own; keep what it set elsewhere, and in what it was handed."""
    after = m.variables
    m.variables = {
        name: (after.get(name, value) if name not in own else value) for name, value in before.items()
    }
    for name, node in zip(*given, strict=False):
        if node.kind == "variable" and name in after and node.word in before:
            m.variables[node.word] = after[name]
