"""All events and evidence of incidents in one zip, and back: only what is missing is put back.

A backup is hostile like any other file: bounded, and checked whole, hash by hash, before any of it is used.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from vedette.app.incident_answers import IncidentsRestored, IncidentsWritten
from vedette.app.incidents import By, IncidentBook, event_of
from vedette.core.codec import load
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.incidents import Incident
from vedette.core.limits import MIB
from vedette.core.nouns import Count, Digest
from vedette.respond.fold import folded
from vedette.store.incidentchain import Logged, Sent, fault
from vedette.store.incidents import EVENT_BYTES, EVENTS_MOST

T = TypeVar("T", bound=Struct)
_FORMAT: Final = "vedette incidents 1"
_MANIFEST: Final = "manifest.json"
_MEMBERS_MOST: Final = 200_000
_MANIFEST_BYTES: Final = 64 * MIB
_LINE_BYTES: Final = 6 * EVENT_BYTES
"""JSON within JSON grows: every quote and every control character is spelt out."""
_PIECE_BYTES: Final = 64 * 1024 * MIB
_CHUNK: Final = MIB
_PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ID: Final = re.compile(r"[0-9a-f]{12}")
_HINT: Final = "give a file made with vedette incident backup, unchanged"


class _Chain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One incident of a backup."""

    id: str
    events: Count
    head: Digest


class _Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds; the last thing in it."""

    format: str
    made: str
    incidents: tuple[_Chain, ...]
    pieces: tuple[Digest, ...]


class _Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event."""

    seq: Count
    id: str
    at: str
    by: str
    decision: str
    field: str
    data: str
    hash: Digest


class _Made(NamedTuple):
    """What went into a zip."""

    chains: list[_Chain]
    pieces: list[str]
    missing: list[str]


def written(book: IncidentBook, by: By, idents: Sequence[str], path: Path) -> IncidentsWritten:
    """Write incidents into a new zip, and return its digest.

    Raises:
        BadInput: there is a file already, or no such folder.
        Unavailable: the disk is full.

    """
    for ident in idents:
        book.load(by, ident)  # whose is it?
    with _whole(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        made = _fill(book, idents, archive)
    return IncidentsWritten(
        path=str(path),
        digest=_digest_of(path),
        incidents=len(made.chains),
        events=sum(one.events for one in made.chains),
        pieces=len(made.pieces),
        missing=tuple(made.missing),
    )


def written_here(book: IncidentBook, by: By, ident: str) -> IncidentsWritten:
    """Return one incident and all its events as JSON, without the bytes of its evidence."""
    incident = book.load(by, ident)
    events = book.events(by, ident)
    data = msgspec.json.format(msgspec.json.encode({"incident": incident, "events": events}), indent=2)
    return IncidentsWritten(digest=sha256(data), incidents=1, events=len(events), pieces=0, data=data)


def restored(book: IncidentBook, by: By, path: Path, digest: str = "") -> IncidentsRestored:
    """Check a backup whole, then put back what is missing here.

    Raises:
        BadInput: it is no backup, something in it was changed, or it is not the one that is meant.
        Conflict: an incident here is not the one in the backup; it says from which event on.

    """
    if path.exists() and not path.is_file():
        raise BadInput(f"{path} is no plain file", hint=_HINT)
    try:
        found = _digest_of(path)
        if digest and digest != found:
            raise BadInput(f"{path} is {found}, not {digest}", hint="it was changed, or it is another backup")
        with zipfile.ZipFile(path) as archive:
            manifest, chains = _checked(archive)
            incidents = [book.store.restore(one.id, by.owner, chains[one.id]) for one in manifest.incidents]
            pieces = sum(_put(book, archive, one) for one in manifest.pieces)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadInput(f"{path}: no backup can be read: {error}", hint=_HINT) from error
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint=_HINT) from error
    return IncidentsRestored(
        digest=found,
        known=False,
        incidents=sum(bool(one) for one in incidents),
        events=sum(incidents),
        pieces=pieces,
    )


