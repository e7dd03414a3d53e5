"""Zeek's logs as JSON: one record a line, the log named by `_path`, by the file, or by what a record says."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vedette.hunt.event import Event
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.flatten import flatten
from vedette.hunt.sources.netlogs.zeek.logs import Maker, dotted, log_of_keys, log_of_name

_TELLING: Final = frozenset(
    {
        "_path", "id.orig_h", "id_orig_h", "@stream", "uids", "fuid", "certificate.version",
        "software_type", "note", "peer",
        "port_num", "src_mac", "hashAlgorithm", "certStatus", "compile_ts", "percent_lost",
        "pkts_proc", "node",
    }
)  # fmt: skip
_REPORTER: Final = "Reporter::"
"""What the levels of Zeek's reporter begin with: many programs' logs have a moment and a level."""
_MAKERS: Final = 512
_ODD: Final = frozenset({"timestamp", "event_type", "@timestamp"})


def fits(record: Record) -> bool:
    """Say whether a record is one of Zeek's."""
    keys = record.keys()
    if "_path" in keys and isinstance(record["_path"], str) and ("ts" in keys or "_write_ts" in keys):
        return True
    if "ts" not in keys or not _ODD.isdisjoint(keys):
        return False
    return not _TELLING.isdisjoint(keys) or str(record.get("level")).startswith(_REPORTER)


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    path = record.get("_path") or record.get("@stream")
    fields = dotted(flatten(record))
    log = path if isinstance(path, str) else _of_file(source.name) or log_of_keys(fields)
    return _maker(source.number, log[:64]).event(fields, number)


@lru_cache(_MAKERS)
def _of_file(name: str) -> str | None:
    return log_of_name(name)


@lru_cache(_MAKERS)
def _maker(source: int, log: str) -> Maker:
    return Maker(source, log)


SHAPE: Final = Shape(name="zeek-json", says="Zeek logs as JSON", fits=fits, event=event)
