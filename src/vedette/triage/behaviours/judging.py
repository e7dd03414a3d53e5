"""The verdict, by rules that stand in RULES: from behaviours, never from a score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.core.levels import Confidence
from vedette.core.nouns import ByteRange
from vedette.core.verdicts import Judgement, Verdict
from vedette.triage.behaviours.abouts import overlap, sentence
from vedette.triage.behaviours.matching import EARLY, Observed
from vedette.triage.fact import When
from vedette.triage.kinds import Kind
from vedette.triage.sample import LAYER, Sample

RULES: Final[dict[str, str]] = {
    "gravest": "The gravest thing it does decides. How grave each is, by itself and where it happens on "
    "install, on import or on opening, is fixed beforehand, the same for every file.",
    "unsure": "A behaviour we are only possibly sure of counts one step lower.",
    "hidden": "Stealing, running what comes from elsewhere, destroying, staying for good or weakening a "
    "defence counts one step graver where it was hidden under an encoding: honest programs seldom hide what "
    "they do.",
    "called": "What only happens when something calls it counts one step lower: a library offers it, and "
    "whoever calls it decides.",
    "together": "Three families of unusual behaviour that happen on install, on import or on opening, add up "
    "to suspicious.",
    "several": "Four families of unusual behaviour in one executable, whether sure or only signs, add up to "
    "suspicious: few ordinary programs do so many such things.",
    "deeds": "Two families of suspicious behaviour in one file, both likely or more, of which one steals, "
    "runs what is foreign or destroys, add up to malicious.",
    "looks": "Being hard to read is unusual, and no more, whatever else is hard to read.",
    "nothing": "Where nothing hostile was seen, the verdict is benign. What could not be looked at is listed "
    "at the end of the report.",
}
ORDER: Final = tuple(Verdict)
_LOOKS: Final = frozenset({"obfuscation"})
_DEEDS: Final = frozenset({"stealing", "running", "ransom", "shells", "injection", "propagation"})
_STAYS: Final = frozenset({"persistence", "defence"})
_ENOUGH: Final = 3
_SEVERAL: Final = 4
_NAMED: Final = 3
_SETTINGS: Final = frozenset({Kind.INI, Kind.JSON, Kind.TOML, Kind.YAML})
_FOREIGN: Final = frozenset({Kind.UNKNOWN, Kind.WASM})
"""Kinds whose commands nobody here reads, and kinds nobody here can read at all."""
_LAYERS: Final = expression(rf"(?:{re.escape(LAYER)}\d+)+$")
"""At the end of a layer's name: what it was decoded from is the same file."""


class _Ruling(Struct, frozen=True):
    verdict: Verdict
    rule: str
    resting: tuple[Observed, ...]


def judge(sample: Sample, seen: Sequence[Observed], inside: int = 0, kind: str = "") -> Judgement:
    """Return what we think of one thing handed in, from all that was seen in it."""
    ranked = sorted(seen, key=lambda one: (-ORDER.index(counted(one)), -_sureness(one)))
    ruling = _ruled(ranked)
    return Judgement(
        artefact=sample.digest,
        name=sample.name,
        kind=kind or sample.kind.value,
        verdict=ruling.verdict,
        summary=_summary(ruling, ranked) if ranked else _nothing(sample, inside),
        reasons=_reasons(ruling),
        behaviours=tuple(dict.fromkeys(one.finding.fingerprint for one in (*ruling.resting, *ranked))),
        changes=_changes(ruling),
        inside=inside,
    )


def counted(one: Observed) -> Verdict:
    """Return what a behaviour supports, with how sure we are."""
    step = ORDER.index(one.verdict)
    if one.finding.confidence is Confidence.POSSIBLE:
        step = max(step - 1, 0)
    elif _is_hidden_deed(one):
        step = min(step + 1, len(ORDER) - 1)
    if one.page.family in _LOOKS:
        step = min(step, ORDER.index(Verdict.UNUSUAL))
    if one.when is When.CALL:
        step = max(step - 1, 0)
    return ORDER[step]


def _is_hidden_deed(one: Observed) -> bool:
    return one.hidden and one.verdict is not Verdict.BENIGN and one.page.family in _DEEDS | _STAYS


def _sureness(one: Observed) -> int:
    return list(Confidence).index(one.finding.confidence)


def _ruled(ranked: Sequence[Observed]) -> _Ruling:
    if not ranked:
        return _Ruling(Verdict.BENIGN, "nothing", ())
    gravest = counted(ranked[0])
    best = tuple(one for one in ranked if counted(one) is gravest)
    ruling = _Ruling(gravest, _why(ranked[0]), best)
    if gravest is Verdict.SUSPICIOUS and (resting := _deeds(best)):
        return _Ruling(Verdict.MALICIOUS, "deeds", resting)
    if gravest is Verdict.UNUSUAL and (resting := _adding_up(best)):
        return _Ruling(Verdict.SUSPICIOUS, "together", resting)
    if gravest is Verdict.UNUSUAL and (resting := _several(best)):
        return _Ruling(Verdict.SUSPICIOUS, "several", resting)
    return ruling


