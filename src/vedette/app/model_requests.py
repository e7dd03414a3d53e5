"""What can be asked of named models. Which profile answers is the capability's to say, not the request's."""

from __future__ import annotations

from msgspec import Struct

from vedette.app import model_answers as answers
from vedette.app.asking import Request
from vedette.core.dialogue import Ask


class UseModel(Request[answers.Spoken], Struct, frozen=True, kw_only=True):
    """Have a model answer; where the job is a `Conversation`, what it says is heard as it comes."""

    ask: Ask


class CountTokens(Request[answers.Counted], Struct, frozen=True, kw_only=True):
    """Estimate how many tokens a question has for a named model, without asking it."""

    model: str
    ask: Ask


class ListProfiles(Request[answers.Profiles], Struct, frozen=True, kw_only=True):
    """List the named models: which the caller may use now, and what it would take for the others."""