def _fill(book: IncidentBook, idents: Iterable[str], archive: zipfile.ZipFile) -> _Made:
    made = _Made([], [], [])
    for ident in idents:
        logged = book.store.events(ident)
        if not logged:
            continue
        if wrong := fault(ident, logged):
            made.missing.append(f"incident {ident}: {wrong}")
            continue
        with archive.open(f"incidents/{ident}.jsonl", "w", force_zip64=True) as file:
            for one in logged:
                file.write(msgspec.json.encode(_line(one)) + b"\n")
        head = f"sha256:{logged[-1].hash.hex()}"
        made.chains.append(_Chain(id=ident, events=len(logged), head=head))
        _fill_pieces(book, folded([event_of(ident, one) for one in logged], ident), archive, made)
    manifest = _Manifest(
        format=_FORMAT, made=book.now(), incidents=tuple(made.chains), pieces=tuple(made.pieces)
    )
    archive.writestr(_MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return made


def _fill_pieces(book: IncidentBook, incident: Incident, archive: zipfile.ZipFile, made: _Made) -> None:
    """Put evidence in that is what was taken; what is not is named."""
    for piece in incident.locker:
        if not piece.kept or piece.digest in made.pieces:
            continue
        if book.locker.found(piece.digest) != piece.digest:
            made.missing.append(f"incident {incident.id}: {piece.name}, {piece.digest}")
            continue
        with archive.open(_member(piece.digest), "w", force_zip64=True) as file:
            for chunk in book.locker.read(piece.digest):
                file.write(chunk)
        made.pieces.append(piece.digest)


def _line(one: Logged) -> _Line:
    sent = one.sent
    return _Line(
        seq=one.seq,
        id=sent.id,
        at=sent.at,
        by=sent.by,
        decision=sent.decision,
        field=sent.field,
        data=sent.data.decode(),
        hash=f"sha256:{one.hash.hex()}",
    )


def _checked(archive: zipfile.ZipFile) -> tuple[_Manifest, dict[str, list[Logged]]]:
    """Return what is in a backup once all of it was found whole."""
    names = archive.namelist()
    if len(names) > _MEMBERS_MOST or len(set(names)) != len(names):
        raise LimitHit("a backup with too many files, or with one twice", hint=_HINT)
    if any(one.compress_type not in _PACKED for one in archive.infolist()):
        raise BadInput("it is packed in a way no backup of ours is", hint=_HINT)
    manifest = _manifest(archive)
    wanted = {_MANIFEST, *map(_member, manifest.pieces)}
    wanted |= {f"incidents/{one.id}.jsonl" for one in manifest.incidents}
    if set(names) != wanted:
        odd = min(set(names) ^ wanted)
        raise BadInput(f"{odd[:100]!r} is in the backup or in its list, but not in both", hint=_HINT)
    chains = {one.id: _chain(archive, one) for one in manifest.incidents}
    for one in manifest.pieces:
        now = hashlib.sha256()
        for chunk in _chunks(archive, one):
            now.update(chunk)
        if f"sha256:{now.hexdigest()}" != one:
            raise BadInput(f"evidence {one} was changed in the backup", hint="use another backup")
    return manifest, chains


def _manifest(archive: zipfile.ZipFile) -> _Manifest:
    try:
        with archive.open(_MANIFEST) as file:
            data = file.read(_MANIFEST_BYTES + 1)
    except KeyError:
        raise BadInput("there is no manifest.json in it", hint=_HINT) from None
    if len(data) > _MANIFEST_BYTES:
        raise LimitHit("its manifest.json is too large", hint=_HINT)
    made = load(data, _Manifest, name=_MANIFEST)
    if made.format != _FORMAT or not all(_ID.fullmatch(one.id) for one in made.incidents):
        raise BadInput("a backup of another program, or of a newer one", hint="restore it with that one")
    return made


def _chain(archive: zipfile.ZipFile, chain: _Chain) -> list[Logged]:
    with archive.open(f"incidents/{chain.id}.jsonl") as file:
        made = [_logged(line, chain.id) for line in _lines(file)]
    if wrong := fault(chain.id, made):
        raise BadInput(f"incident {chain.id} in the backup: {wrong}", hint="use another backup")
    if len(made) != chain.events or not made or f"sha256:{made[-1].hash.hex()}" != chain.head:
        raise BadInput(
            f"incident {chain.id} in the backup has {len(made)} events, and not those its list says",
            hint="use another backup",
        )
    return made


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    for number in range(EVENTS_MOST + 1):
        line = file.readline(_LINE_BYTES + 1)
        if not line:
            return
        if len(line) > _LINE_BYTES or number == EVENTS_MOST:
            raise LimitHit("an incident of the backup is too large", hint=_HINT)
        yield line


def _logged(line: bytes, incident: str) -> Logged:
    one = load(line, _Line, name=f"incident {incident}")
    sent = Sent(one.id, one.at, one.by, one.decision, one.field, one.data.encode("utf-8", "surrogatepass"))
    return Logged(one.seq, sent, bytes.fromhex(one.hash.removeprefix("sha256:")))


def _put(book: IncidentBook, archive: zipfile.ZipFile, digest: str) -> bool:
    if book.locker.found(digest) == digest:
        return False
    book.locker.put(_chunks(archive, digest), _PIECE_BYTES)
    return True


def _chunks(archive: zipfile.ZipFile, digest: str) -> Iterator[bytes]:
    with archive.open(_member(digest)) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _member(digest: str) -> str:
    return f"locker/{digest.removeprefix('sha256:')}"


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Write a new file that is there whole, on the disk, or not at all."""
    if path.exists():
        raise BadInput(f"{path} is there already", hint="name a new file")
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        made.rename(path)
    except OSError as error:
        raise Unavailable(
            f"cannot write {path}: {error.strerror}", hint="make room, or another place"
        ) from error
    finally:
        made.unlink(missing_ok=True)
