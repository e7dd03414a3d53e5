"""What changed between two builds of an executable: functions, what they take and say, and protections."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from vedette.core.executables import Executable
from vedette.triage.allowance import Allowance
from vedette.triage.binary.examination import examine
from vedette.triage.binary.machine.functions import Functions
from vedette.triage.binary.study import Study, of
from vedette.triage.sample import Sample

_FUNCTIONS_MAX: Final = 6000
_SHOWN: Final = 20
_ADDRESS: Final = re.compile(r"rip [+-] 0x[0-9a-f]+|0x[0-9a-f]{3,}")
_NEARBY: Final = 4


class Change(Struct, frozen=True, kw_only=True):
    """One function that is in both, and does not do the same."""

    before: str
    after: str
    says: str
    """What it calls now and did not, and the other way round."""


class Difference(Struct, frozen=True, kw_only=True):
    """What changed from one build to another."""

    added: tuple[str, ...] = ()
    """Functions, by name or address."""
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    same: int = 0
    """Functions that do the same."""
    imports_added: tuple[str, ...] = ()
    imports_removed: tuple[str, ...] = ()
    strings_added: tuple[str, ...] = ()
    strings_removed: tuple[str, ...] = ()
    protections: tuple[str, ...] = ()
    """Protections that are not as they were, in words."""
    components: tuple[str, ...] = ()
    """Libraries built in that are not as they were, in words."""


class _Body(Struct, frozen=True):
    name: str
    digest: str
    calls: tuple[str, ...]
    address: int


def diff(before: Sample, after: Sample, allowance: Allowance) -> Difference | None:
    """Say what changed between two builds; None where one of them cannot be read.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    one, two = examine(before, allowance), examine(after, allowance)
    first, second = of(before), of(after)
    if one is None or two is None or first is None or second is None:
        return None
    pairs, added, removed, same = _matched(_bodies(first), _bodies(second))
    gone, come = set(one.imports) - set(two.imports), set(two.imports) - set(one.imports)
    silent, told = set(one.strings) - set(two.strings), set(two.strings) - set(one.strings)
    return Difference(
        added=tuple(body.name for body in added),
        removed=tuple(body.name for body in removed),
        changed=tuple(_change(*pair) for pair in pairs),
        same=same,
        imports_added=tuple(sorted(come)),
        imports_removed=tuple(sorted(gone)),
        strings_added=tuple(sorted(told)),
        strings_removed=tuple(sorted(silent)),
        protections=tuple(_protections(one, two)),
        components=tuple(_components(one, two)),
    )


def _bodies(known: Study) -> list[_Body]:
    functions = known.functions
    return [_body(known, functions, number) for number in range(min(len(functions), _FUNCTIONS_MAX))]


def _body(known: Study, functions: Functions, number: int) -> _Body:
    start, end = functions.extent(number)
    listing = known.disassembler.listing(start, end)
    text = "\n".join(f"{one[2]} {one[3]}" for one in listing.instructions if one[2] not in ("nop", "int3"))
    calls = [functions.name(target) for _, target in functions.within(functions.calls, number)]
    named = tuple(name for name in calls if not name.startswith("sub_"))
    told = _ADDRESS.sub("N", text) + "\n" + ",".join(named)
    digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
    return _Body(functions.name(start), digest, tuple(sorted({*named})), start)


_Matched = tuple[list[tuple[_Body, _Body]], list[_Body], list[_Body], int]


def _matched(old: list[_Body], new: list[_Body]) -> _Matched:
    """Pair functions: by name where both have one, else by what they do, else by where they stand."""
    pairs: list[tuple[_Body, _Body]] = []
    same = 0
    named = {body.name: body for body in new if not body.name.startswith("sub_")}
    left: list[_Body] = []
    taken: set[int] = set()
    for body in old:
        twin = named.get(body.name)
        if twin is None:
            left.append(body)
            continue
        taken.add(twin.address)
        same += twin.digest == body.digest
        if twin.digest != body.digest:
            pairs.append((body, twin))
    rest = [body for body in new if body.address not in taken]
    left, rest, alike = _by_digest(left, rest)
    near, left, rest = _by_calls(left, rest)
    return [*pairs, *near], rest, left, same + alike


def _by_digest(left: list[_Body], rest: list[_Body]) -> tuple[list[_Body], list[_Body], int]:
    common = Counter(body.digest for body in left) & Counter(body.digest for body in rest)
    return _without(left, common), _without(rest, common), common.total()


def _without(bodies: Iterable[_Body], common: Counter[str]) -> list[_Body]:
    spare, kept = Counter(common), []
    for body in bodies:
        if spare[body.digest]:
            spare[body.digest] -= 1
        else:
            kept.append(body)
    return kept


def _by_calls(
    left: list[_Body], rest: list[_Body]
) -> tuple[list[tuple[_Body, _Body]], list[_Body], list[_Body]]:
    """Pair what is left where it calls nearly the same, in the order both stand in."""
    pairs, remaining, at = [], [], 0
    unpaired = list(rest)
    for body in left:
        window = unpaired[at : at + _NEARBY]
        best = max(window, key=lambda other: _likeness(body, other), default=None)
        if best is not None and _likeness(body, best) >= 0.5:  # noqa: PLR2004 - half of what they call
            pairs.append((body, best))
            at = unpaired.index(best)
            unpaired.pop(at)
        else:
            remaining.append(body)
    return pairs, remaining, unpaired


def _likeness(one: _Body, two: _Body) -> float:
    either = {*one.calls, *two.calls}
    return len({*one.calls} & {*two.calls}) / len(either) if either else 0.0


def _change(before: _Body, after: _Body) -> Change:
    come = [name for name in after.calls if name not in before.calls]
    gone = [name for name in before.calls if name not in after.calls]
    parts = [f"now calls {', '.join(come[:8])}"] if come else []
    parts += [f"no longer calls {', '.join(gone[:8])}"] if gone else []
    return Change(
        before=before.name, after=after.name, says="; ".join(parts) or "calls the same, and differs inside"
    )


def _protections(one: Executable, two: Executable) -> Iterator[str]:
    states = {each.name: each.state for each in one.protections}
    for each in two.protections:
        if each.name in states and states[each.name] != each.state:
            yield f"{each.name} was {states[each.name].value}, and is {each.state.value}"


def _components(one: Executable, two: Executable) -> Iterator[str]:
    versions = {each.name: each.version for each in one.components}
    for each in two.components:
        old = versions.pop(each.name, "")
        if old != each.version:
            yield (
                f"{each.name} was {old}, and is {each.version}" if old else f"{each.name} {each.version} came"
            )
    for name, version in versions.items():
        yield f"{name} {version} is gone"


def text(found: Difference) -> str:
    """Return what changed as a person reads it."""
    counts = f"{len(found.added)} functions added, {len(found.removed)} removed, {len(found.changed)} changed"
    lines = [f"{counts}, {found.same} the same."]
    lines += [f"  changed: {one.after}: {one.says}" for one in found.changed[:_SHOWN]]
    rows = (
        ("added", found.added), ("removed", found.removed), ("import added", found.imports_added),
        ("import removed", found.imports_removed), ("text added", found.strings_added),
        ("text removed", found.strings_removed), ("protection", found.protections),
        ("library", found.components),
    )  # fmt: skip
    for label, names in rows:
        lines += [f"  {label}: {name}" for name in names[:_SHOWN]]
        if len(names) > _SHOWN:
            lines.append(f"  {label}: and {len(names) - _SHOWN} more")
    return "\n".join(lines)
