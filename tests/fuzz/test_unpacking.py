"""Mutated archives of every kind we open, for a moment with every test run and for long in `make soak`."""

import bz2
import gzip
import lzma
import os
import random
import time
import zipfile
from collections.abc import Iterable

import pytest
import zstandard

from tests.fuzz.mutations import mutated, until
from tests.unit.triage.documents.compound_files import compound
from tests.unit.triage.unpack.made import (
    boot_image,
    cabinet,
    cpio,
    iso,
    locked_zip,
    new_rar,
    nsis,
    old_rar,
    program,
    rpm,
    squashfs,
)
from tests.unit.triage.unpack.packed import tarred, zipped
from tests.unit.triage.unpack.test_ar import ar
from tests.unit.triage.unpack.test_branches import PROGRAM
from tests.unit.triage.unpack.test_frozen import CODE, frozen, library
from tests.unit.triage.unpack.test_installers import inno
from tests.unit.triage.unpack.test_msi import coded
from tests.unit.triage.unpack.test_sevenzip import program_archive, sevenzipped
from vedette.core.errors import LimitHit
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample
from vedette.triage.unpack import HANDLES, members

QUICK = 20
SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
SMALL = Bounds(sample_bytes=1 << 20, total_bytes=4 << 20, fuel=4_000_000)
HELD = {"a/b.txt": b"hello " * 40, "run.js": b"var x = 1;\n" * 90, "z": bytes(range(256)) * 20}
SEEDS = {
    "zip": (Kind.ZIP, zipped(HELD)),
    "zip-lzma": (Kind.ZIP, zipped(HELD, zipfile.ZIP_LZMA)),
    "zip-aes": (Kind.ZIP, locked_zip("a", b"x" * 300, "infected", aes=True)),
    "zip-old": (Kind.ZIP, locked_zip("a", b"x" * 300, "infected", aes=False)),
    "tar": (Kind.TAR, tarred(HELD)),
    "tgz": (Kind.GZIP, gzip.compress(tarred(HELD))),
    "bz2": (Kind.BZIP2, bz2.compress(tarred(HELD))),
    "xz": (Kind.XZ, lzma.compress(tarred(HELD))),
    "zstd": (Kind.ZSTD, zstandard.compress(tarred(HELD))),
    "7z": (Kind.SEVENZIP, sevenzipped(HELD)),
    "7z-program": (Kind.SEVENZIP, program_archive(PROGRAM)),
    "rar": (Kind.RAR, old_rar(HELD)),
    "rar5": (Kind.RAR, new_rar(HELD)),
    "cab": (Kind.CAB, cabinet(HELD)),
    "ar": (Kind.AR, ar(HELD)),
    "cpio": (Kind.CPIO, cpio(HELD)),
    "rpm": (Kind.RPM, rpm(gzip.compress(cpio(HELD)), {1023: b"true"})),
    "iso": (Kind.ISO, iso(HELD, rock_ridge=True)[15 * 2048 :]),
    "squashfs": (Kind.SQUASHFS, squashfs(HELD, hole=9000)),
    "uimage": (Kind.FIRMWARE, boot_image(gzip.compress(b"kernel" * 99))),
    "image": (Kind.UNKNOWN, bytes(99) + squashfs(HELD) + boot_image(b"k" * 99) + tarred(HELD) + zipped(HELD)),
    "nsis": (Kind.NSIS, nsis(HELD, joined=True)),
    "nsis-each": (Kind.NSIS, nsis(HELD, joined=False)),
    "inno": (Kind.INNO, inno()),
    "msi": (
        Kind.MSI,
        compound({coded("disk1.cab"): cabinet(HELD), coded("Property", table=True): b"\1\0"}),
    ),
    "exe": (Kind.PE, program(zipped(HELD))),
    "frozen": (Kind.PE, program(frozen({"a": (b"s", CODE, True), "z": (b"z", library({"b": CODE}), False)}))),
}


def look_at(kind: Kind, data: bytes) -> None:
    """Open something as a whole examination does; whatever it holds, nothing but a limit is raised."""
    allowance = Allowance(SMALL)
    waiting = [(Sample(name="a", data=bytes(15 * 2048) + data if kind is Kind.ISO else data, kind=kind), 0)]
    try:
        while waiting:
            sample, depth = waiting.pop()
            for one in members(sample, allowance, ["secret"]):
                if isinstance(one, Skipped):
                    assert one.why
                    continue
                assert len(one.data) <= SMALL.sample_bytes
                assert ".." not in one.name.split("/")
                inner = identify(one.data, one.name)
                if inner in HANDLES and depth < 2:
                    waiting.append((Sample(name=one.name, data=one.data, kind=inner), depth + 1))
    except LimitHit:
        pass
    assert allowance.bytes_used <= 2 * SMALL.total_bytes


def soak(name: str, turns: Iterable[int], chance: random.Random) -> float:
    """Open mutations, so many times; return how long the slowest took."""
    kind, whole = SEEDS[name]
    slowest = 0.0
    for _ in turns:
        data = scratched(whole, chance) if chance.random() < 0.7 else mutated(whole, whole, chance)
        began = time.process_time()
        look_at(kind, data)
        slowest = max(slowest, time.process_time() - began)
    return slowest


def scratched(data: bytes, chance: random.Random) -> bytes:
    """Overwrite numbers with others, most of them where heads lie; cut some off."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at = chance.randrange(chance.choice((min(200, len(made)), len(made))))
        piece = chance.choice(
            (b"\xff" * 4, bytes(4), chance.randbytes(2), b"\xff\xff\xff\x7f", bytes([chance.randrange(40)]))
        )
        made[at : at + len(piece)] = piece
    return bytes(made[: chance.choice((len(made), len(made), chance.randrange(len(made)) + 1))])


@pytest.mark.parametrize("name", SEEDS)
def test_mutations_open_or_are_skipped(name: str) -> None:
    assert soak(name, range(QUICK), random.Random(1)) < 5  # noqa: S311  not a secret


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", SEEDS)
def test_mutations_open_or_are_skipped_for_long(name: str) -> None:
    seed = time.time_ns()
    assert soak(name, until(SECONDS / len(SEEDS)), random.Random(seed)) < 10, f"seed {seed}"  # noqa: S311


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_any_bytes_are_something_for_long() -> None:
    seed, end = time.time_ns(), time.monotonic() + SECONDS / 10
    chance = random.Random(seed)  # noqa: S311
    whole = [data for _, data in SEEDS.values()]
    while time.monotonic() < end:
        data = mutated(chance.choice(whole), chance.choice(whole), chance)
        kind = identify(data, chance.choice(("", "a.js", "a.hta", "a")))
        look_at(chance.choice(sorted(HANDLES)) if chance.random() < 0.1 else kind, data)
