"""Facts about a mail: who it is from, and what it carries. What its pages say is told of them."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.letters import header, letter, parties, pieces
from vedette.triage.documents.names import runs, surprises
from vedette.triage.documents.places import fact
from vedette.triage.documents.senders import differences, failures
from vedette.triage.fact import Act, Fact
from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what its headers and the names of its attachments say."""
    mail = letter(sample.data)
    if mail is None:
        return
    for sender in parties(mail, "From")[:1]:
        yield from differences(sample, sender, parties(mail, "Reply-To"))
    yield from failures(sample, header(mail, "Authentication-Results"))
    for piece in pieces(mail, allowance):
        yield from attached(sample, piece.name, piece.data)


def attached(sample: Sample, name: str, data: bytes) -> Iterator[Fact]:
    """Yield what an attachment is, where its name or its content says that it runs or misleads."""
    if name and runs(name, data):
        yield fact(
            sample, Act.EMBEDS, name, f"carries a program to open: {name}", how="attachment", target=name
        )
    for says in surprises(name, data) if name else ():
        yield fact(sample, Act.DIFFERS, name, f"{name}: {says}", how="attachment", target=name)
