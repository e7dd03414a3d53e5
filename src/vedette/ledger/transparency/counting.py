"""Counting through a ledger once, entry by entry: what happened in a month, and what held at its end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from vedette.ledger.entries import Entry, Kind
from vedette.ledger.transparency.facts import Fact, Noun, fact_of
from vedette.ledger.transparency.periods import Month

_GRANTED: Final = "granted"
_WORD: Final = 60


@dataclass(slots=True)
class Grant:
    """What is known of one application that was granted."""

    wants: str
    until: float
    sector: str = ""


@dataclass(slots=True)
class Tally:
    """Everything counted so far. Entries before the month say what held; those after it are not read."""

    month: Month
    people: set[str] = field(default_factory=set)
    requests: Counter[str] = field(default_factory=Counter)
    """Allowed uses by class."""
    refusals: Counter[str] = field(default_factory=Counter)
    """By rule; one refusal may have several."""
    refused: int = 0
    top_class: Counter[str] = field(default_factory=Counter)
    """Uses of class C4: agreed to by others, or with the glass broken."""
    cases: dict[str, Counter[str]] = field(default_factory=dict)
    """What was done, by what was asked for."""
    decided_in: list[float] = field(default_factory=list)
    """Seconds from asking to the decision."""
    grants: dict[str, Grant] = field(default_factory=dict)
    appeals: Counter[str] = field(default_factory=Counter)
    answered_in: list[float] = field(default_factory=list)
    glass: Counter[str] = field(default_factory=Counter)
    proofs: Counter[str] = field(default_factory=Counter)
    seats: Counter[str] = field(default_factory=Counter)
    """Those that came to stand: agreed to as it takes, or by fewer words while the programme was founded."""
    disclosures: Counter[str] = field(default_factory=Counter)
    fixed_in: list[float] = field(default_factory=list)
    measures: Counter[str] = field(default_factory=Counter)
    lifted: int = 0
    book: Counter[str] = field(default_factory=Counter)
    silent: float = 0.0
    """Seconds in which the service did not run, or signed nothing though it should have."""
    policies: dict[str, float] = field(default_factory=dict)
    """Digest of each policy text, and when it first decided something."""
    statements: list[dict[str, str]] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        if entry.time >= self.month.end:
            return
        inside = self.month.holds(entry.time)
        if entry.policy and inside:
            self.policies.setdefault(entry.policy, entry.time)
        if (fact := fact_of(entry)) is not None:
            self._fact(fact, inside=inside)
        if inside:
            _BY_KIND.get(entry.kind, _nothing)(self, entry)

    def _fact(self, fact: Fact, *, inside: bool) -> None:
        if fact.noun is Noun.CASE:
            _granted(self, fact)
        if inside:
            _BY_NOUN[fact.noun](self, fact)


def _granted(tally: Tally, fact: Fact) -> None:
    """Follow what is granted; whatever else a case comes to ends it."""
    state = fact.told.get("state", "")
    if state == _GRANTED:
        wants, sector = fact.told.get("wants", "")[:_WORD], fact.told.get("sector", "")[:_WORD]
        tally.grants[fact.id] = Grant(wants, fact.number("until"), sector)
    elif state:
        tally.grants.pop(fact.id, None)


def _case(tally: Tally, fact: Fact) -> None:
    wants = fact.told.get("wants", "")[:_WORD]
    act, state = fact.told.get("act", ""), fact.told.get("state", "")
    done = tally.cases.setdefault(wants, Counter())
    if act == "apply":
        done["received"] += 1
    elif state in (_GRANTED, "refused") and act in ("approve", "refuse"):
        done[state] += 1
        tally.decided_in.append(fact.number("waited"))
    elif act in ("withdraw", "revoke", "confirm", "appeal", "overturn", "uphold", "audit"):
        done[act] += 1
        _appealed(tally, act, fact)


def _appealed(tally: Tally, act: str, fact: Fact) -> None:
    """Count an appeal against a decision in a case beside all others."""
    if act == "appeal":
        tally.appeals["received"] += 1
    elif act in ("overturn", "uphold"):
        tally.appeals["overturned" if act == "overturn" else "upheld"] += 1
        tally.answered_in.append(fact.number("waited"))


def _appeal(tally: Tally, fact: Fact) -> None:
    state = fact.told.get("state", "")
    tally.appeals["received" if state == "open" else state] += 1
    if state != "open":
        tally.answered_in.append(fact.number("waited"))


def _glass(tally: Tally, fact: Fact) -> None:
    tally.glass[fact.told.get("state", "")] += 1


def _proof(tally: Tally, fact: Fact) -> None:
    tally.proofs[fact.told.get("kind", "")[:_WORD]] += 1


def _seat(tally: Tally, fact: Fact) -> None:
    if fact.told.get("act") in ("ask", "agree") and fact.told.get("state") == "stands":
        tally.seats["while_founding" if fact.number("founding") else "agreed_to"] += 1


def _disclosure(tally: Tally, fact: Fact) -> None:
    state = fact.told.get("state", "")[:_WORD]
    tally.disclosures[state] += 1
    if state == "fixed":
        tally.fixed_in.append(fact.number("waited"))


def _statement(tally: Tally, fact: Fact) -> None:
    tally.statements.append({"statement": fact.id[:_WORD], **dict(sorted(fact.told.items()))})


_BY_NOUN: Final = {
    Noun.CASE: _case,
    Noun.APPEAL: _appeal,
    Noun.GLASS: _glass,
    Noun.PROOF: _proof,
    Noun.SEAT: _seat,
    Noun.DISCLOSURE: _disclosure,
    Noun.STATEMENT: _statement,
}


def _decided(tally: Tally, entry: Entry) -> None:
    tally.people.add(entry.subject)
    if entry.verdict != "allow":
        tally.refused += 1
        tally.refusals.update(set(entry.reasons))
        return
    tally.requests[entry.risk] += 1
    if entry.risk == "C4":
        tally.top_class["glass_broken" if "notify_org" in entry.obligations else "agreed_by_two"] += 1


def _measured(tally: Tally, entry: Entry) -> None:
    rule = entry.reasons[0] if entry.reasons else ""
    tally.measures[f"{rule} {entry.outcome}".strip()[:_WORD]] += 1


def _lifted(tally: Tally, _entry: Entry) -> None:
    tally.lifted += 1


def _kept(tally: Tally, entry: Entry) -> None:
    unclean = entry.kind is Kind.STARTED and "unclean" in entry.reasons
    tally.book["started_unclean" if unclean else entry.kind.value] += 1
    tally.silent += entry.seconds


def _nothing(_tally: Tally, _entry: Entry) -> None:
    """Count nothing."""


_BY_KIND: Final = {
    Kind.DECIDED: _decided,
    Kind.MEASURED: _measured,
    Kind.LIFTED: _lifted,
    Kind.STARTED: _kept,
    Kind.STOPPED: _kept,
    Kind.LATE: _kept,
    Kind.ERASED: _kept,
}
