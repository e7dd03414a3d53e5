"""The real objects of a service, made from settings: everything one door, many people and a database need."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from vedette.access.budgets import Budgets
from vedette.access.documents import Documents
from vedette.access.policy.engine import Policy
from vedette.app import (
    actiontable,
    ledgerwork,
    memberplace,
    modelserving,
    proofplace,
    reviewplace,
    watchplace,
)
from vedette.app.bookkeeping import publisher_of
from vedette.app.capabilities import CAPABILITIES
from vedette.app.drawing import Drawing
from vedette.app.endings import Endings
from vedette.app.explaining import explainer
from vedette.app.gate import Gate, Handler
from vedette.app.incidentplace import SERVED, HandedIn, IncidentPlace
from vedette.app.inservice import InService
from vedette.app.job_requests import FetchReport
from vedette.app.jobboard import JobBoard
from vedette.app.jobsite import BoardLimits, Site
from vedette.app.jobtargets import Targets
from vedette.app.keeper import Keeper
from vedette.app.ledgers import Book, LedgerRecord
from vedette.app.parts import Parts, Serving
from vedette.app.publicpages import PublicPages
from vedette.app.recent import Present, Recent
from vedette.app.render import Format
from vedette.app.responding.place import ResponsePlace
from vedette.app.retention import DAY
from vedette.app.reviewdesk import ReviewDesk
from vedette.app.scopes import Scopes
from vedette.app.service import ServiceApp
from vedette.app.slots import DocumentSlots
from vedette.app.transparency import Transparency
from vedette.app.uploads import UploadFolder, UploadLimits
from vedette.app.wiring import engines, tools
from vedette.core.learning import learn
from vedette.ledger.log import Ledger
from vedette.ledger.sqlite import SqliteStore
from vedette.scale.processes import Processes
from vedette.store.budgets import SqlBudgets
from vedette.store.documents import SqlDocuments
from vedette.store.sql import Database, on_postgres, on_sqlite

_HOUR: Final = 3600.0
_EXPLAIN: Final = "access.explain"
_AT_ONCE: Final = ("rules.list", "knowledge.search", "knowledge.show")
"""What of the engines is done at once, not as a job."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Where a service keeps things."""

    documents: Documents
    recent: Documents
    budgets: Budgets
    book: Book
    base: Database
    closing: contextlib.ExitStack


def build_service(chosen: Serving) -> ServiceApp:
    """Make a service; its jobs have begun, and its ledger says that it started.

    Raises:
        BadInput: something chosen makes no sense, or is not safe.
        Unavailable: the database, the ledger or a key cannot be had.

    """
    learn()  # its threads read the same records
    stores = _stores(chosen)
    try:
        return _built(chosen, stores)
    except BaseException:
        stores.closing.close()
        raise


def _built(chosen: Serving, stores: Stores) -> ServiceApp:
    clock = chosen.clock
    parts = Parts.made(chosen, stores.documents, stores.recent)
    parts.found(clock.now().timestamp())
    record = LedgerRecord(stores.book, chosen.clock)
    uploads = _uploads(chosen, stores.documents)
    watching = watchplace.placed(parts, record)
    board = JobBoard(watching.site(_site(chosen, stores.documents, uploads, record)))
    policy = Policy.load()
    published = Transparency(stores.book, stores.documents, clock)
    members = memberplace.placed(parts, record, board)
    proofs = proofplace.placed(parts)
    chores = (*parts.chores(), published.chore(), *members.chores(), *proofs.chores(), watching.look)
    ticks = (watching.tick, *_ticks(parts, stores.book, board, policy))
    keeper = Keeper(stores.book, clock, policy.unchanged, chores, ticks)
    watching.begin(board, keeper)
    around = parts.around(stores.budgets, keeper, watching.watched)
    desk = reviewplace.placed(parts, stores.book)
    handlers = _handlers(chosen, stores.book, board) | _programme(parts, around, board, desk)
    handlers |= watching.handlers() | published.handlers() | members.handlers() | proofs.handlers()
    models = modelserving.in_service(chosen.settings.data_dir, os.environ, stores.budgets, clock)
    handlers |= _responding(chosen, _incidents(chosen, stores, board, uploads)) | models.handlers()
    gate = Gate(
        capabilities={name: CAPABILITIES[name] for name in (*handlers, _EXPLAIN)},
        handlers=handlers,
        policy=policy,
        circumstances=around,
        record=record,
        clock=clock,
        watch=watching.watched,
    )
    models.gates.append(gate)
    handlers[_EXPLAIN] = explainer(gate)
    pages = PublicPages(policy, gate.capabilities, published)
    service = ServiceApp(
        gate, board, parts, keeper, stores.book, stores.closing, watched=watching.watched, pages=pages
    )
    service.start()
    return service


