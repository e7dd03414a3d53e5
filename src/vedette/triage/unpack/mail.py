"""The parts of a mail: attachments under their names, bodies as pages and texts, mails within it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.flat import unwrapped
from vedette.triage.documents.formats.letters import letter, pieces
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_BODIES = {"text/html": "body.html", "text/plain": "body.txt", "message/rfc822": "message.eml"}


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield every part that holds something."""
    mail = letter(sample.data)
    if mail is None:
        yield Skipped(what=sample.name, why="this mail cannot be read")
        return
    for number, piece in enumerate(pieces(mail, allowance), 1):
        if piece.data.strip():
            yield Member(
                piece.name or _BODIES.get(piece.type, f"part{number}"), unwrapped(piece.data, allowance)
            )
