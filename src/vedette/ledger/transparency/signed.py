"""What the ledger's key signs of a report: which ledger, which month, and the digest of the report's bytes.

The first line is no ledger's name, so that it can never be taken for a checkpoint.
"""

from __future__ import annotations

import hashlib

from vedette.core.errors import BadInput
from vedette.ledger.notes import Note, PrivateKey, PublicKey, parse, signers
from vedette.ledger.transparency.report import FORMAT, Report


def statement(report: Report, page: bytes) -> bytes:
    """Return the text that is signed about a report."""
    head = report.ledger
    digest = hashlib.sha256(page).hexdigest()
    return f"{FORMAT}\n{head.origin}\n{report.month}\n{head.size} {head.root}\nsha256:{digest}\n".encode()


def signed(report: Report, page: bytes, key: PrivateKey) -> bytes:
    """Sign a report with the key of its ledger; return the note to publish beside it.

    Raises:
        BadInput: the key is another ledger's.

    """
    if report.ledger.origin != key.public.name:
        raise BadInput(
            f"{key.public.name} cannot sign for {report.ledger.origin}", hint="use the ledger's own key"
        )
    body = statement(report, page)
    return Note(body, (key.sign(body),)).text()


def holds(note: bytes, report: Report, page: bytes, key: PublicKey) -> bool:
    """Tell whether a note says of a report what it is, signed by a key.

    Raises:
        BadInput: it is no note.

    """
    found = parse(note)
    return found.body == statement(report, page) and key in signers(found, [key])
