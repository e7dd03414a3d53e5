"""Events of incidents in a database: only ever added, numbered without gaps, each once, chained by hashes.

On SQLite and PostgreSQL. What is said to be kept is on the disk. Folds are kept beside them so that nobody
has to add all up again; they can be thrown away at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from vedette.core.documents import Conflict
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.store.engine import Row, Run
from vedette.store.incidentchain import Logged, Sent, beginning, link
from vedette.store.sql import Database

T = TypeVar("T")
EVENT_BYTES: Final = 32 * MIB
"""One event; the largest ones hold the findings of a report."""
EVENTS_AT_ONCE: Final = 20_000
EVENTS_MOST: Final = 200_000
"""Of one incident."""
_STEPS: Final = (
    """
    create table incidents (
      id text primary key, owner text not null, seq bigint not null, head bytea not null);
    create index incidents_of on incidents (owner);
    create table incident_events (
      incident text not null, seq bigint not null, id text not null, moment text not null,
      author text not null, decision text not null, field text not null, data bytea not null,
      hash bytea not null, primary key (incident, seq));
    create unique index incident_events_id on incident_events (id);
    create table incident_folds (
      incident text primary key, seq bigint not null, made_by text not null, fold bytea not null,
      card bytea not null)
    """,
)
_COLUMNS: Final = "seq, id, moment, author, decision, field, data, hash"
_PAGE: Final = 100
_LOCK: Final = "update incidents set seq = seq where id = ? returning seq, head"
_LATER: Final = (
    "select seq, author, moment, field from incident_events where incident = ? and seq > ? and field in ({})"
    " order by seq desc limit 1"
)
_KEEP: Final = (
    "insert into incident_folds values (?, ?, ?, ?, ?) on conflict (incident) do update set"
    " seq = excluded.seq, made_by = excluded.made_by, fold = excluded.fold, card = excluded.card"
    " where incident_folds.seq < excluded.seq or incident_folds.made_by <> excluded.made_by"
)


class Head(NamedTuple):
    """How far an incident is."""

    seq: int
    hash: bytes
    added: int = 0
    """How many of the events that were sent are new."""


class Fold(NamedTuple):
    """An incident added up, as far as it was then."""

    seq: int
    fold: bytes
    card: bytes


class SqlIncidents:
    """The events of all incidents. Safe between threads and processes."""

    def __init__(self, base: Database) -> None:
        """Make or update the tables.

        Raises:
            Unavailable: the database does not answer, or a newer program made the tables.

        """
        self._base = base
        base.upgrade("incidents", _STEPS)

    def begin(self, incident: str, owner: str, events: Sequence[Sent]) -> Head:
        """Begin an incident with its first events; the same once more changes nothing.

        Raises:
            Conflict: there is one of that id, and it is somebody else's.
            LimitHit, Unavailable, BadInput: as `append`.

        """

        def work(run: Run) -> Head:
            row = (incident, owner, 0, beginning(incident))
            run("insert into incidents values (?, ?, ?, ?) on conflict (id) do nothing", row)
            if run("select owner from incidents where id = ?", (incident,)) != [(owner,)]:
                raise Conflict(f"there is an incident {incident} already", hint="give it another id")
            return _append(run, incident, events, None)

        _check(events)
        return self._base.change(work, rowwise=True)

    def append(self, incident: str, events: Sequence[Sent], *, expect: int | None = None) -> Head:
        """Add events; those that are there already are left out.

        With `expect`, only if nobody changed the same since that version.

        Raises:
            Conflict: somebody did, or an id stands for another event; it says who and when.
            BadInput: there is no such incident, or something cannot be stored.
            LimitHit: too many or too large.
            Unavailable: the database does not answer; nothing was added.

        """
        _check(events)
        return self._base.change(lambda run: _append(run, incident, events, expect), rowwise=True)

    def owner(self, incident: str) -> str | None:
        """Return whose an incident is."""
        rows = self._base.read("select owner from incidents where id = ?", (incident,))
        return rows[0][0] if rows else None

    def head(self, incident: str) -> Head | None:
        """Return how far an incident is."""
        rows = self._base.read("select seq, head from incidents where id = ?", (incident,))
        return Head(rows[0][0], bytes(rows[0][1])) if rows else None

    def owned(self, owner: str | None) -> list[str]:
        """Return the ids of somebody's incidents, or of everybody's."""
        where, args = ("", ()) if owner is None else (" where owner = ?", (owner,))
        return sorted(row[0] for row in self._base.read(f"select id from incidents{where}", args))  # noqa: S608

    def events(self, incident: str, after: int = 0) -> list[Logged]:
        """Return the events of an incident that follow one, in order."""
        sql = f"select {_COLUMNS} from incident_events where incident = ? and seq > ? order by seq"  # noqa: S608
        return [_logged(row) for row in self._base.read(sql, (incident, after))]

    def known(self, incident: str, ids: Sequence[str]) -> frozenset[str]:
        """Return which of some events an incident has already."""
        found: set[str] = set()
        for page in _pages(ids):
            sql = f"select id from incident_events where incident = ? and id in ({_marks(page)})"  # noqa: S608
            found |= {row[0] for row in self._base.read(sql, (incident, *page))}
        return frozenset(found)

    def fold(self, incident: str, made_by: str) -> Fold | None:
        """Return what an incident added up to, by a program that adds up as `made_by` does."""
        sql = "select seq, fold, card from incident_folds where incident = ? and made_by = ?"
        rows = self._base.read(sql, (incident, made_by))
        return Fold(rows[0][0], bytes(rows[0][1]), bytes(rows[0][2])) if rows else None

    def keep(self, incident: str, made_by: str, fold: Fold) -> None:
        """Keep what an incident added up to; an older fold never takes the place of a newer one."""
        self._base.single(_KEEP, (incident, fold.seq, made_by, fold.fold, fold.card), durable=False)

    def cards(self, owner: str | None, made_by: str) -> dict[str, bytes | None]:
        """Return the card of each of somebody's incidents; None where what is kept is out of date."""
        where, args = ("", ()) if owner is None else (" where i.owner = ?", (owner,))
        rows = self._base.read(
            "select i.id, f.card from incidents i left join incident_folds f"  # noqa: S608
            f" on f.incident = i.id and f.seq = i.seq and f.made_by = ?{where}",
            (made_by, *args),
        )
        return {ident: None if card is None else bytes(card) for ident, card in sorted(rows)}

    def restore(self, incident: str, owner: str, events: Sequence[Logged]) -> int:
        """Put back what is missing of a chain that was found whole; return how many events that were.

        Raises:
            Conflict: what is here is not what is to be put back; it says from which event on.
            Unavailable: the database does not answer; nothing was put back.

        """

        def work(run: Run) -> int:
            row = (incident, owner, 0, beginning(incident))
            run("insert into incidents values (?, ?, ?, ?) on conflict (id) do nothing", row)
            ((seq, _),) = run(_LOCK, (incident,))
            _same_so_far(incident, run, events)
            missing = [one for one in events if one.seq > seq]
            if missing:
                _insert(run, incident, missing)
            return len(missing)

        return self._base.change(work, rowwise=True)


