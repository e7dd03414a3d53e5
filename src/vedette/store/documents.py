"""Documents in a database: what access keeps, for as long as it wants, on SQLite and PostgreSQL.

What was shown once (`once`) lies apart: it need not outlive a power cut, and costs no wait.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable
from typing import Final

from vedette.core.documents import Conflict, Kept
from vedette.store.engine import Run
from vedette.store.sql import Database

_STEPS: Final = (
    """
    create table documents (
      kind text not null, key text not null, value bytea not null, version bigint not null,
      primary key (kind, key));
    create table document_tags (kind text not null, tag text not null, key text not null,
      primary key (kind, tag, key));
    create index document_tags_of on document_tags (kind, key)
    """,
)
_SEEN_STEPS: Final = (
    """
    create unlogged table seen (digest bytea primary key, until double precision not null);
    create index seen_until on seen (until)
    """,
)
_WRITE: Final = (
    "insert into documents values (?, ?, ?, 1) on conflict (kind, key) do update"
    " set value = excluded.value, version = documents.version + 1 returning version"
)
_MAKE: Final = (
    "insert into documents values (?, ?, ?, 1) on conflict (kind, key) do nothing returning version"
)
_CHANGE: Final = (
    "update documents set value = ?, version = version + 1"
    " where kind = ? and key = ? and version = ? returning version"
)
_TAGGED: Final = (
    "select d.key, d.value, d.version from document_tags t"
    " join documents d on d.kind = t.kind and d.key = t.key"
    " where t.kind = ? and t.tag = ?"
)
_SEE: Final = (
    "insert into seen values (?, ?) on conflict (digest) do update"
    " set until = excluded.until where seen.until <= ? returning 1"
)
_FORGET: Final = "delete from seen where digest in (select digest from seen where until <= ? limit 1024)"
_FORGET_EACH: Final = 256
"""Calls of `once` from one clearing away to the next, which takes four times as much."""


class SqlDocuments:
    """The `Documents` of the service."""

    def __init__(self, base: Database, seen: Database | None = None) -> None:
        """Make or update the tables; `seen`, a database of its own for what was shown once, may be a lax one.

        Raises:
            Unavailable: the database does not answer, or a newer program made the tables.

        """
        self._base = base
        self._seen = base if seen is None else seen
        self._calls = itertools.count(1)
        self._base.upgrade("documents", _STEPS)
        self._seen.upgrade("seen", _SEEN_STEPS)

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document as it is now."""
        rows = self._base.read("select value, version from documents where kind = ? and key = ?", (kind, key))
        return Kept(key, bytes(rows[0][0]), rows[0][1]) if rows else None

    def put(
        self, kind: str, key: str, value: bytes, *, expect: int | None = None, tags: Iterable[str] = ()
    ) -> int:
        """Write a document; return its version. Its tags are replaced.

        Raises:
            Conflict: it has another version than the one expected.
            Unavailable: the database does not answer, or its disk is full.
            BadInput: the key or a tag is no plain text.

        """
        wanted = sorted(set(tags))

        def work(run: Run) -> int:
            version = _write(run, (kind, key, value), expect)
            if version > 1:
                run("delete from document_tags where kind = ? and key = ?", (kind, key))
            for tag in wanted:
                run("insert into document_tags values (?, ?, ?)", (kind, tag, key))
            return version

        return self._base.change(work, rowwise=True)

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document; tell whether there was one."""

        def work(run: Run) -> bool:
            gone = run("delete from documents where kind = ? and key = ? returning 1", (kind, key))
            run("delete from document_tags where kind = ? and key = ?", (kind, key))
            return bool(gone)

        return self._base.change(work, rowwise=True)

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag, by key."""
        return self._those(_TAGGED, (kind, tag))

    def all(self, kind: str) -> list[Kept]:
        """Return the documents of a kind, by key."""
        return self._those("select key, value, version from documents where kind = ?", (kind,))

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time a key is shown before `until` (seconds since the epoch)."""
        digest = hashlib.sha256(f"{kind}\0{key}".encode("utf-8", "surrogatepass")).digest()[:16]
        if next(self._calls) % _FORGET_EACH == 0:
            self._seen.change(lambda run: run(_FORGET, (now,)), rowwise=True, durable=False)
        return bool(self._seen.single(_SEE, (digest, until, now), durable=False))

    def _those(self, sql: str, args: tuple[str, str] | tuple[str]) -> list[Kept]:
        """Sort here: how a database sorts text is its own affair."""
        return sorted(Kept(key, bytes(value), version) for key, value, version in self._base.read(sql, args))


def _write(run: Run, row: tuple[str, str, bytes], expect: int | None) -> int:
    kind, key, value = row
    if expect is None:
        found = run(_WRITE, row)
    elif expect == 0:
        found = run(_MAKE, row)
    else:
        found = run(_CHANGE, (value, kind, key, expect))
    if not found:
        raise Conflict(f"{kind} {key} was changed meanwhile", hint="read it again, then change it")
    return int(found[0][0])
