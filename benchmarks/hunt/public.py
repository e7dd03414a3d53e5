"""Public sets whose sources say where the beacons and DNS tunnels are, read and judged.

`public_sets.tsv` holds what each source says, one set a line; a set that is not under `DATA` is left out. Two
halves, by a hash of the path alone: one that may be looked at while a detector is changed, and one that is
only measured. Beside them stand sets that were put into the table before any detector ran on them: some were
looked at since, the others are only measured. The third part and those after it say what they hold; one half
of each, by the same hash, may be looked at. Sets with less in them than the detectors say they need, or with
one conversation held open, are measured apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.hunt import flows
from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource
from vedette.hunt.signal import Signal

SEEN: Final = "half looked at"
HELD: Final = "half held out"
COUNTED: Final = "only counted"
FRESH: Final = "new, then told falsely looked at"
"""Put into the table before any detector ran on them; after one blind count false alarms were looked at."""
THIRD: Final = "third part"
"""Put into the table, with what they hold, before any detector ran; after one count half looked at."""
FOURTH: Final = "fourth part"
"""Likewise; counted once before a change to the detector and once after it, and half looked at in between."""
FIFTH: Final = "fifth part"
"""Likewise: labelled, then counted before and after a change to the detector that was made without it."""
ANYBODY: Final = "*"
"""The set is one attack and nothing else."""
_PARTS: Final = {
    "only counted": COUNTED,
    "looked at": SEEN,
    "counted at the end": FRESH,
    "fourth, looked at": f"{FOURTH}, {SEEN}",
}
_HALVED: Final = {"third": THIRD, "fourth": FOURTH, "fifth": FIFTH}
_SOURCE: Final = Logsource()
_SECOND: Final = 1_000_000
_START: Final = 1_772_409_600
_VICTIM: Final = "10.0.0.5"
_MASTER: Final = "198.51.100.1"
_TYPES: Final = {"1": "A", "5": "CNAME", "10": "NULL", "15": "MX", "16": "TXT", "25": "KEY", "28": "AAAA"}


@dataclass(frozen=True, slots=True)
class Case:
    """One set, the rule that is measured, and whom or what it has to name."""

    rule: str
    path: str
    truths: tuple[frozenset[str], ...] = ()
    """For each the names it may be called by."""
    besides: frozenset[str] = frozenset()
    """What may be named as well, but need not be: there is less of it than the detector says it needs."""
    little: bool = False
    """Whether less is in it than the detector says it needs."""
    source: str = ""
    kept_for: str = ""
    """What the table says it is for, where that is not by a hash."""
    holds: str = ""
    """The first digits of SHA-256 over its files, where the table says them."""

    @property
    def half(self) -> str:
        """Say which part a set belongs to."""
        even = int(sha256(self.path.encode()).hexdigest()[0], 16) % 2 == 0
        if self.kept_for in _HALVED:
            return f"{_HALVED[self.kept_for]}, {SEEN if even else HELD}"
        if self.kept_for:
            return _PARTS[self.kept_for]
        return SEEN if even else HELD

    def found(self, data: Path) -> Path | None:
        """Return where the set lies; None where it does not, or holds anything but what was labelled."""
        path = data / self.path
        if not path.exists():
            return None
        return path if self.holds in {"", _held(path)} else None

    def judge(self, signals: Iterable[Signal]) -> tuple[int, int]:
        """Count the truths that were named, and the alarms that name none of them."""
        named: set[int] = set()
        false = 0
        for signal in signals:
            if not signal.rule.startswith(self.rule):
                continue
            said = {one.name for one in (*signal.actors, *signal.targets)} | {ANYBODY}
            hits = {at for at, names in enumerate(self.truths) if names & said}
            named |= hits
            false += not hits and not self.besides & said
        return len(named), false


def cases() -> Iterator[Case]:
    """Read the table."""
    text = files(__package__).joinpath("public_sets.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(
        (line for line in text.splitlines() if not line.startswith("#")), dialect="excel-tab"
    )
    for row in rows:
        said = [names for names in row["named"].split(";") if names]
        yield Case(
            rule=row["rule"],
            path=row["path"],
            truths=tuple(frozenset(names.split("|")) for names in said if not names.startswith("?")),
            besides=frozenset(one for names in said if names.startswith("?") for one in names[1:].split("|")),
            little=bool(row["too little"]),
            source=row["source"],
            kept_for=row["half"],
            holds=row["holds"],
        )


def _held(path: Path) -> str:
    """Return the first digits of SHA-256 over a file, or the files of a folder by name."""
    held = sha256()
    for file in [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file()):
        held.update(file.read_bytes())
    return held.hexdigest()[:16]


def events(path: Path) -> Iterator[Event]:
    """Give what happened in one set; four tables that no log looks like are read here."""
    if path.suffix != ".csv":
        yield from flows.everything(path)
        return
    with path.open(encoding="utf-8", newline="") as file:
        first = file.readline()
        file.seek(0)
        if first.startswith("ts|uid|"):
            yield from _flows(first, file)
        elif "c2_label" in first:
            yield from _packets(csv.DictReader(file))
        else:
            names = None if "qname" in first else ("label", "qname")
            yield from _questions(csv.DictReader(file, fieldnames=names))


def _flows(names: str, lines: Iterable[str]) -> Iterator[Event]:
    """Give the flows of Zeek's log of connections, written with bars, as its own reader reads them."""
    with TemporaryDirectory() as folder:
        log = Path(folder) / "conn.log"
        head = (
            "#separator \\x09",
            "#unset_field\t-",
            "#path\tconn",
            "#fields\t" + names.strip().replace("|", "\t"),
        )
        body = (line.strip().replace("|", "\t") for line in lines if not line.startswith("ts|"))
        log.write_text("\n".join((*head, *body)) + "\n", encoding="utf-8")
        yield from flows.everything(log)


def _questions(rows: Iterable[dict[str, str]]) -> Iterator[Event]:
    """Give the names of a table as questions of one host."""
    for number, row in enumerate(rows):
        yield Event(
            source=0,
            record=number,
            logsource=_SOURCE,
            fields={},
            action=actions.DNS,
            source_ip=_VICTIM,
            destination_ip="10.0.0.53",
            domain=row["qname"].rstrip(".").lower(),
            query_type=_TYPES.get(row.get("qd_qtype", "")),
        )


def _packets(rows: Iterable[dict[str, str]]) -> Iterator[Event]:
    """Give each connection a table of packets begins, with the bytes that go until the next one does.

    It calls addresses 0 when they are inside and 1 else, and says how long after the last a packet came.
    """
    now = 0.0
    begun: list[float] = []
    sent: list[int] = []
    got: list[int] = []
    for row in rows:
        now += float(row["time_since_last"])
        if row["is_SYN"] == "1" and row["is_ACK"] == "0" and row["src_ip"] == "0":
            begun.append(now)
            sent.append(0)
            got.append(0)
        if begun:
            (sent if row["src_ip"] == "0" else got)[-1] += int(row["frame.len"])
    for number, (at, out, back) in enumerate(zip(begun, sent, got, strict=True)):
        yield Event(
            source=0,
            record=number,
            time=int((_START + at) * _SECOND),
            logsource=_SOURCE,
            fields={},
            action=actions.CONNECTION,
            source_ip=_VICTIM,
            source_port=49_152 + number % 16_000,
            destination_ip=_MASTER,
            destination_port=443,
            transport="tcp",
            bytes_out=out,
            bytes_in=back,
        )