def _why(first: Observed) -> str:
    if first.page.family in _LOOKS:
        return "looks"
    if first.finding.confidence is Confidence.POSSIBLE:
        return "unsure"
    if first.when is When.CALL:
        return "called"
    return "hidden" if _is_hidden_deed(first) else "gravest"


def _deeds(best: Sequence[Observed]) -> tuple[Observed, ...]:
    by_file: dict[str, dict[str, Observed]] = {}
    for one in best:
        if one.finding.confidence is not Confidence.POSSIBLE:
            file = _LAYERS.sub("", one.finding.primary.name)
            by_file.setdefault(file, {}).setdefault(one.page.family, one)
    for families in by_file.values():
        if len(families) > 1 and families.keys() & _DEEDS:
            return tuple(families.values())
    return ()


def _adding_up(best: Sequence[Observed]) -> tuple[Observed, ...]:
    families: dict[str, Observed] = {}
    for one in best:
        if one.when in EARLY and one.page.family not in _LOOKS:
            families.setdefault(one.page.family, one)
    return tuple(families.values()) if len(families) >= _ENOUGH else ()


def _several(best: Sequence[Observed]) -> tuple[Observed, ...]:
    """Return one behaviour of each family where an executable shows many."""
    by_file: dict[str, dict[str, Observed]] = {}
    for one in best:
        if isinstance(one.finding.primary.locator, ByteRange) and one.when is When.RUN:
            by_file.setdefault(one.finding.primary.name, {}).setdefault(one.page.family, one)
    for families in by_file.values():
        if len(families.keys() - _LOOKS) >= _SEVERAL:
            return tuple(families.values())
    return ()


def _nothing(sample: Sample, inside: int) -> str:
    """Say that nothing was seen, and where that says little."""
    said = "Nothing in it speaks against it"
    if not inside and sample.kind in _SETTINGS:
        return f"{said}; commands that programs take from such a file were not read."
    if not inside and sample.kind in _FOREIGN:
        return f"{said}, but nobody here can read it: only names, words and addresses were looked at."
    return f"{said}."


def _summary(ruling: _Ruling, ranked: Sequence[Observed]) -> str:
    resting, lead = ruling.resting or ranked, ""
    if ruling.verdict is Verdict.BENIGN:
        resting, lead = _harmless(resting)
    titles: dict[str, list[Observed]] = {}
    for one in resting:
        titles.setdefault(one.page.title, []).append(one)
    said: list[Observed] = []
    for best in (max(ones, key=lambda one: len(one.about)) for ones in titles.values()):
        if not any(_says_it(known, best) for known in said):
            said.append(best)
    more = [f"And {len(said) - _NAMED} more."] if len(said) > _NAMED else []
    told = " ".join([*(sentence(one.page.title, one.about) for one in said[:_NAMED]), *more])
    return f"{lead}{told[0].lower()}{told[1:]}" if lead else told


def _harmless(resting: Sequence[Observed]) -> tuple[Sequence[Observed], str]:
    """Return what to tell of what weighs nothing, the surer things only, and the words that lead to it."""
    sure = [one for one in resting if one.finding.confidence is not Confidence.POSSIBLE]
    if not sure:
        return resting, "Nothing sure speaks against it. Only possible: "
    if all(one.when is When.CALL for one in sure):
        return sure, "Nothing it does by itself speaks against it. Only when called: "
    return sure, ""


def _says_it(known: Observed, one: Observed) -> bool:
    """Say whether a command's page says again what another page said of the same place."""
    return known.page.family == one.page.family and overlap(known.about, one.about)


def _reasons(ruling: _Ruling) -> tuple[str, ...]:
    said = [f"{ruling.verdict.value.capitalize()} by the rule “{ruling.rule}”: {RULES[ruling.rule]}"]
    for one in {one.page.id: one for one in reversed(ruling.resting)}.values():
        place = one.finding.primary.name
        said.append(f"{one.page.title} ({place}; {one.finding.confidence.value}): {one.finding.reason}")
    return tuple(said[:1] + said[:0:-1][:6])


def _changes(ruling: _Ruling) -> tuple[str, ...]:
    if not ruling.resting:
        return ("Another version that does something hostile, or a part that could not be looked at.",)
    said = [_ordinary(one) for one in ruling.resting]
    if any(one.finding.confidence is Confidence.POSSIBLE for one in ruling.resting):
        said.append("It would count for more if what only looked like it turns out to run.")
    return tuple(dict.fromkeys(said))[:5]


def _ordinary(one: Observed) -> str:
    """Say for which reason a behaviour would count for less."""
    innocent = one.page.innocent
    if innocent.startswith(_HARDLY):
        return f"{one.page.title}: {innocent[0].lower()}{innocent[1:]}"
    return f"{one.page.title}: it would count for less if this is the reason. {innocent}"


_HARDLY: Final = "Hardly"
"""What the reason begins with where there is next to none."""
