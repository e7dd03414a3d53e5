"""Reports of incidents: four kinds of report in three forms, and what may be shared in other formats.

`written` is all a caller needs: it leaves out what the reader must not see, puts the report together and
writes it down. It asks nobody for the time: `Context.made_at` says when it is.
"""

from __future__ import annotations

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
)


def written(incident: Incident, kind: ReportKind, form: Form, context: Context) -> bytes:
    """Return a report as Markdown, HTML (both UTF-8) or PDF.

    Raises:
        BadInput: the language is not there, or PDF is asked for and its library is not installed.
        Refused: the marking of the incident does not let it travel as far as the reader is.

    """
    # Templates and the typesetter take longer to load than a short answer.
    from vedette.export.incidents.writing import document  # noqa: PLC0415

    made = document(incident, kind, context)
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
    "written",
]
