# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""DNS messages, many at once: what was asked, and what the answer section says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from vedette.hunt.network.addresses import texts_of_four, written
from vedette.hunt.network.frames import Bytes, Flags, Ints, Objects, Words, cut, u16, u32
from vedette.hunt.network.grouping import mixed
from vedette.hunt.network.names import Spans, names, repeated_names, walked

HEAD: Final = 12
ANSWERS_MAX: Final = 32
_TEXT_MAX: Final = 1024
_A, _NS, _CNAME, _SOA, _PTR, _MX, _TXT, _AAAA, _SRV, _DNAME = 1, 2, 5, 6, 12, 15, 16, 28, 33, 39
_NAME_AFTER: Final = np.full(64, -1, dtype=np.int64)
"""How much stands before the name that a record of a type holds; -1 for those that hold none."""
_NAME_AFTER[[_NS, _CNAME, _SOA, _PTR, _MX, _SRV, _DNAME]] = [0, 0, 0, 0, 2, 6, 0]
_NETBIOS: Final = 137

TYPES: Final = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 10: "NULL", 12: "PTR", 13: "HINFO", 15: "MX", 16: "TXT", 24: "SIG",
    25: "KEY", 28: "AAAA", 29: "LOC", 32: "NB", 33: "SRV", 35: "NAPTR", 39: "DNAME", 41: "OPT", 43: "DS",
    44: "SSHFP", 46: "RRSIG", 47: "NSEC", 48: "DNSKEY", 50: "NSEC3", 52: "TLSA", 64: "SVCB", 65: "HTTPS",
    99: "SPF", 249: "TKEY", 250: "TSIG", 251: "IXFR", 252: "AXFR", 255: "ANY", 257: "CAA",
}  # fmt: skip
RCODES: Final = (
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET", "NXRRSET",
    "NOTAUTH", "NOTZONE", "RCODE11", "RCODE12", "RCODE13", "RCODE14", "RCODE15",
)  # fmt: skip


@dataclass(slots=True)
class Carried:
    """Where messages lie, and what carried each: a row for each message."""

    at: Ints
    end: Ints
    frame: Ints
    """Number of the frame it began in."""
    time: Ints
    uid: Ints
    """The flow it is of."""
    source: Ints
    destination: Ints
    source_port: Ints
    destination_port: Ints
    protocol: Ints


@dataclass(slots=True)
class Messages:
    """DNS messages read: a row each."""

    frame: Ints
    time: Ints
    uid: Ints
    source: Ints
    destination: Ints
    source_port: Ints
    destination_port: Ints
    protocol: Ints
    key: Words
    """The same for a question and its answer."""
    id: Ints
    bits: Ints
    """Flags and response code."""
    kind: Ints
    """What type of record was asked for."""
    size: Ints
    name: Objects
    answers: Objects
    """Tuples of texts."""


def taken(messages: Messages, rows: Ints | Flags) -> Messages:
    """Return some of the rows."""
    return Messages(**{one.name: getattr(messages, one.name)[rows] for one in fields(Messages)})


def joined(*parts: Messages) -> Messages:
    """Put messages one behind the other."""
    return Messages(
        **{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Messages)}
    )


def messages(data: Bytes, carried: Carried) -> tuple[Messages, Ints]:
    """Read messages; the second names the rows that are none."""
    head = cut(data, carried.at, HEAD)
    number, bits, answers = u16(head, 0), u16(head, 2), u16(head, 6)
    asked = u16(head, 4) > 0
    named = asked | (answers > 0)  # an announcement asks nothing: its first record says what it is about
    spans = Spans(np.where(named, carried.at + HEAD, carried.end), carried.at, carried.end)
    read = repeated_names(data, spans)
    after = np.where(named, read.after, carried.at + HEAD)
    fine = (read.fine | ~named) & (carried.at + HEAD <= carried.end)
    fine &= (after + np.where(named, 4, 0) <= carried.end) & ((bits >> 11 & 15) <= 6)
    fine &= named | (bits & 0x8000 != 0)
    tail = cut(data, after, 4)
    kind = np.where(named & fine, u16(tail, 0), 0)
    key = mixed(carried.uid.astype(np.uint64), read.hashes, ((number << 16) | kind).astype(np.uint64))
    begins = np.where(asked, after + 4, carried.at + HEAD)
    spans = Spans(begins, carried.at, carried.end)
    wanted = np.where(fine & (bits & 0x8000 != 0), np.minimum(answers, ANSWERS_MAX), 0)
    made = Messages(
        frame=carried.frame,
        time=carried.time,
        uid=carried.uid,
        source=carried.source,
        destination=carried.destination,
        source_port=carried.source_port,
        destination_port=carried.destination_port,
        protocol=carried.protocol,
        key=key,
        id=number,
        bits=bits,
        kind=kind,
        size=carried.end - carried.at,
        name=_netbios(read.texts, carried),
        answers=_answers(data, spans, wanted),
    )
    return made if fine.all() else taken(made, fine), np.flatnonzero(~fine)


def _objects(values: list[Any]) -> Objects:
    return np.fromiter(values, dtype=object, count=len(values))