def _check(events: Sequence[Sent]) -> None:
    if len(events) > EVENTS_AT_ONCE:
        raise LimitHit(f"{len(events):,} events at once", hint=f"send at most {EVENTS_AT_ONCE:,}")
    for one in events:
        if len(one.data) > EVENT_BYTES:
            raise LimitHit(f"an event of {len(one.data):,} bytes", hint=f"at most {EVENT_BYTES:,} bytes each")
    if len({one.id for one in events}) != len(events):
        raise BadInput("an event's id stands there twice", hint="give each event an id of its own")


def _append(run: Run, incident: str, events: Sequence[Sent], expect: int | None) -> Head:
    """Take the incident's lock first: others wait, and see what we left."""
    rows = run(_LOCK, (incident,))
    if not rows:
        raise BadInput(f"there is no incident {incident}", hint="list what there is, or open one")
    seq, before = rows[0][0], bytes(rows[0][1])
    new = _unknown(run, incident, events)
    if expect is not None and new:
        _unchanged(run, incident, new, expect)
    if seq + len(new) > EVENTS_MOST:
        raise LimitHit(
            f"an incident has at most {EVENTS_MOST:,} events",
            hint="close it, and open one that is linked to it",
        )
    made = []
    for number, one in enumerate(new, seq + 1):
        before = link(before, number, one)
        made.append(Logged(number, one, before))
    if made:
        _insert(run, incident, made)
    return Head(seq + len(made), before, len(made))


def _unknown(run: Run, incident: str, events: Sequence[Sent]) -> list[Sent]:
    """Return the events that are not there yet; one that is must be the same."""
    known: dict[str, tuple[str, bytes]] = {}
    for page in _pages(events):
        sql = f"select id, incident, data from incident_events where id in ({_marks(page)})"  # noqa: S608
        known |= {row[0]: (row[1], bytes(row[2])) for row in run(sql, [one.id for one in page])}
    for one in events:
        if known.get(one.id, (incident, one.data)) != (incident, one.data):
            raise Conflict(
                f"event {one.id} was sent before, and was another", hint="give each event a new id"
            )
    return [one for one in events if one.id not in known]


def _unchanged(run: Run, incident: str, events: Sequence[Sent], expect: int) -> None:
    fields = sorted({one.field for one in events if one.field})
    for page in _pages(fields):
        for seq, author, moment, field in run(_LATER.format(_marks(page)), (incident, expect, *page)):
            raise Conflict(
                f"{field} was changed meanwhile: by {author} at {moment} (version {seq})",
                hint="look at it again, then change it",
            )


def _insert(run: Run, incident: str, made: Sequence[Logged]) -> None:
    for page in _pages(made):
        rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * len(page))
        args = [part for one in page for part in (incident, one.seq, *one.sent, one.hash)]
        run(f"insert into incident_events values {rows}", args)  # noqa: S608
    last = made[-1]
    run("update incidents set seq = ?, head = ? where id = ?", (last.seq, last.hash, incident))


def _same_so_far(incident: str, run: Run, events: Sequence[Logged]) -> None:
    rows = run("select seq, hash from incident_events where incident = ?", (incident,))
    here: dict[int, bytes] = {seq: bytes(hashed) for seq, hashed in rows}
    for one in events:
        if one.seq in here and here[one.seq] != one.hash:
            raise Conflict(
                f"incident {incident}: event {one.seq} ({one.sent.id}) is another here than in the backup",
                hint="one of the two was changed: custody and the ledger tell which; nothing was put back",
            )


def _pages(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[at : at + _PAGE] for at in range(0, len(items), _PAGE))


def _marks(page: Iterable[object]) -> str:
    return ", ".join("?" for _ in page)


def _logged(row: Row) -> Logged:
    seq, ident, at, by, decision, field, data, hashed = row
    return Logged(seq, Sent(ident, at, by, decision, field, _bytes(data)), _bytes(hashed))


def _bytes(value: object) -> bytes:
    """Return a column's bytes, also where somebody put text into it behind our back: the chain tells."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
