import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.toys import NOON, OWNER, still
from vedette.access.nouns import Decision, Verdict
from vedette.app import bookkeeping, ledgerwork
from vedette.app import ledger_requests as asked
from vedette.app.bookkeeping import WITNESSES, Bookkeeping, ask_all, key_of, publisher_of
from vedette.app.directory_requests import FetchLedger
from vedette.app.gate import Work
from vedette.app.jobs import Job
from vedette.app.ledgers import Book
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.ledger import publish
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.log import Ledger
from vedette.ledger.notes import Algorithm, PrivateKey
from vedette.ledger.slots import Memory as Slots
from vedette.ledger.store import Memory
from vedette.ledger.witness import Answer, Witness

NOW = NOON.timestamp()
SEEN_BY = PrivateKey("clinic.example", Algorithm.COSIGNATURE, bytes(range(32)))
DECISION = Decision(id="d", verdict=Verdict.ALLOW, reasons=(), policy="p", made=NOW, expires=NOW)
WORK = Work(Job(), OWNER, DECISION)


@pytest.fixture
def book(tmp_path: Path) -> Book:
    made = Book(Ledger(Memory()), Slots(), tmp_path / "ledger", "vedette.example")
    for _ in range(5):
        publish.start(made.ledger, NOW)
    return made


