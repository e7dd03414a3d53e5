"""What each kind of PowerShell expression is worth."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.casts import cast
from vedette.triage.layers.powershell.expressions import PRECEDENCE
from vedette.triage.layers.powershell.operators import OPERATORS, STEPS, NotKnown, join, joined, split
from vedette.triage.layers.powershell.values import TypeName, number_of, text_of, truth_of, whole_of
from vedette.triage.layers.tracing.machine import Machine
from vedette.triage.layers.tracing.values import Event, Thing, Value, derived, unknown

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.tree import Node

_COMPARES: Final = frozenset(word for word, level in PRECEDENCE.items() if level == PRECEDENCE["-eq"])
_SUFFIX: Final = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}


def text(_: Machine, node: Node) -> Value:
    """Return a text."""
    return Value(node.word)


def number(_: Machine, node: Node) -> Value:
    """Return a number: 1, 0x1F, 1.5, 4kb."""
    made = _amount(node.word)
    return Value(made) if made is not None else unknown()


@lru_cache(maxsize=4096)
def _amount(word: str) -> int | float | None:
    times = 1
    for suffix, by in _SUFFIX.items():
        if word.endswith(suffix) and not (word.startswith("0x") and suffix[0] == "b"):
            word, times = word.removesuffix(suffix), by
    made = number_of(word.rstrip("ul") if word.startswith("0x") else word.rstrip("ulsynd"))
    if made is None and "e" in word:
        made = float(word) if len(word) < 20 else None  # noqa: PLR2004
    return made * times if made is not None else None


def expandable(m: Machine, node: Node) -> Value:
    """Return a text with variables put in."""
    values = [m.evaluate(kid) for kid in node.kids]
    parts = [text_of(value.data) if value.known else None for value in values]
    if None in parts:
        return _partly(node, values, parts)
    steps = (Step.VARIABLES,) if any(kid.kind not in ("text", "bare") for kid in node.kids) else ()
    return derived(joined([part or "" for part in parts], m.allowance), values, *steps)


def _partly(node: Node, values: list[Value], parts: list[str | None]) -> Value:
    """Return what is known of a text: where a file lies, for one, when only its name is."""
    made = unknown(*values)
    made.data = "".join(
        part if part is not None else f"${kid.word}" if kid.kind == "variable" else "…"
        for part, kid in zip(parts, node.kids, strict=True)
    )[:2000]
    return made


def variable(m: Machine, node: Node) -> Value:
    """Return what a variable holds."""
    return m.variable(node.word)


def type_(_: Machine, node: Node) -> Value:
    """Return a type."""
    return Value(TypeName(node.word.lower().replace("`", "").removeprefix("system.")))


def block(m: Machine, node: Node) -> Value:
    """Return a script block, not yet run."""
    return Value(Thing("scriptblock", m.text[node.start + 1 : node.end - 1], node))


def paren(m: Machine, node: Node) -> Value:
    """Return what is in brackets."""
    return m.run(node.kids)


def each(m: Machine, node: Node) -> Value:
    """Return @(...): always a list."""
    made = m.run(node.kids)
    if not made.known or isinstance(made.data, list | bytes | bytearray):
        return made
    return Value([] if made.data is None else [made.data], made.steps, made.feeds)


def list_(m: Machine, node: Node) -> Value:
    """Return a list of values between commas."""
    m.allowance.burn(len(node.kids))
    values = [m.evaluate(kid) for kid in node.kids]
    return derived([value.data if value.known else value for value in values], values)


def table(m: Machine, node: Node) -> Value:
    """Return a table: what is in it is seen, and found again by its constant keys."""
    values = [m.evaluate(kid) for kid in node.kids]
    keys, held = values[::2], values[1::2]
    made = {
        str(text_of(key.data)).lower(): value for key, value in zip(keys, held, strict=False) if key.known
    }
    return derived(Thing("hashtable", made), held)


def binary(m: Machine, node: Node) -> Value:
    """Reckon a chain of operators of one precedence, from the left."""
    operators = node.word.split(" ")
    left = m.evaluate(node.kids[0])
    for operator, kid in zip(operators, node.kids[1:], strict=True):
        left = _reckon(m, operator, left, m.evaluate(kid))
    return left


def _reckon(m: Machine, operator: str, left: Value, right: Value) -> Value:
    work = OPERATORS.get(operator)
    if operator == "-as" and left.known and isinstance(right.data, str):
        return cast(m, str(right.data), left)
    if work is None or not (left.known and right.known) or _is_dark(operator, left, right):
        return _half(operator, left, right)
    m.allowance.burn()
    try:
        made = work(left.data, right.data, m.allowance)
    except NotKnown:
        return unknown(left, right)
    if operator == "+":
        text_joined = isinstance(left.data, str) and isinstance(made, str)
        return derived(made, (left, right), *((Step.JOINED,) if text_joined else ()))
    step = STEPS.get(operator)
    return derived(made, (left, right), *((step,) if step else ()))


def _is_dark(operator: str, left: Value, right: Value) -> bool:
    """Say whether objects are compared, of which we know nothing but their class."""
    return operator in _COMPARES and any(isinstance(one.data, Thing) for one in (left, right))


def _half(operator: str, left: Value, right: Value) -> Value:
    made = unknown(left, right)
    if operator == "+" and isinstance(left.data, str) and isinstance(right.data, str):
        made.data = left.data[:1000] + right.data[:1000]
    elif operator == "+" and isinstance(right.data, str):
        made.data = f"…{right.data[:1000]}"
    elif operator == "+" and isinstance(left.data, str):
        made.data = f"{left.data[:1000]}…"
    return made


def unary(m: Machine, node: Node) -> Value:
    """Reckon an operator before a value."""
    value = m.evaluate(node.kids[0])
    word = node.word.replace("–", "-").replace("—", "-")  # noqa: RUF001
    if word in ("++", "--") and node.kids[0].kind == "variable":
        stepped(m, node.kids[0], 1 if word == "++" else -1)
        return m.variable(node.kids[0].word)
    if not value.known:
        return unknown(value)
    try:
        return _unary(m, word, value)
    except NotKnown:
        return unknown(value)


def _unary(m: Machine, word: str, value: Value) -> Value:
    if word in ("!", "-not"):
        return derived(not truth_of(value.data), (value,))
    if word == ",":
        return derived([value.data], (value,))
    if word == "-join":
        return derived(join(value.data, "", m.allowance), (value,), Step.JOINED)
    if word.endswith("split"):
        return derived(split(value.data, r"\s+", m.allowance), (value,), Step.SPLIT)
    return _signed(word, value)


def _signed(word: str, value: Value) -> Value:
    amount = whole_of(value.data) if word == "-bnot" else number_of(value.data)
    if amount is None:
        return unknown(value)
    if word == "-bnot":
        return derived(~int(amount), (value,))
    return derived(-amount if word == "-" else amount, (value,))


def stepped(m: Machine, node: Node, by: int) -> Value:
    """Count a variable up or down; return what it was."""
    before = m.variable(node.word)
    amount = number_of(before.data) if before.known else None
    m.assign(node.word, derived(amount + by, (before,)) if amount is not None else unknown(before))
    return Value(amount) if amount is not None else unknown(before)


def cast_(m: Machine, node: Node) -> Value:
    """Make something into another type."""
    return cast(m, node.word, m.evaluate(node.kids[0]))


def assign(m: Machine, node: Node) -> Value:
    """Set variables, items and members."""
    target, source = node.kids
    value = m.evaluate(source)
    while target.kind == "cast":
        value = cast(m, target.word, value)
        target = target.kids[0]
    if node.word != "=" and target.kind == "variable":
        value = _added(m, node.word[0], target.word, value)
    if target.kind == "variable":
        _set(m, target, value)
    elif target.kind == "list":
        _set_several(m, target, value)
    else:
        _set_part(m, target, value)
    return Value(None)


def _set(m: Machine, target: Node, value: Value) -> None:
    if target.word.startswith("env:") or "preference" in target.word:
        m.tell(Event("set variable", target.start, target.end, (Value(target.word), value)))
    m.assign(target.word, value)


def _added(m: Machine, operator: str, name: str, value: Value) -> Value:
    before = m.variable(name)
    if not before.known and not before.feeds and operator == "+" and name not in m.variables:
        return value
    if operator == "+" and m.unsure and isinstance(before.data, str):
        return _reckon(m, operator, before, value)
    return _reckon(m, operator, before, value)


def _set_several(m: Machine, target: Node, value: Value) -> None:
    items = value.data if value.known and isinstance(value.data, list) else []
    for number_, kid in enumerate(target.kids):
        if kid.kind == "variable":
            known = number_ < len(items) and not isinstance(items[number_], Value)
            m.assign(kid.word, derived(items[number_], (value,)) if known else unknown(value))


def _set_part(m: Machine, target: Node, value: Value) -> None:
    """Set an item of a list we know, or a member of a thing; tell of the rest."""
    if target.kind != "chain" or len(target.kids) < 2:  # noqa: PLR2004  a value and what is set
        return
    last = target.kids[-1]
    holder = m.evaluate(target.kids[0]) if len(target.kids) == 2 else unknown()  # noqa: PLR2004
    if last.kind == "index":
        _set_item(m, holder, m.evaluate(last.kids[0]), value)
        return
    name = text_of(m.evaluate(last.kids[0]).data) or ""
    if isinstance(holder.data, Thing) and isinstance(holder.data.data, dict):
        holder.data.data[name.lower()] = value
    m.tell(Event("set member", target.start, target.end, (Value(name.lower()), value), target=holder))


def _set_item(m: Machine, holder: Value, place: Value, value: Value) -> None:
    at = whole_of(place.data) if place.known else None
    items = holder.data
    if isinstance(items, Thing) and isinstance(items.data, dict) and place.known:
        items.data[str(text_of(place.data)).lower()] = value
    elif isinstance(items, list | bytearray) and at is not None and -len(items) <= at < len(items):
        m.allowance.burn()
        if isinstance(items, list):
            items[at] = value.data if value.known else value
        else:
            items[at] = (whole_of(value.data) or 0) & 255 if value.known else 0
        holder.steps = (*holder.steps, *(step for step in value.steps if step not in holder.steps))
