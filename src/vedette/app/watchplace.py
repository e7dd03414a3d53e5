"""The watch of a service, put together: what sees each decision, what looks at times, what people ask."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from dataclasses import replace as changed

from vedette.access.identity.members import Role
from vedette.access.monitor import thresholds
from vedette.access.monitor.disclosures import Disclosures
from vedette.access.monitor.m10_record import Health
from vedette.access.monitor.m11_untold import DISCOVERY
from vedette.access.nouns import Kind, Purpose, Subject
from vedette.access.programme.appeals import Appeals
from vedette.access.tokens.revocations import Ended
from vedette.app.appealing import REFUSALS_FOR, refusals
from vedette.app.capabilities import CAPABILITIES
from vedette.app.gate import Handler
from vedette.app.job_answers import Kept
from vedette.app.jobboard import JobBoard
from vedette.app.jobsite import Site
from vedette.app.keeper import Keeper
from vedette.app.ledgers import Book, LedgerRecord
from vedette.app.measuring import Measuring
from vedette.app.parts import Parts
from vedette.app.safeguards import signals_of
from vedette.app.watching import Around, Watched
from vedette.app.watchlooks import Looks, Sources
from vedette.ledger.reading import decision


@dataclass(slots=True)
class WatchPlace:
    """Everything that watches, and the use cases about it."""

    parts: Parts
    watched: Watched
    looks: Looks
    disclosures: Disclosures
    _board: JobBoard | None = field(default=None, init=False)
    _keeper: Keeper | None = field(default=None, init=False)
    _unwitnessed: float = field(default=0.0, init=False)

    def begin(self, board: JobBoard, keeper: Keeper) -> None:
        """Have jobs rest by measures from now on, and the ledger looked at."""
        self._board, self._keeper = board, keeper
        self.watched.changed.append(board.look_at_measures)

    def site(self, site: Site) -> Site:
        """Return what a board is made with, so that jobs rest by measures, and their ends are heard of."""
        written = site.ended

        def ended(job: Kept) -> None:
            written(job)
            self.job_ended(job)

        return changed(site, ended=ended, rests=self.rests)

    def rests(self, job: Kept) -> str:
        """Return the id of the measure a job has to wait for, or nothing."""
        whose = Subject(id=job.owner, kind=Kind.PERSON, org=job.org, agent=job.agent)
        return self.watched.rests(whose, CAPABILITIES[job.engine], self._now())

    def job_ended(self, job: Kept) -> None:
        """Note what was found in what may be others' too: somebody is to be told (M11)."""
        found = job.counts.get("findings", 0)
        if job.engine == DISCOVERY and job.purpose != Purpose.OWN_CODE and found not in {0, "0", ""}:
            self.disclosures.found(job.owner, job.org, job.target, self._now())

    def tick(self, now: float) -> None:
        """Write down what was seen, look at the ledger, and let jobs rest or go on; called each second."""
        self.watched.tick(now)
        if self._keeper is not None:
            self.looks.health(
                Health(
                    at=now,
                    late=self._keeper.late(),
                    unwitnessed=self._unwitnessed,
                    gap=self._keeper.trouble(),
                )
            )
        if self._board is not None:
            self._board.look_at_measures()

    def look(self, now: float) -> None:
        """Look at what is not seen with each request; called every few minutes."""
        self.looks.look(now)
        self.measuring().sweep(now)
        if self._keeper is not None:
            self._unwitnessed = self._keeper.unwitnessed()

    def measuring(self) -> Measuring:
        """Return the use cases."""
        return Measuring(
            watched=self.watched,
            disclosures=self.disclosures,
            people=self.parts.people,
            documents=self.parts.documents,
            clock=self.parts.chosen.clock,
        )

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return self.measuring().handlers()

    def _now(self) -> float:
        return self.parts.chosen.clock.now().timestamp()


def placed(parts: Parts, record: LedgerRecord) -> WatchPlace:
    """Put it together.

    Raises:
        BadInput: the operator's thresholds make no sense.

    """
    limits = thresholds.load(parts.chosen.watching)
    around = Around(
        record=record,
        digest=_digests(record.book),
        end_sessions=lambda person, now: parts.revocations.revoke(Ended.PERSON, person, now),
        claimed=parts.assets.noted,
        read=_readings(parts),
        signals=signals_of,
    )
    watched = Watched(parts.documents, parts.measures, limits, around)
    disclosures = Disclosures(parts.documents)
    sources = Sources(
        documents=parts.documents,
        assets=parts.assets,
        applications=parts.applications,
        glass=parts.glass,
        disclosures=disclosures,
        appeals=Appeals(parts.documents),
        version=_versions(record.book),
        reviewers=lambda: sum(Role.REVIEWER in one.roles for one in parts.people.all()),
    )
    return WatchPlace(parts, watched, Looks(watched, sources), disclosures)


def _digests(book: Book) -> Callable[[str, float], str]:
    """Make digests of targets with a key that is another one each month, and is destroyed after a year."""

    def digest(target: str, now: float) -> str:
        return hmac.digest(book.pseudonyms().salt("watched targets", now), target.encode(), "sha256").hex()

    return digest


def _versions(book: Book) -> Callable[[str, float], str]:
    """Find which policy made a decision that was appealed against, in the ledger."""

    def version(ident: str, at: float) -> str:
        window = refusals(at - REFUSALS_FOR, at)
        return next((one.entry.policy for one in decision(book.ledger, ident, window)), "")

    return version


def _readings(parts: Parts) -> Callable[[Subject, float], str]:
    """Say what a program read something from outside with."""

    def read(subject: Subject, now: float) -> str:
        found = parts.taints.of(subject, now)
        return "" if found is None else found.capability

    return read
