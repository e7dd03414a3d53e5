"""What of an incident an event changes, by name: two people may change two of these at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from vedette.respond import events as happened
from vedette.respond.events import What

_FIXED: Final[dict[type, str]] = {
    happened.Retitled: "title",
    happened.SeveritySet: "severity",
    happened.StatusSet: "status",
    happened.Resolved: "resolution",
    happened.TlpSet: "tlp",
    happened.LeadSet: "lead",
}
_NAMED: Final[dict[type, Callable[[Any], str]]] = {
    happened.EntitySet: lambda one: f"{one.state.entity.kind} {one.state.entity.name}",
    happened.LineChanged: lambda one: f"line {one.id}",
    happened.LineDropped: lambda one: f"line {one.id}",
    happened.HypothesisSet: lambda one: f"hypothesis {one.hypothesis.id}",
    happened.TaskChanged: lambda one: f"task {one.id}",
    happened.IndicatorSet: lambda one: f"indicator {one.watched.indicator.value}",
    happened.ActionApproved: lambda one: f"action {one.id}",
    happened.ActionMoved: lambda one: f"action {one.id}",
    happened.DutySet: lambda one: f"duty {one.duty.id}",
    happened.Answered: lambda one: f"answer to {one.question}",
    happened.MilestoneSet: lambda one: f"milestone {one.milestone}",
}
_LONGEST: Final = 200


def field_of(what: What) -> str:
    """Return what is changed; empty where the event only adds."""
    fixed = _FIXED.get(type(what))
    if fixed is not None:
        return fixed
    named = _NAMED.get(type(what))
    return named(what).replace("\0", "")[:_LONGEST] if named is not None else ""
