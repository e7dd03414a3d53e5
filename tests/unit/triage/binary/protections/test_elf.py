"""Hardening of ELF files, against what readelf says of the same files."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.triage import readelf
from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine
from vedette.triage.binary.protections.elf import FORTIFIABLE
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

pytestmark = pytest.mark.skipif(readelf.TOOL is None, reason="readelf is not installed here")


def ours(data: bytes) -> dict[str, str]:
    found = examine(Sample(name="a", data=data, kind=Kind.ELF), Allowance())
    assert found is not None
    return {one.name: one.state.value for one in found.protections}


def executables() -> Iterator[Path]:
    for folder in ("/usr/bin", "/usr/lib/x86_64-linux-gnu"):
        if not Path(folder).is_dir():
            continue
        for one in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if one.is_file(follow_symlinks=False) and one.stat().st_size < 1 << 20:
                path = Path(one.path)
                with path.open("rb") as file:
                    if file.read(4) == b"\x7fELF":
                        yield path


@pytest.mark.parametrize("files", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_files_of_this_machine_are_judged_alike(files: int) -> None:
    found = list(executables())
    if not found:
        pytest.skip("no ELF files here")
    for path in random.Random(7).sample(found, min(files, len(found))):  # noqa: S311 - a sample, not a secret
        assert readelf.agrees(ours(path.read_bytes()), readelf.judge(path, FORTIFIABLE)) == [], path


PROGRAM = "#include <string.h>\nint main(int n, char **w) { char r[40]; strcpy(r, w[0]); return r[n]; }"


ALONE = [
    ("-static",), ("-static-pie",), ("-shared", "-fPIC"), ("-no-pie",), ("-z", "execstack"),
    ("-Wl,-z,norelro",), ("-Wl,-z,now",), ("-fstack-protector-all",), ("-O2", "-D_FORTIFY_SOURCE=2"),
    ("-Wl,-rpath,/opt/a",), ("-s", "-static", "-fstack-protector-all"), ("-fcf-protection=full",),
]  # fmt: skip
"""Each by itself, for the long run: every run has each together with others."""


@needs_compiler
@pytest.mark.parametrize(
    "options",
    [
        ("-c",),
        ("-static-pie", "-fstack-protector-all"),
        ("-shared", "-fPIC", "-Wl,-z,now", "-Wl,-rpath,/opt/a"),
        ("-no-pie", "-z", "execstack", "-Wl,-z,norelro"),
        ("-O2", "-D_FORTIFY_SOURCE=2", "-fcf-protection=full"),
        *(pytest.param(one, marks=pytest.mark.slow) for one in ALONE),
    ],
    ids=" ".join,
)
def test_builds_are_judged_alike(options: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(compiled(PROGRAM, *options))
    assert readelf.agrees(ours(path.read_bytes()), readelf.judge(path, FORTIFIABLE)) == []


def test_the_oracle_notices_a_lie() -> None:
    told = {"NX": "on", "no RPATH": "there is one"}
    assert readelf.agrees({"NX": "on", "no RPATH": "partial"}, told) == []
    assert readelf.agrees({"NX": "off", "no RPATH": "on"}, told) == ["NX", "no RPATH"]
