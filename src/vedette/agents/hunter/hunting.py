"""The run of the hunter: unit after unit, claim after claim, until the units or the budget are used up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from vedette.agents.effects import Noted, Steps, rescan
from vedette.agents.hunter.closed import candidates, claims, listing, misjudged
from vedette.agents.hunter.closed import setting as closed
from vedette.agents.hunter.confirming import Confirmed, confirm
from vedette.agents.hunter.gaps import gap_finding
from vedette.agents.hunter.grounding import Fault, Grounded, Row, ground
from vedette.agents.hunter.interest import Ranked, Survey
from vedette.agents.hunter.properties import Marked, Trying, can_try, try_out
from vedette.agents.hunter.proposals import ACTIONS, Action, Claim, Look, Nothing, Propose
from vedette.agents.hunter.rows import Offer, offer
from vedette.agents.hunter.units import Unit
from vedette.agents.hunter.words import SYSTEM, looked, opening, told
from vedette.agents.loop import Looped, Setting, Stop, ask_of, chosen, loop, opened
from vedette.code import Knowledge
from vedette.core.claims import ClaimKind
from vedette.core.dialogue import Ask, ModelRole
from vedette.core.nouns import Confidence, Finding

TURNS: Final = 4
ANSWER_TOKENS: Final = 700
_LOOKED_MAX: Final = 3


class Quarry(Struct, frozen=True, kw_only=True):
    """What to hunt in."""

    survey: Survey
    knowledge: Knowledge
    """What the engine was run with."""
    digests: Mapping[str, str] = {}
    """Of the files, by path: evidence names them."""
    trying: Trying = Trying()
    units: int = 20
    """Looked at, at most."""


class Hunted(Struct, frozen=True, kw_only=True):
    """What came of a hunt."""

    findings: tuple[Finding, ...] = ()
    """Confirmed, none surer than likely; one with the fingerprint of the engine's is that one, made surer."""
    offers: tuple[Offer, ...] = ()
    examined: int = 0
    inconclusive: int = 0
    """Units about which nothing usable was said."""
    unexamined: tuple[str, ...] = ()
    """Units of interest nobody looked at, the most interesting first."""


def hunt(quarry: Quarry) -> Steps[Hunted]:
    """Look for what the tables miss."""
    report = yield from rescan({})
    return (yield from _Hunt(quarry, report.findings).run())


def units(quarry: Quarry) -> tuple[Ranked, ...]:
    """Return what will be looked at, for an estimate."""
    return quarry.survey.ranked[: quarry.units]


def questions(quarry: Quarry) -> Iterator[Ask]:
    """Give the first question about each unit, for an estimate."""
    for one in units(quarry):
        if calls := candidates(one.unit, quarry.survey, quarry.knowledge):
            rating = closed(one, listing(one.unit, calls))
            yield ask_of(rating, opened(rating))
        setting = _setting(one)
        yield ask_of(setting, opened(setting))


def _setting(ranked: Ranked) -> Setting[Action]:
    return Setting(
        role=ModelRole.DRAFTER,
        system=SYSTEM,
        opening=opening(ranked),
        kinds=ACTIONS,
        most=ANSWER_TOKENS,
        steps=TURNS,
    )


