"""What is asked of a ledger itself: verify it, write it down, prove one entry, have it witnessed."""

from __future__ import annotations

import tempfile
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from vedette.app import ledger_answers as answers
from vedette.app import ledger_requests as asked
from vedette.app.clock import Clock
from vedette.app.directory_answers import LedgerFetched
from vedette.app.directory_requests import FetchLedger
from vedette.app.gate import Work
from vedette.app.ledgers import Book
from vedette.core.errors import BadInput, LimitHit, Unavailable, reason
from vedette.ledger import keys
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.export import export, receipt_text
from vedette.ledger.notes import PrivateKey, PublicKey, public_key
from vedette.ledger.publish import Publisher
from vedette.ledger.verify import Trust, verify, verify_receipt
from vedette.ledger.witness import Answer, Send, collect

FETCHED_MAX: Final = 100_000
"""Entries handed over at once: about fifty megabytes."""
_RECEIPT_MAX: Final = 1 << 20
_ANSWER_MAX: Final = 1 << 16
_WAIT: Final = 10.0
_LOCAL: Final = frozenset(("127.0.0.1", "::1", "localhost"))
WITNESSES: Final = "witnesses"
"""The file beside the ledger that lists them: an address and a public key a line."""


def key_of(book: Book) -> PrivateKey:
    """Return the key a ledger is signed with; made the first time it is asked for.

    Raises:
        BadInput: others than this user can read it.

    """
    path = book.folder / "key"
    if not path.exists():
        with suppress(BadInput):  # another process made it first
            return keys.create(path, book.origin)
    return keys.load(path)


def publisher_of(book: Book) -> Publisher:
    """Return what signs where a ledger stands.

    Raises:
        Unavailable: it does not go on from what was signed last.

    """
    return Publisher(book.ledger, key_of(book), book.slots)


@dataclass(frozen=True, slots=True)
class Bookkeeping:
    """Verifying, exporting and witnessing, for the ledger of this machine or of a service."""

    book: Book
    clock: Clock

    def verify(self, request: asked.VerifyLedger, work: Work) -> answers.LedgerChecked:
        """Verify an export or a receipt; asks no server and reads nothing else."""
        del work
        if not request.path.exists():
            raise BadInput(
                f"{request.path}: no such export or receipt", hint="give a folder, .zip or receipt"
            )
        trust = Trust(
            key=request.trust[0] if request.trust else "",
            witnesses=request.witnesses,
            quorum=request.quorum,
            earlier=(request.earlier.read_bytes(),) if request.earlier else (),
        )
        if request.path.is_dir() or request.path.suffix == ".zip":
            result = verify(request.path, trust)
        else:
            result = verify_receipt(request.path.read_bytes()[:_RECEIPT_MAX], trust)
        return answers.LedgerChecked(ok=result.ok, entries=result.size, problems=result.problems)

    def export(self, request: asked.ExportLedger, work: Work) -> answers.LedgerWritten:
        """Write the ledger down as it is now; as the witnesses last saw it, where there are any."""
        del work
        return answers.LedgerWritten(path=str(request.folder), entries=self._export(request.folder))

    def fetch(self, request: FetchLedger, work: Work) -> LedgerFetched:
        """Hand the ledger over as one archive, as long as it is not too long to be held in memory."""
        del request, work
        if (size := self.book.ledger.size()) > FETCHED_MAX:
            raise LimitHit(
                f"the ledger has {size} entries, more than {FETCHED_MAX}",
                hint="export it where it lies: VEDETTE_DATA_DIR=DATA/service vedette ledger export FOLDER",
            )
        with tempfile.TemporaryDirectory(prefix="vedette-") as place:
            path = Path(place) / "ledger.zip"
            entries = self._export(path)
            return LedgerFetched(entries, path.read_bytes())

    def _export(self, path: Path) -> int:
        """Write the ledger down; return how many entries there are."""
        publisher = publisher_of(self.book)
        witnesses = [*_witnesses(self.book)] if (self.book.folder / WITNESSES).exists() else []
        note = publisher.witnessed() or publisher.publish(self._now())
        export(self.book.ledger, note, [key_of(self.book).public, *witnesses], path)
        return checkpoint_of(note).size

    def receipt(self, request: asked.ShowReceipt, work: Work) -> answers.ReceiptShown:
        """Prove that an entry is in the ledger; entries hold no personal data, so anyone may ask."""
        del work
        publisher = publisher_of(self.book)
        note = publisher.latest()
        if note is None or checkpoint_of(note).size <= request.index:
            note = publisher.publish(self._now())
        return answers.ReceiptShown(receipt=receipt_text(self.book.ledger, request.index, note).decode())

    def witness(self, request: asked.AskWitnesses, work: Work) -> answers.Witnessed:
        """Have each witness that is listed sign the ledger as it is."""
        del request, work
        return ask_all(self.book, self._now())

    def _now(self) -> float:
        return self.clock.now().timestamp()


def ask_all(book: Book, now: float) -> answers.Witnessed:
    """Sign the ledger as it is, and have every listed witness sign that.

    Raises:
        BadInput: none is listed, or the list cannot be read.

    """
    publisher = publisher_of(book)
    note = publisher.publish(now)
    listed = _witnesses(book)
    collected = collect(book.ledger, note, listed, book.slots)
    publisher.cosigned(collected.note)
    refused = {
        one.witness: f"{one.witness}: {one.status or 'no answer'} {one.why}" for one in collected.problems
    }
    signed = tuple(one.name for one in listed if one.name not in refused)
    return answers.Witnessed(size=checkpoint_of(note).size, signed=signed, refused=tuple(refused.values()))


def _witnesses(book: Book) -> dict[PublicKey, Send]:
    path = book.folder / WITNESSES
    if not path.exists():
        raise BadInput(f"no witness is listed in {path}", hint="a line each: https://… and its public key")
    found: dict[PublicKey, Send] = {}
    for line in path.read_text("utf-8").splitlines():
        url, _, key = line.strip().partition(" ")
        if url:
            found[public_key(key.strip())] = _sender(url)
    return found


def _sender(url: str) -> Send:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise BadInput(f"{url[:100]!r} is no address of a witness", hint="https://…/add-checkpoint")

    def send(body: bytes) -> Answer:
        request = urllib.request.Request(url, body, {"Content-Type": "text/plain"})  # noqa: S310 - checked
        try:
            with urllib.request.urlopen(request, timeout=_WAIT) as answer:  # noqa: S310 - checked
                return Answer(answer.status, answer.read(_ANSWER_MAX).decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read(_ANSWER_MAX).decode("utf-8", "replace"))
        except OSError as error:
            raise Unavailable(f"{url} does not answer: {reason(error)}", hint="try again later") from error

    return send
