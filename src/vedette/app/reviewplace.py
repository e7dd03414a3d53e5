"""Puts a reviewer's desk together from the parts of a service: every kind of thing that waits is a source."""

from __future__ import annotations

from vedette.access.identity.sittings import Sittings
from vedette.access.programme.appeals import Against, Appeals
from vedette.app import reviewsources as sources
from vedette.app.appealing import Appealing, Ground, OfHeldTexts, OfMeasures, OfRefusals
from vedette.app.ledgers import Book
from vedette.app.parts import Parts
from vedette.app.proofplace import marks
from vedette.app.reviewdesk import ReviewDesk


def appealing(parts: Parts, book: Book) -> Appealing:
    """Return what takes appeals against anything that no application led to."""
    grounds: dict[Against, Ground] = {
        Against.MEASURE: OfMeasures(parts.measures),
        Against.HELD: OfHeldTexts(parts.held),
        Against.REFUSAL: OfRefusals(book),
    }
    return Appealing(Appeals(parts.documents, parts.ties.orgs), grounds)


def placed(parts: Parts, book: Book) -> ReviewDesk:
    """Return the desk."""
    found = appealing(parts, book)
    return ReviewDesk(
        applications=parts.applications,
        appealing=found,
        people=parts.people,
        ties=parts.ties,
        sources=(
            sources.cases(parts.applications),
            sources.approvals(parts.approvals),
            sources.emergencies(parts.glass),
            sources.letters(parts.proofs),
            sources.seats(parts.seats),
            sources.appeals(found.appeals),
            sources.held(parts.held),
            sources.appointments(parts.appointments),
            sources.sittings(Sittings(parts.documents)),
            sources.measures(parts.measures),
        ),
        shared=marks(parts).shared,
        clock=parts.chosen.clock,
    )