class _Hunt:
    def __init__(self, quarry: Quarry, base: tuple[Finding, ...]) -> None:
        self._quarry, self._base = quarry, base
        self._findings: dict[str, Finding] = {}
        self._offers: dict[str, Offer] = {}
        self._tried: dict[Row, Confirmed | Fault] = {}
        self._inconclusive = 0

    def run(self) -> Steps[Hunted]:
        ranked = self._quarry.survey.ranked
        examined = 0
        for one in units(self._quarry):
            looped = yield from self._unit(one)
            if looped.stop is Stop.SPENT:
                break
            examined += 1
            if not looped.stop.conclusive:
                self._inconclusive += 1
                yield Noted(
                    kind=ClaimKind.WEAKNESS,
                    what="inconclusive",
                    gate=looped.stop.value,
                    why=f"{one.unit.place}: {looped.why}",
                )
        return Hunted(
            findings=tuple(self._findings.values()),
            offers=tuple(self._offers.values()),
            examined=examined,
            inconclusive=self._inconclusive,
            unexamined=tuple(one.unit.place for one in ranked[examined:]),
        )

    def _unit(self, ranked: Ranked) -> Steps[Looped]:
        seen = [ranked.unit]
        rated = yield from self._rated(ranked)
        if rated is not None and rated.stop is Stop.SPENT:
            return rated

        def act(action: Action) -> Steps[str | None]:
            match action:
                case Nothing():
                    return None
                case Look():
                    return self._looked(action.symbol, seen)
                case Propose():
                    faults = yield from self._proposed(action.claims, tuple(seen))
                    return told(faults) if faults else None

        return (yield from loop(_setting(ranked), act))

    def _rated(self, ranked: Ranked) -> Steps[Looped | None]:
        """Ask the closed question, where there is one; no usable answer leaves it to the open one."""
        calls = candidates(ranked.unit, self._quarry.survey, self._quarry.knowledge)
        if not calls:
            return None
        listed = listing(ranked.unit, calls)
        setting = closed(ranked, listed)
        answer = yield from chosen(setting, opened(setting))
        if isinstance(answer, Looped):
            return answer
        made = claims(answer, ranked.unit, listed, self._quarry.survey)
        if made and (wrong := misjudged(answer, listed)):
            for _ in made:
                yield Noted(kind=ClaimKind.WEAKNESS, what="proposed", why="a rating")
                yield Noted(kind=ClaimKind.WEAKNESS, what="dropped", gate="control", why=wrong)
            return None
        yield from self._proposed(made, (ranked.unit,))
        return None

    def _looked(self, symbol: str, seen: list[Unit]) -> str:
        found = self._quarry.survey.units.get(symbol.strip().rpartition(".")[2], ())[:_LOOKED_MAX]
        seen.extend(one for one in found if one not in seen)
        return "\n\n".join(looked(one.name, one.text) for one in found) or looked(symbol, "")

    def _proposed(self, made: tuple[Claim, ...], seen: tuple[Unit, ...]) -> Steps[list[str]]:
        """Take each claim through the gates; return what is wrong with those that might be said better."""
        faults: list[str] = []
        for claim in made:
            yield Noted(kind=ClaimKind.WEAKNESS, what="proposed", why=f"{claim.part} {claim.harm}")
            fault = yield from self._claim(claim, seen)
            if fault is None:
                yield Noted(kind=ClaimKind.WEAKNESS, what="confirmed", why=f"{claim.part} {claim.harm}")
                continue
            yield Noted(kind=ClaimKind.WEAKNESS, what="dropped", gate=fault.gate, why=fault.why)
            if fault.gate in {"quote", "entity"}:
                faults.append(fault.why)
        return faults

    def _claim(self, claim: Claim, seen: tuple[Unit, ...]) -> Steps[Fault | None]:
        grounded = ground(claim, seen, self._quarry.survey, self._quarry.knowledge)
        if isinstance(grounded, Fault):
            return grounded
        if grounded.row is None:
            return (yield from self._gap(grounded))
        made = self._tried.get(grounded.row)
        if made is None:
            made = self._tried[grounded.row] = yield from confirm(grounded, grounded.row, self._base)
        if isinstance(made, Fault):
            return made
        proof = yield from self._run(grounded)
        for one in made.findings:
            surer = _proven(one, proof) if isinstance(proof, Marked) and _is_at(one, grounded) else one
            if one.fingerprint not in self._findings or surer is not one:
                self._findings[one.fingerprint] = surer
        if made.known and isinstance(proof, Marked):
            self._findings |= {one.fingerprint: _proven(one, proof) for one in self._unsure(grounded)}
        offered = offer(made.row, self._quarry.knowledge)
        self._offers[offered.name] = offered
        return None

    def _gap(self, grounded: Grounded) -> Steps[Fault | None]:
        """Confirm a gap by a run, or not at all: no table could show it."""
        proof = yield from self._run(grounded)
        if isinstance(proof, Fault):
            return proof
        found = gap_finding(
            grounded, proof, self._quarry.survey, self._quarry.knowledge, self._quarry.digests
        )
        known = [one for one in self._base if one.rule == found.rule and _is_at(one, grounded)]
        if any(one.confidence is not Confidence.POSSIBLE for one in known):
            return Fault("known", "the engine reports this already, and as surely")
        for one in [_proven(one, proof) for one in known] or [found]:
            self._findings[one.fingerprint] = one
        return None

    def _unsure(self, grounded: Grounded) -> list[Finding]:
        """Return what the engine reports at the claimed place, as no more than possible."""
        there = [one for one in self._base if _is_at(one, grounded)]
        return [one for one in there if one.confidence is Confidence.POSSIBLE]

    def _run(self, grounded: Grounded) -> Steps[Marked | Fault]:
        if not self._quarry.trying.tree:
            return Fault("sandbox", "not executed: the target is no folder")
        if not can_try(grounded):
            return Fault("sandbox", "not executed: no run of ours would show this")
        return (yield from try_out(grounded, self._quarry.trying))


def _proven(finding: Finding, proof: Marked) -> Finding:
    return msgspec.structs.replace(
        finding, confidence=Confidence.LIKELY, reason=f"{finding.reason}; {proof.words}"
    )


def _is_at(finding: Finding, claim: Grounded) -> bool:
    where = finding.primary
    lines = _lines(finding)
    return where.name == claim.sink[0] and claim.sink[1] in lines


def _lines(finding: Finding) -> range:
    locator = finding.primary.locator
    first, last = getattr(locator, "line", 0), getattr(locator, "end_line", 0)
    return range(first, last + 1)
