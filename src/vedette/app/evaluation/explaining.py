"""Explanations measured: of each sentence, whether what it claims is in what was found."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.agents.gates import entity, number, severity, state, verdict
from vedette.agents.gates.exhibits import Ground, of_attack, of_finding, of_judgement
from vedette.agents.untrusted.framing import framed
from vedette.app.asking import Request
from vedette.app.desk_requests import LookAtText
from vedette.app.model_requests import UseModel
from vedette.app.narrate_requests import NarrateReport
from vedette.app.requests import ExplainReport
from vedette.core import codec
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.core.evaluations import Arm, Case
from vedette.core.explanations import Explanation
from vedette.core.nouns import Report
from vedette.models.profiles import profile

_MOST: Final = 12
"""Exhibits a sentence may rest on."""
_TOKENS: Final = 800
_ASKS: Final = (
    "Explain what was found to somebody who is not technical: what happened, why it matters, what to do. "
    "Say only what the findings say. Answer with JSON only: at most eight sentences."
)


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model says of findings."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explainer:
    """Has something explained, and reads each sentence."""

    run: Callable[[str, Request[Any]], Any]
    profile: str

    def unsupported(self, case: Case, text: str, arm: Arm, repeat: int) -> tuple[list[str], int, int]:
        """Return why sentences do not stand, how many there were, and the tokens that took."""
        report: Report = self.run("text.look", LookAtText(text=text, sort=case.sort)).report
        tokens = 0
        if arm is Arm.MODEL:
            told, tokens = self._told(report, repeat)
        else:
            told = self._explained(report, arm)
        ground = grounded(report)
        faults = [why for one in told if (why := false(one, ground))]
        return faults, len(told), tokens

    def _told(self, report: Report, repeat: int) -> tuple[list[str], int]:
        findings = msgspec.json.encode([_plain(one) for one in msgspec.to_builtins(report.findings)[:_MOST]])
        reply = self.run(
            profile(self.profile).capability, UseModel(ask=_asked(findings.decode(), repeat))
        ).reply
        tokens = reply.usage.prompt + reply.usage.completion
        try:
            return list(msgspec.json.decode(reply.text, type=Told).sentences), tokens
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return [], tokens

    def _explained(self, report: Report, arm: Arm) -> list[str]:
        with tempfile.TemporaryDirectory(prefix="vedette-eval-") as folder:
            subject = Path(folder) / "report.json"
            subject.write_bytes(codec.dump(report))
            if arm is Arm.ENGINES:
                made = self.run("report.explain", ExplainReport(subject=subject))
            else:
                made = self.run("report.narrate", NarrateReport(subject=subject, profile=self.profile))
        return list(_sentences(made.explanation))


def grounded(report: Report) -> Ground:
    """Return what sentences about a report may rest on."""
    taken = (
        *(of_finding(f"F{number}", one) for number, one in enumerate(report.findings, 1)),
        *(of_judgement(f"J{number}", one) for number, one in enumerate(report.judgements, 1)),
        *(of_attack(f"A{number}", one) for number, one in enumerate(report.attacks, 1)),
    )
    return Ground(exhibits={one.id: one for one in taken})


def false(text: str, ground: Ground) -> str:
    """Say what a sentence claims that nothing shows: a name, number, deed, verdict, degree; or nothing."""
    ids = tuple(ground.exhibits)
    cited = ground.cited(ids)
    return (
        entity.fault(text, cited, ground.language)
        or number.fault(text, cited, ground.language)
        or state.fault(text, ids, ground)
        or verdict.fault(text, ids, ground)
        or severity.fault(text, ids, ground)
    )


def _sentences(made: Explanation) -> Iterable[str]:
    """Yield what is said of the findings; steps are advice, and rest on the knowledge."""
    for section in made.sections:
        if section.slot.value in {"happened", "matters", "sure"}:
            yield from (one.text for one in section.sentences)


def _plain(finding: dict[str, Any]) -> dict[str, Any]:
    return {
        key: finding[key] for key in ("title", "message", "severity", "confidence", "reason", "weaknesses")
    }


def _asked(findings: str, repeat: int) -> Ask:
    return Ask(
        messages=(
            Message(speaker=Speaker.SYSTEM, text=_ASKS),
            Message(speaker=Speaker.USER, text=framed(findings, "findings")),
        ),
        schema={
            "type": "object",
            "properties": {"sentences": {"type": "array", "items": {"type": "string"}, "maxItems": 8}},
            "required": ["sentences"],
            "additionalProperties": False,
        },
        most=_TOKENS,
        seed=repeat,
    )
