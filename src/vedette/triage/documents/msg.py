"""Facts about an Outlook message: who it is from, and what it carries."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.compound import streams
from vedette.triage.documents.formats.letters import Party, header, letter, parties
from vedette.triage.documents.formats.outlook import attachments, text
from vedette.triage.documents.mail import attached
from vedette.triage.documents.senders import differences, failures
from vedette.triage.fact import Fact
from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what its properties say."""
    found = streams(sample.data, allowance)
    headers = letter(text(found, "007D").encode("utf-8", "replace"))
    sender = Party(shown=text(found, "0C1A"), address=text(found, "5D01") or text(found, "0C1F"))
    if headers is not None:
        yield from differences(sample, sender, parties(headers, "Reply-To"))
        yield from failures(sample, header(headers, "Authentication-Results"))
    for one in attachments(found):
        yield from attached(sample, one.name, one.data)