def test_a_ledger_that_is_not_too_long_is_handed_over_as_one_archive(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Bookkeeping(book, still())
    found = keeping.fetch(FetchLedger(), WORK)
    assert found.counts() == {"entries": 5}
    (tmp_path / "ledger.zip").write_bytes(found.archive)
    trust = (key_of(book).public.text(),)
    checked = keeping.verify(asked.VerifyLedger(path=tmp_path / "ledger.zip", trust=trust), WORK)
    assert (checked.ok, checked.entries) == (True, 5)
    monkeypatch.setattr(bookkeeping, "FETCHED_MAX", 4)
    with pytest.raises(LimitHit, match="5 entries, more than 4"):
        keeping.fetch(FetchLedger(), WORK)


@contextmanager
def answering(answer: Callable[[bytes], Answer]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(said.status)
            self.end_headers()
            self.wfile.write(said.body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/add-checkpoint"
        server.shutdown()
        thread.join()


def listed(book: Book, *urls: str) -> None:
    key_of(book)
    lines = [f"{url} {SEEN_BY.public.text()}" for url in urls]
    (book.folder / WITNESSES).write_text("\n".join([*lines, "", ""]))


def test_the_key_is_made_once_and_named_after_the_service(book: Book) -> None:
    assert key_of(book).public == key_of(book).public
    assert key_of(book).public.name == "vedette.example"
    assert (book.folder / "key").stat().st_mode & 0o077 == 0


def test_a_key_others_can_read_is_not_used(book: Book) -> None:
    key_of(book)
    (book.folder / "key").chmod(0o644)
    with pytest.raises(BadInput):
        publisher_of(book)


def test_an_export_verifies_with_its_key_and_not_with_another(book: Book, tmp_path: Path) -> None:
    work = Bookkeeping(book, still())
    for name in ("folder", "file.zip"):
        written = work.export(asked.ExportLedger(folder=tmp_path / name), WORK)
        assert written.entries == 5
        trust = (key_of(book).public.text(),)
        good = work.verify(asked.VerifyLedger(path=tmp_path / name, trust=trust), WORK)
        assert (good.ok, good.entries, good.problems) == (True, 5, ())
        other = (PrivateKey("vedette.example", Algorithm.NOTE, bytes(32)).public.text(),)
        bad = work.verify(asked.VerifyLedger(path=tmp_path / name, trust=other), WORK)
        assert not bad.ok
        assert bad.problems


def test_an_export_has_to_go_on_from_what_was_seen_before(book: Book, tmp_path: Path) -> None:
    work = Bookkeeping(book, still())
    work.export(asked.ExportLedger(folder=tmp_path / "old"), WORK)
    publish.stop(book.ledger, NOW)
    work.export(asked.ExportLedger(folder=tmp_path / "new"), WORK)
    for name, earlier, ok in (("new", "old", True), ("old", "new", False)):
        request = asked.VerifyLedger(path=tmp_path / name, earlier=tmp_path / earlier / "checkpoint")
        assert work.verify(request, WORK).ok == ok


def test_a_receipt_verifies_alone(book: Book, tmp_path: Path) -> None:
    work, file = Bookkeeping(book, still()), tmp_path / "receipt"
    for index in (0, 4):
        file.write_text(work.receipt(asked.ShowReceipt(index=index), WORK).receipt)
        trust = (key_of(book).public.text(),)
        assert work.verify(asked.VerifyLedger(path=file, trust=trust), WORK).ok
    publish.stop(book.ledger, NOW)
    file.write_text(work.receipt(asked.ShowReceipt(index=5), WORK).receipt)
    assert work.verify(asked.VerifyLedger(path=file, trust=(key_of(book).public.text(),)), WORK).ok
    file.write_text(file.read_text().replace("index 5", "index 4"))
    assert not work.verify(asked.VerifyLedger(path=file), WORK).ok


def test_what_is_not_there_is_said_to_be_so(book: Book, tmp_path: Path) -> None:
    work = Bookkeeping(book, still())
    with pytest.raises(BadInput, match="no such export"):
        work.verify(asked.VerifyLedger(path=tmp_path / "nothing"), WORK)
    with pytest.raises(BadInput):
        work.receipt(asked.ShowReceipt(index=99), WORK)
    with pytest.raises(BadInput, match="no witness is listed"):
        work.witness(asked.AskWitnesses(), WORK)


def test_a_witness_signs_what_grows(book: Book) -> None:
    witness = Witness(SEEN_BY, [key_of(book).public], Slots(), time.time)
    with answering(witness.add_checkpoint) as url:
        listed(book, url)
        for size in (5, 6):
            told = Bookkeeping(book, still()).witness(asked.AskWitnesses(), WORK)
            assert (told.size, told.signed, told.refused) == (size, ("clinic.example",), ())
            publish.stop(book.ledger, NOW)
    note = publisher_of(book).witnessed()
    assert note is not None
    assert checkpoint_of(note).size == 6
    assert len(note.signatures) == 2
    assert witness.latest("vedette.example").size == 6


def test_a_witness_that_refuses_or_is_away_is_told(book: Book) -> None:
    with answering(lambda _: Answer(403, "not you\n")) as url:
        listed(book, url)
        told = ask_all(book, NOW)
    assert told.signed == ()
    assert told.refused == ("clinic.example: 403 not you",)
    (away,) = ask_all(book, NOW).refused
    assert away.startswith("clinic.example: no answer")


@pytest.mark.parametrize(
    "url", ["http://witness.example/x", "ftp://127.0.0.1/x", "file:///etc/passwd", "witness.example"]
)
def test_witnesses_are_asked_in_the_open_on_this_machine_only(book: Book, url: str) -> None:
    listed(book, url)
    with pytest.raises(BadInput, match="no address of a witness"):
        ask_all(book, NOW)


def test_a_list_of_witnesses_that_cannot_be_read_is_said_to_be_so(book: Book) -> None:
    key_of(book)
    (book.folder / WITNESSES).write_text("https://witness.example/x not-a-key\n")
    with pytest.raises(BadInput):
        ask_all(book, NOW)


def test_nothing_is_signed_that_does_not_go_on_from_what_was(book: Book) -> None:
    publisher_of(book).publish(NOW)
    other = Book(Ledger(Memory()), book.slots, book.folder, book.origin)
    with pytest.raises(Unavailable, match="does not go on"):
        publisher_of(other)


def test_each_capability_of_the_ledger_has_its_handler(book: Book, tmp_path: Path) -> None:
    made = ledgerwork.handlers(book, still())
    assert made.keys() == {"ledger.verify", "ledger.export", "ledger.receipt", "ledger.witness"}
    written = made["ledger.export"](asked.ExportLedger(folder=tmp_path / "out"), WORK)
    assert written.counts() == {"entries": 5}
