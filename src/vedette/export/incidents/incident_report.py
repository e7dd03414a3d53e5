"""The incident report: all of it, from the summary to the appendix."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.core.incidents import Incident
from vedette.export.incidents import chronology, drawings, opening, proof, response
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Heading, Paragraph, Piece, code, plain, soft
from vedette.export.incidents.tables import names, table


def pieces(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return the report, piece by piece."""
    told = opening.explained(context, *opening.ANALYSTS)
    yield from opening.summary(incident, opening.explained(context, *opening.READERS), say)
    yield from response.trouble(incident, context, say)
    yield from opening.key_facts(incident, say)
    yield from drawings.timeline(incident, say)
    yield from chronology.timeline(incident, say)
    yield from proof.hit(incident, say)
    yield from drawings.graph(incident, say)
    yield from _techniques(incident, say)
    yield from proof.indicators(incident, say)
    yield from proof.evidence(incident, say)
    yield from proof.hypotheses(incident, say)
    if incident.actions:
        yield Heading(text=say("heading.actions"))
        yield from response.actions(incident.actions, say, say("caption.actions"))
    yield from response.duties(incident, context, say)
    yield from response.unknowns(incident, told, say)
    yield from response.recommendations(incident, told, say)
    if incident.tasks:
        yield Heading(text=say("heading.tasks"))
        yield from response.tasks(incident.tasks, context, say)
    yield from proof.appendix(incident, told, say)
    yield Paragraph(
        words=soft(
            say(
                "say.made_by",
                findings=f"{len(incident.findings):,}",
                lines=f"{len(incident.timeline):,}",
            )
        )
    )


def _techniques(incident: Incident, say: Say) -> Iterator[Piece]:
    seen = drawings.techniques(incident)
    if not seen:
        return
    yield Heading(text=say("heading.techniques"))
    yield from drawings.matrix(incident, say)
    columns = (("technique", 16), ("name", 34), ("tactics", 28), ("finding", 22))
    rows = [
        (
            code(one.id),
            plain(one.name),
            plain(", ".join(one.tactics)),
            code(names(say, (mark.removeprefix("sha256:")[:8] for mark in one.findings), most=4)),
        )
        for one in seen
    ]
    yield from table(say, say("caption.techniques"), columns, rows)
