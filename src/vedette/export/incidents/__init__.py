"""Reports of incidents: four kinds of report in three forms, and what may be shared in other formats.

`written` is all a caller needs: it leaves out what the reader must not see, puts the report together and
writes it down. It asks nobody for the time: `Context.made_at` says when it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from msgspec.structs import replace

from vedette.core.explanations import Explanation
from vedette.core.incidents import Incident
from vedette.export.incidents.asked import (
    EXECUTIVE,
    OUTSIDE,
    TEAM,
    Context,
    Form,
    Measure,
    Reach,
    Reader,
    ReportKind,
    Role,
    Share,
)
from vedette.export.incidents.pieces import Document

Explaining: TypeAlias = Callable[[Incident], tuple[Explanation, ...]]
"""Explains an incident to every reader."""


def written(
    incident: Incident, kind: ReportKind, form: Form, context: Context, explaining: Explaining | None = None
) -> bytes:
    """Return a report as Markdown, HTML (both UTF-8) or PDF.

    `explaining` explains what is left of the incident for its reader, in place of the context's explanations:
    in those only names can be replaced, and some names are words.

    Raises:
        BadInput: the language is not there, or PDF is asked for and its library is not installed.
        Refused: the marking of the incident does not let it travel as far as the reader is.

    """
    made = _document(incident, kind, context, explaining)
    match form:
        case Form.MARKDOWN:
            from vedette.export.incidents import markdown  # noqa: PLC0415

            return markdown.render(made).encode("utf-8", "replace")
        case Form.HTML:
            from vedette.export.incidents import html  # noqa: PLC0415

            return html.render(made).encode("utf-8", "replace")
        case Form.PDF:
            from vedette.export.incidents import pdf  # noqa: PLC0415

            return pdf.render(made)


def drawn(incident: Incident, context: Context) -> dict[str, bytes]:
    """Return the figures as SVG by their names: timeline, graph, matrix; none that would show nothing.

    Raises:
        Refused: the marking of the incident does not let it travel as far as the reader is.

    """
    from vedette.export.incidents import drawings  # noqa: PLC0415
    from vedette.export.incidents.labels import labels  # noqa: PLC0415
    from vedette.export.incidents.redaction import redaction  # noqa: PLC0415

    kept = redaction(incident, context, context.reader or TEAM).incident
    say = labels(context.language)
    made = {
        "timeline": drawings.draw_timeline(kept, say),
        "graph": drawings.draw_graph(kept, say),
        "matrix": drawings.draw_matrix(kept, say),
    }
    return {name: one.svg.encode("utf-8", "replace") for name, one in made.items() if one is not None}


def shared(incident: Incident, how: Share, context: Context) -> bytes:
    """Return what others may look for, as JSON; without a reader it names nobody who was hit.

    Raises:
        Refused: the marking of the incident does not let it travel as far as the reader is.

    """
    from vedette.export.incidents import navigator, stix  # noqa: PLC0415
    from vedette.export.incidents.redaction import redaction  # noqa: PLC0415
    from vedette.export.incidents.sharing import farthest  # noqa: PLC0415

    usual = Reader(role=Role.OUTSIDE, reach=farthest(incident.tlp))
    kept = redaction(incident, context, context.reader or usual).incident
    return stix.render(kept) if how is Share.STIX else navigator.render(kept)


def redacted(incident: Incident, reader: Reader, language: str = "en") -> Incident:
    """Return what a reader may see of an incident; what cannot be read cannot be written either.

    Raises:
        Refused: the marking of the incident does not let it travel as far as the reader is.

    """
    from vedette.export.incidents import redaction  # noqa: PLC0415

    return redaction.redacted(incident, reader, language)


def _document(
    incident: Incident, kind: ReportKind, context: Context, explaining: Explaining | None
) -> Document:
    # Templates, figures and patterns take longer to load than a short answer.
    from vedette.export.incidents.redaction import redaction  # noqa: PLC0415
    from vedette.export.incidents.writing import document  # noqa: PLC0415

    usual = EXECUTIVE if kind is ReportKind.EXECUTIVE else TEAM
    if explaining is not None:
        context = replace(context, explanations=())
    kept = redaction(incident, context, context.reader or usual)
    about = kept.context
    if explaining is not None:
        about = replace(about, explanations=explaining(kept.incident))
    return document(kept.incident, kind, about, kept.left_out)


__all__ = [
    "EXECUTIVE",
    "OUTSIDE",
    "TEAM",
    "Context",
    "Form",
    "Measure",
    "Reach",
    "Reader",
    "ReportKind",
    "Role",
    "Share",
    "drawn",
    "redacted",
    "shared",
    "written",
]
