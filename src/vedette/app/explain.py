"""Explain a report or an incident to somebody: read it, let the engine speak, add the words a page needs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import DecodeError, Raw, Struct, json

from vedette.app.jobs import Job
from vedette.app.requests import ExplainReport
from vedette.app.results import ReportExplained
from vedette.app.tools import Tools
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident
from vedette.core.limits import MIB
from vedette.core.nouns import Report
from vedette.explain.explaining import explain
from vedette.explain.words.texts import load

_MOST: Final = 512 * MIB
_HINT: Final = "give a report made with --format json, or an incident as JSON"
_EMPTY: Final = Raw(b"")


class _Peek(Struct):
    engine: Raw = _EMPTY
    timeline: Raw = _EMPTY


def run(tools: Tools, request: ExplainReport, job: Job) -> ReportExplained:
    """Explain it.

    Raises:
        BadInput: there is nothing to explain, or no such language.

    """
    job.check()
    texts = load(request.language)
    subject = tools.last.load() if request.subject is None else read_subject(request.subject)
    made = explain(subject, request.audience, request.language)
    words = {
        **texts.labels,
        "severity": texts.severities[made.severity.value],
        "confidence": texts.levels[made.confidence.value],
    }
    return ReportExplained(explanation=made, words=words)


def read_subject(path: Path) -> Report | Incident:
    """Read a report or an incident written as JSON; which of both it is, its fields say.

    Raises:
        BadInput: there is none, or it is neither.

    """
    try:
        if path.stat().st_size > _MOST:
            raise BadInput(f"{path}: larger than {_MOST} bytes", hint="is it a report?")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint=_HINT) from error
    try:
        peek = json.decode(data, type=_Peek)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{path}: neither a report nor an incident: {error}", hint=_HINT) from error
    if bytes(peek.timeline) and not bytes(peek.engine):
        return codec.load(data, Incident, name=str(path))
    return codec.load(data, Report, name=str(path))
