"""Sigma over one hunt: events in, one at a time; signals out. What a hunt is given as its rules."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.hunt.event import Event
from vedette.hunt.sigma.correlator import Correlator, Meeting
from vedette.hunt.sigma.groups import QUOTE, Groups, signal_of, tactics_left
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.proofs import Proof, proofs
from vedette.hunt.sigma.rules import RuleSet
from vedette.hunt.sigma.values import Look
from vedette.hunt.signal import PLACES_KEPT, Place, Signal


class Hits:
    """Rules, what matched, and what that adds up to. Its memory is bounded whatever it is fed."""

    def __init__(self, ruleset: RuleSet) -> None:
        self.ruleset = ruleset
        self.matcher = Matcher(ruleset)
        self._groups = Groups()
        self._correlator = Correlator(ruleset)
        self._alerts = tuple(rule.about.alerts for rule in ruleset.rules)

    def see(self, event: Event) -> list[int]:
        """Match an event, and remember what matched."""
        hits = self.matcher.match(event)
        if hits:
            look: Look | None = None
            for rule in hits:
                look = self._take(rule, event, look)
        return hits

    def _take(self, rule: int, event: Event, look: Look | None) -> Look | None:
        """Take a hit in; return the look it took at the event, if it took one, for the next."""
        correlated = self._correlator.wants(rule)
        group = self._groups.group(rule, event) if self._alerts[rule] else None
        told: tuple[Proof, ...] = ()
        if correlated or (group is not None and group.wants_proof()):
            look = self.matcher.look(event) if look is None else look
            told = proofs(self.matcher.node(event, rule, look), look, event)
        if group is not None:
            group.add(event, told)
        if correlated:
            self._correlator.take(rule, event, told)
        return look

    def signals(self) -> Iterator[Signal]:
        """Say what matched, grouped; then what correlations add up to."""
        for rule, group in self._groups.all():
            yield signal_of(self.ruleset.rules[rule].about, group)
        for meeting in self._correlator.meetings():
            yield self._signal(meeting)

    def _signal(self, meeting: Meeting) -> Signal:
        one = self.ruleset.correlations[meeting.correlation]
        firing = meeting.firing
        grouped = ", ".join(
            f"{name} {value!r}" for name, value in zip(one.group_by, firing.group, strict=True)
        )
        within = f"within {one.span // 1_000_000:,} seconds"
        return Signal(
            rule=f"sigma:{one.about.id}",
            title=one.about.title,
            message=f"{one.about.title}: {firing.count:,} event{'s' if firing.count != 1 else ''} {within}"
            f"{' for ' + grouped if grouped else ''}.",
            severity=one.about.severity,
            confidence=one.about.confidence,
            reason=one.about.reason + ", over several events in the time it gives them",
            techniques=one.about.techniques,
            tactics=tactics_left(one.about),
            first=firing.first,
            last=firing.last,
            count=firing.count,
            actors=meeting.actors,
            targets=meeting.targets,
            places=tuple(
                Place(source=hit.source, record=hit.record, field=name, quote=text[:QUOTE])
                for hit in firing.hits
                for name, text in hit.told or (("", ""),)
            )[:PLACES_KEPT],
            numbers={one.measure: round(firing.number, 3), "threshold": one.count},
            benign=one.about.benign,
            remedy=one.about.remedy,
        )

    def forget(self) -> None:
        """Drop the hits that signals were made of; correlations go on."""
        self._groups = Groups()

    def save(self) -> bytes:
        """Write down what correlations wait for."""
        return self._correlator.save()

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote with the same rules.

        Raises:
            BadInput: it is not that.

        """
        self._correlator.restore(saved)

    def bounds(self) -> Iterator[str]:
        """Say what was dropped because a limit was reached."""
        yield from self._groups.bounds()
        yield from self._correlator.bounds()
