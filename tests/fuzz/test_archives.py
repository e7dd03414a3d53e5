"""Mutated archives for a long time: `make soak`."""

import os
import random
import time
from pathlib import Path

import pytest

from tests.unit.app.acquire.archives import make_tar, make_zip
from vedette.app.acquire.archive import open_archive
from vedette.app.acquire.opened import Selection
from vedette.core.errors import BadInput
from vedette.core.limits import Limits

SMALL = Limits(archive_entries=200, unpacked_bytes=8 << 20, kept_bytes=1 << 20, file_bytes=1 << 18)
SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
FILES = {
    "p/a.py": b"x = 1\n" * 500,
    "p/run": b"#!/usr/bin/python\n",
    "p/" + "n" * 200 + ".py": b"y",
    "p/b.bin": bytes(5000),
}


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double and overwrite."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(made))
        match chance.randrange(4):
            case 0:
                made[at] = chance.randrange(256)
            case 1:
                made[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"])
            case 2:
                piece = made[at : at + chance.randrange(600)]
                made[at:at] = piece
            case _:
                del made[at : at + chance.randrange(60)]
        if not made:
            return b"x"
    return bytes(made)


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.bz2", ".tar.xz"])
def test_no_mutation_crashes_hangs_or_escapes(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"whole{suffix}"
    whole = (make_zip if suffix == ".zip" else make_tar)(path, FILES).read_bytes()
    target, seed, end = tmp_path / f"a{suffix}", time.time_ns(), time.monotonic() + SECONDS / 5
    chance, slowest = random.Random(seed), 0.0  # noqa: S311  not a secret
    while time.monotonic() < end:
        target.write_bytes(mutated(whole, chance))
        began = time.monotonic()
        try:
            opened = open_archive(target, Selection(), SMALL, lambda _: None)
            assert sum(one.size for one in opened.files) <= SMALL.kept_bytes
        except BadInput:
            pass
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 10, f"seed {seed}"
    assert {one.name for one in tmp_path.iterdir()} == {path.name, target.name}
