"""Drives an agent that speaks: the real driver, a script for a model, and what a test says is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vedette.agents.effects import Steps
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Allowance, Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job
from vedette.app.narrateevents import Asking
from vedette.app.narratequery import Known
from vedette.core.dialogue import Ask, LanguageModel, ModelRole
from vedette.models.scripted import Said, Scripted

T = TypeVar("T")
Script = list[Said] | Callable[[Ask], Said]


def told(steps: Steps[T], script: Script, known: Known | None = None) -> tuple[Driven[T], Scripted]:
    """Run an agent with a script; return what came of it, and the model with what it was asked."""
    model = Scripted(script)
    models: dict[ModelRole, LanguageModel] = dict.fromkeys(ModelRole, model)
    doing = Asking(models, known if known is not None else Known(None, None))
    return drive(steps, doing, Journal(), Budget(allowance=Allowance()), Job()), model


def alone(steps: Steps[T]) -> Driven[T]:
    """Run an agent nobody lent a model to."""
    return drive(steps, Asking({}, Known(None, None)), Journal(), Budget(), Job())
