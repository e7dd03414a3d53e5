"""What was judged, in plain words that may be shown: every page lays them out in its own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vedette.core.executables import Call, Executable, State
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.layers import Layer
from vedette.core.nouns import Report
from vedette.core.verdicts import Judgement, Verdict
from vedette.export.visible import one_line, visible

MARKS: Final = {Verdict.MALICIOUS: "‼", Verdict.SUSPICIOUS: "◆", Verdict.UNUSUAL: "◇", Verdict.BENIGN: "○"}
_STATES: Final = {State.ON: "yes", State.PARTIAL: "partly", State.OFF: "no"}
_DOTTED: Final = frozenset(
    (IndicatorKind.DOMAIN, IndicatorKind.ADDRESS, IndicatorKind.URL, IndicatorKind.MAIL)
)
_LINES: Final = 40
"""Lines of a layer a page shows."""
_NAMES: Final = 12
"""Names of libraries, functions and the like, before the rest is counted."""
_LETTERS: Final = 240
"""Letters of a line of a layer: what is longer is a code nobody reads, and its beginning stands for it."""
_ALIKE: Final = 4
"""Calls shown that deserve a look for the same reason, before the rest is counted."""
_ADVICE: Final = {
    Verdict.MALICIOUS: "Do not open or run it, and keep it as evidence. If somebody did, take that machine "
    "off the network, leave it switched on, and look for the addresses and files below on the others.",
    Verdict.SUSPICIOUS: "Do not open or run it until somebody has asked whoever sent or made it. The "
    "ordinary reason named with each finding is what to ask about.",
    Verdict.UNUSUAL: "Nothing has to be done at once. Use it if you know where it comes from and what it "
    "is for.",
    Verdict.BENIGN: "",
}
"""What somebody who is no analyst does next."""


class Judged(Struct, frozen=True, kw_only=True):
    """One thing that was judged."""

    symbol: str
    verdict: str
    name: str
    kind: str
    summary: str
    reasons: tuple[str, ...]
    changes: tuple[str, ...]
    advice: str
    """What to do now; empty where nothing is to be done."""
    digest: str
    inside: str


class Peeled(Struct, frozen=True, kw_only=True):
    """One layer beside what it came from."""

    name: str
    parent: str
    how: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Built(Struct, frozen=True, kw_only=True):
    """One executable."""

    name: str
    what: str
    facts: tuple[tuple[str, str], ...]
    """What it is made with, links to, and so on: a label and words."""
    protections: tuple[tuple[str, str, str], ...]
    """Name, whether it is there, what that means."""
    calls: tuple[tuple[str, str, str], ...]
    """Where, what is called with what, why it deserves a look."""
    functions: tuple[tuple[str, str], ...]
    more: str


class Sought(Struct, frozen=True, kw_only=True):
    """One indicator."""

    kind: str
    value: str
    """Defanged."""
    where: str
    context: str


def grave(report: Report) -> tuple[Sequence[Judgement], Sequence[Judgement]]:
    """Return what is to be told in full, and what a line is enough for; a single thing is told in full."""
    if len(report.judgements) == 1:
        return report.judgements, ()
    full = [one for one in report.judgements if one.verdict is not Verdict.BENIGN]
    return full, [one for one in report.judgements if one.verdict is Verdict.BENIGN]


def judged(one: Judgement) -> Judged:
    """Put a judgement in words."""
    return Judged(
        symbol=MARKS[one.verdict],
        verdict=one.verdict.value,
        name=visible(one.name),
        kind=one_line(one.kind),
        summary=one_line(one.summary),
        reasons=tuple(map(one_line, one.reasons)),
        changes=tuple(map(one_line, one.changes)),
        advice=_ADVICE[one.verdict],
        digest=visible(one.artefact),
        inside=f"{one.inside:,} things inside" if one.inside > 1 else "",
    )


def peeled(one: Layer) -> Peeled:
    """Put a layer in words."""
    return Peeled(
        name=visible(one.name),
        parent=visible(one.parent),
        how=one_line(f"{', '.join(one.steps) or 'unquoting'}; {one.language}, {one.size:,} bytes"),
        before=_lines(one.before),
        after=_lines(one.after),
    )


def built(one: Executable) -> Built:
    """Put an executable in words."""
    facts = (
        ("Able to", ", ".join(one.abilities)),
        ("Made with", ", ".join(one.made_with)),
        ("Looks packed", one.packed),
        ("Links to", _some(one.libraries)),
        (
            "Components",
            ", ".join(_component(each.name, each.version, each.vulnerabilities) for each in one.components),
        ),
        (
            "Sections (rights, bits of disorder a byte, 8 at most)",
            ", ".join(f"{each.name} {each.flags} {each.entropy:.1f}" for each in one.sections[:_NAMES]),
        ),
        ("Imports", f"{len(one.imports):,}: {_some(one.imports)}" if one.imports else ""),
        ("Strings", _some(one.strings)),
    )
    calls, more = _calls(one.calls)
    return Built(
        name=visible(one.name),
        what=one_line(f"{one.format} {one.kind}, {one.architecture}, {one.function_count:,} functions"),
        facts=tuple((label, one_line(words)) for label, words in facts if words),
        protections=tuple(
            (one_line(each.name), _STATES[each.state], one_line(each.says))
            for each in one.protections
            if each.state is not State.NOT_APPLICABLE
        ),
        calls=calls,
        functions=tuple(
            (visible(each.name), one_line(each.summary)) for each in one.functions if each.summary
        ),
        more=more,
    )


def sought(one: Indicator) -> Sought:
    """Put an indicator in words, so that nothing can be clicked by accident."""
    value = defanged(one.value) if one.kind in _DOTTED else one.value
    return Sought(
        kind=one.kind.value, value=visible(value), where=visible(one.name), context=one_line(one.context)
    )


def sought_title(report: Report) -> str:
    """Say what the indicators are for: nobody hunts for what stands in a harmless thing."""
    if any(one.verdict is not Verdict.BENIGN for one in report.judgements):
        return "Look for these elsewhere"
    return "Names and addresses in it"


def defanged(value: str) -> str:
    """Write an address so that no program turns it into a link: `hxxp://bad[.]example`."""
    scheme, colon, rest = value.partition("://")
    if not colon:
        return value.replace(".", "[.]").replace("@", "[@]")
    host, slash, path = rest.partition("/")
    scheme = scheme.replace("tt", "xx", 1) if scheme.startswith("http") else scheme
    return f"{scheme}{colon}{host.replace('.', '[.]')}{slash}{path}"


def answer(report: Report) -> str:
    """Return the verdicts in a few words, the gravest first."""
    counts = Counter(one.verdict for one in report.judgements)
    told = [f"{counts[one]:,} {one.value}" for one in reversed(Verdict) if counts[one]]
    if len(report.judgements) == 1:
        return report.judgements[0].verdict.value.capitalize()
    return ", ".join(told) or "Nothing was looked at, so nothing can be said"


def indicators(report: Report) -> Sequence[Indicator]:
    """Return each indicator once, in the order of their kinds."""
    order = list(IndicatorKind)
    seen = {(one.kind, one.value): one for one in reversed(report.indicators)}
    return sorted(seen.values(), key=lambda one: (order.index(one.kind), one.value))


def _calls(given: Sequence[Call]) -> tuple[tuple[tuple[str, str, str], ...], str]:
    """Return the calls to show, a few of each reason, and words for the rest."""
    alike: Counter[str] = Counter()
    kept: list[Call] = []
    for one in given:
        alike[one.says] += 1
        if (one.says or one.arguments) and alike[one.says] <= _ALIKE and len(kept) < _LINES:
            kept.append(one)
    left = [f"{count - _ALIKE:,} more: {says}" for says, count in alike.items() if says and count > _ALIKE]
    told = sum(alike.values()) - len(kept)
    return tuple(map(_call, kept)), one_line("; ".join(left) or (f"{told:,} more calls" if told else ""))


def _call(one: Call) -> tuple[str, str, str]:
    arguments = ", ".join(each or "?" for each in one.arguments)
    where = f"0x{one.address:x} in {visible(one.function)}"
    return where, visible(f"{one.callee}({arguments})"), one_line(one.says)


def _component(name: str, version: str, known: Sequence[str]) -> str:
    return f"{name} {version}" + (f" (known: {', '.join(known[:_NAMES])})" if known else "")


def _some(names: Sequence[str]) -> str:
    left = len(names) - _NAMES
    return ", ".join(names[:_NAMES]) + (f" and {left:,} more" if left > 0 else "")


def _lines(text: str) -> tuple[str, ...]:
    lines = text.splitlines()
    left = len(lines) - _LINES
    shown = tuple(map(visible, map(_clipped, lines[:_LINES])))
    return (*shown, f"… {left:,} more lines") if left > 0 else shown


def _clipped(line: str) -> str:
    left = len(line) - _LETTERS
    return f"{line[:_LETTERS]}… {left:,} more characters" if left > 0 else line
