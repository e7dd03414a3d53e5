"""An incident as a document: which pieces a kind of report has, what stands on every page of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from vedette.core.incidents import Incident, Tlp
from vedette.export.incidents import handover, incident_report, lessons, one_pager
from vedette.export.incidents.asked import Context, ReportKind
from vedette.export.incidents.labels import Say, labels
from vedette.export.incidents.pieces import Document, Picture, Piece
from vedette.export.incidents.spans import when
from vedette.export.incidents.tables import note
from vedette.export.incidents.walking import changed

_Pieces = Callable[[Incident, Context, Say], Iterator[Piece]]
_KINDS: Final[Mapping[ReportKind, _Pieces]] = {
    ReportKind.INCIDENT: incident_report.pieces,
    ReportKind.EXECUTIVE: one_pager.pieces,
    ReportKind.HANDOVER: handover.pieces,
    ReportKind.LESSONS: lessons.pieces,
}
_LONGEST: Final = 1_000
"""Characters of one text: nobody reads more in a cell, and pages take time to set."""
_LONGEST_TITLE: Final = 160
_LONGEST_ID: Final = 60
_MEANS: Final = {
    Tlp.CLEAR: "clear",
    Tlp.GREEN: "green",
    Tlp.AMBER: "amber",
    Tlp.AMBER_STRICT: "amber_strict",
    Tlp.RED: "red",
}


def document(
    incident: Incident, kind: ReportKind, context: Context, left_out: tuple[str, ...] = ()
) -> Document:
    """Put a report together. `left_out`: what this reader does not get, in words."""
    say = labels(context.language)
    said = [note(say("heading.redaction"), *left_out)] if left_out else []
    return Document(
        title=_cut(incident.title or incident.id, _LONGEST_TITLE),
        kind=say(f"kind.{kind}"),
        language=say.language,
        tlp=incident.tlp.value,
        tlp_means=say(f"tlp.{_MEANS[incident.tlp]}"),
        made=say("page.made", when=f"{when(context.made_at, say)} UTC"),
        made_at=context.made_at,
        footer=say("page.footer", id=_cut(incident.id, _LONGEST_ID), version=incident.version),
        page_words=say("page.page"),
        figure_words=say("say.figure"),
        blank_words=say("say.blank"),
        text_words=say("say.in_words"),
        one_page=kind is ReportKind.EXECUTIVE,
        pieces=tuple(map(_bounded, (*_KINDS[kind](incident, context, say), *said))),
    )


def _bounded(piece: Piece) -> Piece:
    # A figure has bounds of its own, and half of one is none.
    return piece if isinstance(piece, Picture) else changed(piece, _cut)


def _cut(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