def _netbios(texts: Objects, carried: Carried) -> Objects:
    """Turn names of NetBIOS, two letters to a character, into what they stand for."""
    rows = np.flatnonzero((carried.source_port == _NETBIOS) | (carried.destination_port == _NETBIOS))
    for row in rows.tolist():
        label = texts[row].partition(".")[0]
        if len(label) == 32 and all("a" <= one <= "p" for one in label):
            plain = bytes(
                (ord(label[at]) - 97) << 4 | (ord(label[at + 1]) - 97) for at in range(0, 30, 2)
            ).decode("latin-1")
            texts[row] = "".join(one if " " < one < "\x7f" else " " for one in plain).strip().lower()
    return texts


@dataclass(slots=True)
class _Records:
    """Resource records: a row each, in order of message, then of place."""

    row: Ints
    kind: Ints
    at: Ints
    size: Ints
    base: Ints
    end: Ints


def _answers(data: Bytes, spans: Spans, wanted: Ints) -> Objects:
    """Return the texts of each message's answers."""
    made = np.empty(wanted.size, dtype=object)
    made.fill(())
    records = _records(data, spans, wanted)
    if records is None:
        return made
    texts, known = _texts(data, records)
    if not known.any():
        return made
    rows, texts = (records.row, texts) if known.all() else (records.row[known], texts[known])
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    counts = np.diff(np.append(starts, rows.size))
    for count in np.flatnonzero(np.bincount(counts)).tolist():  # tuples of one length at a time
        some = starts[counts == count]
        made[rows[some]] = _objects(
            [*zip(*((texts[some + one]).tolist() for one in range(count)), strict=True)]
        )
    return made


def _records(data: Bytes, spans: Spans, wanted: Ints) -> _Records | None:
    """Walk the answer sections, one record of every message at a time."""
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    place, rows = spans.at.copy(), np.flatnonzero(wanted > 0)
    for number in range(1, ANSWERS_MAX + 1):
        if not rows.size:
            break
        after = _after_owner(data, Spans(place[rows], spans.base[rows], spans.end[rows]))
        head = cut(data, after, 10)
        size = u16(head, 8)
        inside = (after >= 0) & (after + 10 + size <= spans.end[rows])
        parts.append((rows[inside], u16(head, 0)[inside], after[inside] + 10, size[inside]))
        place[rows] = after + 10 + size
        rows = rows[inside & (wanted[rows] > number)]
    if not parts:
        return None
    row, kind, at, size = (np.concatenate(one) for one in zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")
    row = row[order]
    return _Records(row, kind[order], at[order], size[order], spans.base[row], spans.end[row])


def _after_owner(data: Bytes, spans: Spans) -> Ints:
    """Pass the name a record is of: most often a pointer."""
    pointer = data[np.minimum(spans.at, data.size - 1)] >= 0xC0
    after = spans.at + 2
    odd = np.flatnonzero(~pointer)
    if odd.size:
        walk = walked(data, Spans(spans.at[odd], spans.base[odd], spans.end[odd]))
        after[odd] = np.where(walk.fine, walk.after, -20)
    return after


def _texts(data: Bytes, records: _Records) -> tuple[Objects, Flags]:
    """Return what each record says as text, and of which that is known: of types we read, the sound ones."""
    texts = np.empty(records.row.size, dtype=object)
    place = _NAME_AFTER[np.minimum(records.kind, _NAME_AFTER.size - 1)]
    known: Flags = place >= 0
    rows = np.flatnonzero(known)
    if rows.size:
        at, size = records.at[rows], records.size[rows]
        end = np.minimum(records.end[rows], at + size)
        read = names(data, Spans(at + place[rows], records.base[rows], end))
        texts[rows], known[rows] = read.texts, read.fine
    for kind, said in ((_A, _in_four), (_AAAA, _in_sixteen), (_TXT, _in_strings)):
        rows = np.flatnonzero(records.kind == kind)
        if rows.size:
            texts[rows], known[rows] = said(data, records.at[rows], records.size[rows])
    return texts, known


def _in_four(data: Bytes, at: Ints, size: Ints) -> tuple[Objects, Flags]:
    return texts_of_four(u32(cut(data, at, 4), 0)), size == 4


def _in_sixteen(data: Bytes, at: Ints, size: Ints) -> tuple[Objects, Flags]:
    return _objects(_addresses(cut(data, at, 16))), size == 16


def _in_strings(data: Bytes, at: Ints, size: Ints) -> tuple[Objects, Flags]:
    ends = zip(at.tolist(), (at + size).tolist(), strict=True)
    return _objects([_strings(data[one:two].tobytes()) for one, two in ends]), size > 0


def _addresses(table: Bytes) -> list[str]:
    packed = table.reshape(-1).view("V16")
    known, which = _distinct(packed.tolist())
    texts = [written(one) for one in known]
    return [texts[one] for one in which]


def _distinct(values: list[bytes]) -> tuple[list[bytes], list[int]]:
    numbers: dict[bytes, int] = {}
    which = [numbers.setdefault(one, len(numbers)) for one in values]
    return list(numbers), which


def _strings(data: bytes) -> str:
    """Read a TXT record: strings, each with its length."""
    pieces, at = [], 0
    while at < len(data) and at < _TEXT_MAX:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(pieces)[:_TEXT_MAX].decode("utf-8", "backslashreplace")
