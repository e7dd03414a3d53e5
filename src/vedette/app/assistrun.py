"""The run of the agents over a scanned target: judge, then hunt, then what they say laid over the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vedette.agents.effects import Steps
from vedette.agents.hunter.hunting import Hunted, Quarry, hunt, units
from vedette.agents.hunter.hunting import questions as hunting_questions
from vedette.agents.hunter.rows import Offer
from vedette.agents.triager.triaging import Sorted, sort
from vedette.agents.triager.triaging import questions as sorting_questions
from vedette.app.agentdrive import Driven
from vedette.app.pointed import CONFIDENCES
from vedette.app.scan import Looked, Overlaid
from vedette.core.assistance import Assistance
from vedette.core.dialogue import Ask, ModelRole
from vedette.core.nouns import Artefact, ArtefactKind, Finding
from vedette.core.sources import SourceFile
from vedette.core.text import decode

_FILE_MAX: Final = 512 << 10
_TEXTS_MAX: Final = 64 << 20
_UNEXAMINED_SHOWN: Final = 50


class Helped(Struct, frozen=True, kw_only=True):
    """What the agents gave back."""

    sorted: Sorted
    hunted: Hunted


def helping(
    quarry: Quarry, findings: tuple[Finding, ...], texts: Mapping[str, str], roles: frozenset[ModelRole]
) -> Steps[Helped]:
    """Have findings judged, which costs little, then hunt with what is left."""
    judged = Sorted(findings=findings, opinions=())
    if ModelRole.JUDGE in roles:
        judged = yield from sort(findings, texts)
    hunted = Hunted(unexamined=tuple(one.unit.place for one in quarry.survey.ranked))
    if ModelRole.DRAFTER in roles:
        hunted = yield from hunt(quarry)
    return Helped(sorted=judged, hunted=hunted)


class Estimate(Struct, frozen=True, kw_only=True):
    """What a run will come to: at least, for a model that is content with each first answer, and at most."""

    requests: int
    tokens: int
    most_requests: int


def estimate(
    quarry: Quarry,
    findings: tuple[Finding, ...],
    texts: Mapping[str, str],
    roles: frozenset[ModelRole],
    size: Callable[[Ask], int],
) -> Estimate:
    """Estimate a run before anything is asked."""
    judge = list(sorting_questions(findings, texts)) if ModelRole.JUDGE in roles else []
    draft = list(hunting_questions(quarry)) if ModelRole.DRAFTER in roles else []
    asks = [*judge, *draft]
    return Estimate(
        requests=len(asks),
        tokens=sum(size(one) + one.most for one in asks),
        most_requests=2 * len(judge) + 8 * len(draft),
    )


def readable(files: Iterable[SourceFile]) -> dict[str, str]:
    """Return the texts of files of source by path, the large ones left out."""
    texts: dict[str, str] = {}
    room = _TEXTS_MAX
    for one in files:
        if one.size <= _FILE_MAX and one.size <= room and one.path.endswith((".py", ".pyw")):
            texts[one.path] = decode(one.read())
            room -= one.size
    return texts


def laid_over(looked: Looked, driven: Driven[Helped], about: Assistance) -> Overlaid:
    """Put what the agents say over what the engine found; none of that is lost."""
    hunted = {one.fingerprint: one for one in driven.value.hunted.findings}
    findings = [_surer(one, hunted.get(one.fingerprint)) for one in driven.value.sorted.findings]
    new = tuple(one for one in hunted.values() if one.fingerprint not in looked.raw)
    admitted = looked.admit(new)
    changed = {one.fingerprint for one in (*findings, *admitted)} & set(hunted)
    ordered = sorted(changed)
    return Overlaid(
        findings=(*findings, *admitted),
        artefacts=tuple(_artefacts(looked.acquired.opened.files, admitted)),
        assistance=_assistance(driven, about, tuple(ordered)),
    )


def write_offers(offers: Iterable[Offer], folder: Path) -> tuple[str, ...]:
    """Write tables into a folder; one that is there already is left as it is."""
    written: list[str] = []
    folder.mkdir(parents=True, exist_ok=True)
    for one in offers:
        path = folder / one.name
        if not path.exists():
            path.write_text(one.text, "utf-8")
        written.append(one.name)
    return tuple(written)


def _surer(finding: Finding, hunted: Finding | None) -> Finding:
    """Take over what a run in the sandbox made surer, and nothing else."""
    if hunted is None or CONFIDENCES.index(hunted.confidence) <= CONFIDENCES.index(finding.confidence):
        return finding
    return msgspec.structs.replace(finding, confidence=hunted.confidence, reason=hunted.reason)


def _artefacts(files: Iterable[SourceFile], findings: Iterable[Finding]) -> Iterator[Artefact]:
    names = {evidence.name for one in findings for evidence in one.evidence}
    for one in files:
        if one.path in names:
            yield Artefact(kind=ArtefactKind.FILE, name=one.path, digest=one.digest, size=one.size)


def _assistance(driven: Driven[Helped], about: Assistance, proposed: tuple[str, ...]) -> Assistance:
    hunted = driven.value.hunted
    unexamined = hunted.unexamined[:_UNEXAMINED_SHOWN]
    notes = list(about.notes)
    if driven.exhausted:
        notes.append(f"the budget was used up: {driven.exhausted}")
    if len(hunted.unexamined) > len(unexamined):
        notes.append(f"{len(hunted.unexamined) - len(unexamined)} more units of interest were not looked at")
    if driven.lost:
        notes.append(f"{driven.lost} calls were under way when the run was killed: charged at their estimate")
    return msgspec.structs.replace(
        about,
        tally=driven.tally,
        proposed=proposed,
        opinions=driven.value.sorted.opinions,
        offers=len(hunted.offers),
        unexamined=unexamined,
        requests=driven.spent.requests,
        tokens=driven.spent.tokens,
        money=driven.spent.money,
        notes=tuple(notes),
    )


__all__ = ["Estimate", "Helped", "estimate", "helping", "laid_over", "readable", "units", "write_offers"]
