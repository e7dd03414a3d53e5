"""Who may not decide about a case, and why: each bar is a rule of its own, and says itself in plain words.

A bar looks at what is written in the case alone, so that it holds for whoever reads the case later.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from vedette.access.programme.actors import Actor


class About(NamedTuple):
    """Whom a decision is about."""

    applicant: Actor
    sponsor: Actor | None = None
    high: bool = False
    """Whether it takes a sponsor: T3, T4, or a capability of class C3 or C4."""
    heard: frozenset[str] = frozenset()
    """People who decided in this before; empty where that does not matter."""
    against: frozenset[str] = frozenset()
    """Organisations of whoever made the decision this is an appeal against; empty where it is none."""


Bar = Callable[[Actor, About], str]
"""Says why somebody may not decide; nothing where this is no reason."""


def no_reviewer(actor: Actor, about: About) -> str:
    """Bar whoever has not the office."""
    del about
    return "" if actor.reviewer else "only a reviewer may do this"


def requester(actor: Actor, about: About) -> str:
    """Bar whoever it is for, under whatever account: the person counts."""
    own = actor.person == about.applicant.person
    return "nobody reviews what they asked for themselves" if own else ""


def inviter(actor: Actor, about: About) -> str:
    """Bar whoever brought the applicant in."""
    brought = bool(about.applicant.inviter) and actor.person == about.applicant.inviter
    return "nobody reviews whom they invited" if brought else ""


def answers_for(actor: Actor, about: About) -> str:
    """Bar whoever answers for the applicant already: they have one voice."""
    own = about.sponsor is not None and actor.person == about.sponsor.person
    return "the sponsor has one voice, and used it" if own else ""


def kin(actor: Actor, about: About) -> str:
    """Bar, high up, whoever is of the applicant's or the sponsor's organisation, by any membership."""
    if not about.high:
        return ""
    theirs = about.applicant.houses | (about.sponsor.houses if about.sponsor is not None else frozenset())
    return "nobody reviews somebody of their own organisation for this" if actor.houses & theirs else ""


def heard(actor: Actor, about: About) -> str:
    """Bar whoever decided in this before."""
    known = actor.person in about.heard
    return "an appeal or a second look goes to somebody who has not decided in this case" if known else ""


def colleague(actor: Actor, about: About) -> str:
    """Bar, high up, colleagues of whoever made the decision an appeal is against."""
    close = about.high and bool(actor.houses & about.against)
    return "an appeal goes to another organisation than the one that decided" if close else ""


BARS: Final[list[Bar]] = [no_reviewer, requester, inviter, answers_for, kin, heard, colleague]
"""All of them, the plainest first."""


def barred(actor: Actor, about: About) -> str:
    """Say why somebody may not decide; nothing where they may."""
    return next((why for bar in BARS if (why := bar(actor, about))), "")
