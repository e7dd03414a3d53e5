"""Mutated logs and archives of logs, for a moment with every test run and for long in `make soak`."""

import gzip
import io
import itertools
import json
import os
import random
import time
import tracemalloc
from collections.abc import Iterable
from typing import BinaryIO, cast

import pytest
import zstandard

from tests.fuzz.mutations import mutated, until
from tests.unit.hunt.sources.containers.test_expanding import tarred, zipped
from tests.unit.hunt.sources.made import source
from tests.unit.hunt.sources.windows.event_log_made import event_log, security
from tests.unit.hunt.sources.windows.test_defender import ROW as DEVICE
from tests.unit.hunt.sources.windows.test_shippers import DELIVERED, LOGGED_ON, XML
from vedette.core.limits import Limits
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import containers
from vedette.hunt.sources.formats import FORMATS, named, recognise
from vedette.hunt.sources.times import LATEST

QUICK = 20
SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SMALL = Limits(unpacked_bytes=4 << 20, archive_entries=50)
LINES = "\n".join(json.dumps(one) for one in DELIVERED.values()).encode()
TABLE = b"time,user,source ip,status\n" + b'2021-01-01T00:00:00Z,"a, b",192.0.2.1,ok\n' * 40
VIEWER = (
    "キーワード,日付,ソース,ID,タスク\n"
    f'x,2021/01/01 0:00:01,Microsoft-Windows-Security-Auditing,4624,y,"{LOGGED_ON}"\n'
)
DEFENDER = [
    DEVICE | {"ActionType": kind, "FolderPath": "C:\\a.exe", "RemoteIP": "203.0.113.9", "RemotePort": 443,
              "RegistryKey": "HKLM\\a", "AdditionalFields": '{"SearchFilter": "(a=b)"}'}
    for kind in ("ProcessCreated", "ConnectionSuccess", "RegistryValueSet", "LdapSearch", "LogonFailed")
]  # fmt: skip
OWN = {
    "evtx": event_log([security(number) for number in range(1, 30)]),
    "windows-xml": b"<Events>" + XML.encode() * 5 + b"</Events>",
    "json": LINES,
    "defender": "\n".join(json.dumps(one) for one in DEFENDER).encode(),
    "array": json.dumps({"Records": list(DELIVERED.values())}, indent=1).encode(),
    "csv": TABLE,
    "viewer": VIEWER.encode() * 3,
}
PACKED = {
    "zip": zipped({"a.log": LINES[:3000], "b.csv": TABLE}),
    "tar": tarred({"a.log": LINES[:3000], "b.csv": TABLE}),
    "gz": gzip.compress(LINES[:3000]),
    "zst": zstandard.compress(LINES[:3000]) + zstandard.compress(TABLE),
    "tgz": gzip.compress(tarred({"a.gz": gzip.compress(TABLE)})),
}
SEEDS = {**OWN, **PACKED}


def look_at(data: bytes, form: str | None) -> None:
    """Read something as a whole hunt does; whatever it holds, nothing is raised and all is in bounds."""
    skips = Skips()
    numbers = itertools.count(1)
    for one in containers.expand(source(data), numbers, containers.Unpacking(limits=SMALL), skips):
        reader = recognise(one, form, skips)
        for number, event in enumerate(reader.read(one, skips) if reader else ()):
            assert event.source == one.number
            assert event.record > 0
            assert event.time is None or 0 < event.time < LATEST
            assert number < 200_000
    list(skips.skipped())


def soak(kind: str, turns: Iterable[int], chance: random.Random) -> float:
    """Read mutations, so many times; return how long the slowest took."""
    whole, other = SEEDS[kind], SEEDS[chance.choice(list(SEEDS))]
    form = kind if kind in {one.name for one in FORMATS} else None
    slowest = 0.0
    for _ in turns:
        data = mutated(whole, other, chance) if kind != "evtx" else scratched(whole, chance)
        began = time.process_time()
        look_at(data, form if chance.random() < 0.7 else None)
        slowest = max(slowest, time.process_time() - began)
    return slowest


def scratched(data: bytes, chance: random.Random) -> bytes:
    """Overwrite bytes where they mean something: heads, tables, records."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = 4096 + chance.randrange(3) * 65536 + chance.randrange(chance.choice((600, 9000)))
        piece = chance.choice(
            (b"\xff" * 4, bytes(4), chance.randbytes(2), b"\x7f\xff", bytes([chance.randrange(40)]))
        )
        made[at : at + len(piece)] = piece
    return bytes(made[: chance.choice((len(made), len(made), chance.randrange(len(made)) + 1))])


@pytest.mark.parametrize("kind", SEEDS)
def test_mutations_are_events_or_counted(kind: str) -> None:
    assert soak(kind, range(QUICK), random.Random(1)) < 5  # noqa: S311  not a secret


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("kind", SEEDS)
def test_mutations_are_events_or_counted_for_long(kind: str) -> None:
    seed = time.time_ns()
    assert soak(kind, until(SECONDS / len(SEEDS)), random.Random(seed)) < 10, f"seed {seed}"  # noqa: S311


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_reader_of_any_bytes_for_long() -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / 4
    chance = random.Random(seed)  # noqa: S311
    while time.monotonic() < end:
        data = mutated(chance.choice(list(SEEDS.values())), chance.randbytes(200), chance)
        for form in FORMATS:
            for event in form.read(source(data), Skips()):
                assert event.record >= 0, f"seed {seed}"


class Endless(io.RawIOBase):
    """A line that goes on and on."""

    left = 48 << 20

    def read(self, size: int = -1, /) -> bytes:
        self.left -= size
        return b"x" * size if self.left > 0 else b""


@pytest.mark.parametrize("form", ["json", "csv", "windows-xml", "evtx"])
def test_a_line_of_many_megabytes_takes_little_memory(form: str) -> None:
    one = Source(number=0, name="a", size=0, open=lambda: cast(BinaryIO, Endless()))
    tracemalloc.start()
    assert not list(named(form).read(one, Skips()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 << 20
