"""The papers of an incident: explanations for each reader, reports in each form, what others can load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from msgspec.structs import replace

from vedette.app.incidents import By, IncidentBook
from vedette.app.render import Look
from vedette.app.respond_requests import Paper
from vedette.app.results import ReportExplained
from vedette.app.written import Written, written
from vedette.core import codec
from vedette.core.errors import VedetteError
from vedette.core.explanations import Audience, Explanation
from vedette.core.incidents import Incident
from vedette.explain.explaining import explain
from vedette.explain.words.texts import load
from vedette.export import incidents as reports
from vedette.export.incidents.asked import Context, Form, Measure, Reader, ReportKind
from vedette.respond.clocks.counting import spoken
from vedette.respond.measures import Measures, measured, spans_of

MEDIA: Final = {
    Form.MARKDOWN: ("md", "text/markdown; charset=utf-8"),
    Form.HTML: ("html", "text/html; charset=utf-8"),
    Form.PDF: ("pdf", "application/pdf"),
}
_ASKED: Final = (
    (ReportKind.INCIDENT, (Form.PDF, Form.HTML, Form.MARKDOWN), "the whole report"),
    (ReportKind.EXECUTIVE, (Form.PDF, Form.HTML), "one page for those who decide"),
    (ReportKind.HANDOVER, (Form.MARKDOWN,), "for the next shift"),
    (ReportKind.LESSONS, (Form.MARKDOWN,), "for the meeting afterwards"),
)
_READERS: Final = {
    Audience.EXECUTIVE: "those who decide",
    Audience.GENERALIST: "whoever looks after the computers",
    Audience.ANALYST: "analysts",
    Audience.DEVELOPER: "developers",
}
_SPANS: Final = {
    "detect": "Time to detect",
    "acknowledge": "Time to acknowledge",
    "contain": "Time to contain",
    "recover": "Time to recover",
    "close": "Time to close",
}


Told: TypeAlias = tuple[Incident, tuple[Explanation, ...]]
"""An incident, and how it is explained to every reader."""


@dataclass(frozen=True, slots=True)
class Made:
    """A paper, and what is in it; without a name where it could not be made."""

    paper: Paper
    data: bytes


def context(book: IncidentBook, by: By, incident: Incident, language: str) -> Context:
    """Return what reports need beside the incident."""
    return Context(
        made_at=book.now(),
        explanations=explaining(language)(incident),
        measures=tuple(_measures(incident, measured(book.cards(by), book.now()))),
        language=language,
    )


def explaining(language: str, *known: Told) -> reports.Explaining:
    """Return what explains an incident to every reader; reports ask it about what a reader may see.

    Most readers may see the same: what was explained, or is `known`, is not explained again.
    """
    told = list(known)

    def explained_to_all(incident: Incident) -> tuple[Explanation, ...]:
        found = next((made for one, made in told if one == incident), None)
        if found is None:
            found = tuple(explain(incident, one, language) for one in Audience)
            told.append((incident, found))
        return found

    return explained_to_all


def papers(incident: Incident, about: Context) -> Iterator[Made]:
    """Yield every paper; one that cannot be made here is left out and said so in its place."""
    for one in about.explanations:
        page = written(explained(one, about.language), Written.MARKDOWN, Look())
        what = f"in plain words, for {_READERS[one.audience]}"
        yield Made(Paper(name=f"explained-{one.audience.value}.md", what=what), page)
    explains = explaining(about.language, (incident, tuple(about.explanations)))
    for kind, forms, what in _ASKED:
        for form in forms:
            yield from _report(incident, about, (kind, form, what), explains)
    yield Made(
        Paper(name="incident.json", what="all of it, for vedette explain and other programs"),
        codec.dump_pretty(incident),
    )


def _report(
    incident: Incident,
    about: Context,
    asked: tuple[ReportKind, Form, str],
    explains: reports.Explaining,
) -> Iterator[Made]:
    kind, form, what = asked
    try:
        data = reports.written(incident, kind, form, about, explains)
    except VedetteError as error:  # the library for PDF is an extra; a marking may forbid a reader
        yield Made(Paper(name="", what=f"no {kind.value} report as {form.value}: {error}"), b"")
        return
    yield Made(Paper(name=f"{kind.value}.{MEDIA[form][0]}", what=what), data)


def report(incident: Incident, about: Context, kind: ReportKind, form: Form, reader: Reader | None) -> bytes:
    """Write one report.

    Raises:
        BadInput: the form or the language is not there.
        Refused: the marking does not let it travel as far as the reader is.

    """
    return reports.written(incident, kind, form, replace(about, reader=reader), explaining(about.language))


def explained(made: Explanation, language: str) -> ReportExplained:
    """Return an explanation with the words a page around it needs."""
    texts = load(language)
    words = {
        **texts.labels,
        "severity": texts.severities[made.severity.value],
        "confidence": texts.levels[made.confidence.value],
    }
    return ReportExplained(explanation=made, words=words)


def _measures(incident: Incident, all_: Measures) -> Iterator[Measure]:
    for name, seconds in spans_of(incident.milestones).items():
        usual = all_.all.spans[name].median if name in all_.all.spans else None
        if seconds is not None:
            yield Measure(
                name=_SPANS[name],
                value=spoken(seconds),
                usual=spoken(usual) if usual is not None and all_.all.incidents > 1 else "",
            )
