"""What an executable was built from, and which advisories concern it."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from tests.unit.triage.binary.compiled import compiled, needs_compiler
from vedette.core.executables import Component
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine
from vedette.triage.binary.components import components, concerns, order, rows, vulnerable
from vedette.triage.binary.image import Image, Region
from vedette.triage.binary.masks import Masks
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

CASES = [(row.name, row.beside, text, version) for row in rows() for text, version in row.cases.items()]


def found(data: bytes, *sections: Region) -> list[tuple[str, str]]:
    image = Image(data=data, format="ELF", architecture="x86-64", sections=sections)
    return [(one.name, one.version) for one in components(image, Masks(image))]


@pytest.mark.parametrize(("name", "beside", "text", "version"), CASES, ids=[case[2] for case in CASES])
def test_a_row_finds_the_version_it_says_and_no_other(
    name: str, beside: str, text: str, version: str
) -> None:
    told = dict(found(b"\0" + text.encode() + b"\0" + beside.encode() + b"\0"))
    assert told.get(name, "") == version


def test_a_bare_version_says_nothing_without_what_it_stands_beside() -> None:
    assert found(b"\x003.40.1\0") == []


def test_go_writes_down_its_modules() -> None:
    lines = [
        b"path\texample.invalid/a",
        b"dep\texample.invalid/b\tv1.2.3\th1:x=", b"dep\texample.invalid/c\tv0.1.0",
        b"=>\texample.invalid/d\tv0.2.0\t",
    ]  # fmt: skip
    modules = b"\n".join(lines)
    guarded = b"0" * 16 + modules + b"1" * 16
    head = b"\xff Go buildinf:\x08\x02" + bytes(16)
    data = head + b"\x08go1.22.1" + bytes([len(guarded) & 0x7F | 0x80, len(guarded) >> 7]) + guarded
    assert found(data) == [
        ("stdlib", "1.22.1"), ("example.invalid/b", "1.2.3"), ("example.invalid/c", "0.1.0"),
        ("example.invalid/d", "0.2.0"),
    ]  # fmt: skip
    for size in range(len(data)):
        found(data[:size])


def test_an_audited_build_of_rust_lists_its_packages() -> None:
    raw = zlib.compress(
        json.dumps({"packages": [{"name": "serde", "version": "1.0.1"}, {"name": 3}]}).encode()
    )
    section = Region(name=".dep-v0", address=0, size=len(raw), offset=0, stored=len(raw), rights=4)
    assert found(raw, section) == [("serde", "1.0.1")]
    assert found(raw[:-9], section) == []


@needs_compiler
def test_an_executable_names_its_components() -> None:
    source = (
        'const char v[] = "OpenSSL 3.0.1 14 Dec 2021"; int puts(const char *); int main() { return puts(v); }'
    )
    one = examine(Sample(name="a", data=compiled(source), kind=Kind.ELF), Allowance())
    assert one is not None
    assert [(each.name, each.version) for each in one.components] == [("openssl", "3.0.1")]


@pytest.mark.parametrize(
    "versions",
    [
        ("1.1.1", "1.1.1a", "1.1.1n", "1.1.2", "1.2", "1.10"),
        ("2.0.0-alpha", "2.0.0-rc1", "2.0.0-rc2", "2.0.0", "2.0.1"),
        ("0.0.0-20210407135951-1de76d718b3f", "0.0.0-20220407135951-aaaa", "0.1.0"),
        ("9.2p1", "9.3p1", "9.10p1"),
    ],
)
def test_versions_are_ordered(versions: tuple[str, ...]) -> None:
    assert sorted({*versions}, key=order) == list(versions)
    assert order("v2.0") == order("2.0.0+local")


def record(name: str, ecosystem: str, *events: dict[str, str], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    package = {"name": name, "ecosystem": ecosystem}
    return {
        "id": "X-1",
        "affected": [{"package": package, "ranges": [{"type": "SEMVER", "events": list(events)}], **more}],
    }


OPENSSL = Component(name="openssl", version="3.0.5", says="")


@pytest.mark.parametrize(
    ("one", "concerned"),
    [
        (record("openssl", "OSS-Fuzz", {"introduced": "3.0.0"}, {"fixed": "3.0.7"}), True),
        (record("OpenSSL", "Bitnami", {"introduced": "0"}, {"last_affected": "3.0.5"}), True),
        (record("openssl", "OSS-Fuzz", {"introduced": "3.0.0"}, {"fixed": "3.0.5"}), False),
        (record("openssl", "OSS-Fuzz", {"introduced": "3.0.6"}), False),
        (record("openssl", "Bitnami", {"introduced": "1.0"}, {"fixed": "1.1"}, {"introduced": "3.0"}), True),
        (record("openssl", "OSS-Fuzz", versions=["3.0.4", "3.0.5"]), True),
        (record("openssl", "Debian:12", {"introduced": "0"}), False),
        (record("openssl-sys", "crates.io", {"introduced": "0"}), False),
        ({"id": "X", "affected": "all"}, False),
        ({"id": "X", "affected": [{"package": {"name": "openssl"}, "ranges": [{"events": [3]}]}]}, False),
        ({**record("openssl", "", {"introduced": "0"}), "withdrawn": "2024-01-01T00:00:00Z"}, False),
    ],
)  # fmt: skip
def test_a_record_concerns_the_versions_it_says(one: dict[str, Any], concerned: bool) -> None:  # noqa: FBT001
    assert concerns(one, OPENSSL) == concerned
    assert vulnerable(OPENSSL, [one]).vulnerabilities == (("X-1",) if concerned else ())


def test_whose_name_it_is_counts() -> None:
    ours = Component(name="serde", version="1.0.0", says="", ecosystem="crates.io")
    assert concerns(record("serde", "crates.io", {"introduced": "0"}), ours)
    assert not concerns(record("serde", "npm", {"introduced": "0"}), ours)