def _responding(chosen: Serving, incidents: IncidentPlace) -> dict[str, Handler]:
    """Say who does what is asked about incidents, and what is done about them."""
    actions = chosen.settings.data_dir / "service" / "actions"
    told = incidents.handlers(SERVED) | ResponsePlace(incidents, files=False).handlers()
    return told | actiontable.in_service(actions, chosen.clock, incidents)


def _ticks(
    parts: Parts, book: Book, board: JobBoard, policy: Policy
) -> tuple[Callable[[float], object], ...]:
    """Return what is looked at each second: what ends with what it stood on, and the lot."""
    drawing = Drawing(parts.applications, book.ledger.size, publisher_of(book).latest)
    return Endings(parts.subjects, board, policy, CAPABILITIES).look, drawing.look


def _programme(parts: Parts, around: InService, board: JobBoard, desk: ReviewDesk) -> dict[str, Handler]:
    """Say who does what people ask of the programme, each of its rooms in turn."""
    rooms = (
        parts.programme(around, board, desk.appealing),
        desk,
        Scopes(parts.assets, parts.proofs, parts.founding.open, parts.chosen.clock),
        parts.appointing(),
        parts.directory(),
        parts.emergencies(),
        parts.safeguards(),
        parts.evidences,
    )
    return {name: handler for room in rooms for name, handler in room.handlers().items()}


def _handlers(chosen: Serving, book: Book, board: JobBoard) -> dict[str, Handler]:
    at_once = engines(tools(chosen.settings, chosen.clock))
    made = {name: at_once[name] for name in _AT_ONCE}
    return made | board.handlers() | ledgerwork.handlers(book, chosen.clock, ledgerwork.SERVED)


def _stores(chosen: Serving) -> Stores:
    folder = chosen.settings.data_dir / "service"
    closing = contextlib.ExitStack()
    if chosen.database:
        from vedette.ledger.postgres import PostgresStore  # noqa: PLC0415 - loaded where there is one, as its store is

        base = on_postgres(chosen.database)
        documents, boot = SqlDocuments(base), ""
        ledger = Ledger(PostgresStore(chosen.database))
    else:
        base = on_sqlite(folder / "service.sqlite")
        seen = on_sqlite(folder / "seen.sqlite", sync="off")
        closing.callback(seen.close)
        documents, boot = SqlDocuments(base, seen), _boot()
        ledger = Ledger(SqliteStore(folder / "ledger" / "ledger.sqlite"))
    closing.callback(base.close)
    closing.callback(ledger.close)
    recent = Recent(documents)
    present = Present(documents, recent)
    names, slots = DocumentSlots(recent), DocumentSlots(present)
    book = Book(ledger, slots, folder / "ledger", urlsplit(chosen.url).netloc, names)
    return Stores(present, recent, SqlBudgets(base, boot), book, base, closing)


def _boot() -> str:
    """Name this start of the machine: what was not made durable before it may be lost."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _now(chosen: Serving) -> Callable[[], float]:
    return lambda: chosen.clock.now().timestamp()


def _uploads(chosen: Serving, documents: Documents) -> UploadFolder:
    folder = chosen.settings.data_dir / "service" / "uploads"
    return UploadFolder(documents, folder, UploadLimits(), _now(chosen))


def _site(chosen: Serving, documents: Documents, uploads: UploadFolder, record: LedgerRecord) -> Site:
    return Site(
        documents=documents,
        folder=chosen.settings.data_dir / "service" / "jobs",
        targets=Targets(uploads, chosen.folders),
        runner=Processes(),
        now=_now(chosen),
        limits=BoardLimits(keep_seconds=max(_HOUR, chosen.keep_days * DAY)),
        ended=record.job_ended,
    )


def _incidents(chosen: Serving, stores: Stores, board: JobBoard, uploads: UploadFolder) -> IncidentPlace:
    """Keep the incidents of all organisations; reports come from jobs, evidence from uploads."""

    def report(owner: str, job: str) -> bytes:
        return board.report(owner, FetchReport(job=job, how=Format.JSON)).page

    return IncidentPlace(
        folder=chosen.settings.data_dir / "service" / "incidents",
        ledger=stores.book,
        clock=chosen.clock,
        base=stores.base,
        handed=HandedIn(report=report, upload=uploads.path),
    )
