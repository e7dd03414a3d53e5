"""What Android bytecode calls and says."""

from __future__ import annotations

from tests.unit.triage.binary.made import dex
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.binary.formats.dex import image
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample


def acts(data: bytes, kind: Kind) -> set[Act]:
    sample = Sample(name="a", data=data, kind=kind)
    found = examine(sample, Allowance())
    assert found is not None
    return {one.act for one in facts(sample, found, Allowance())}


def test_android_bytecode_says_what_it_calls() -> None:
    calls = [("Ldalvik/system/DexClassLoader;", "<init>"), ("Ljava/net/URL;", "openConnection")]
    found = image(dex(calls, ["https://example.invalid/a.dex"]))
    assert found is not None
    assert [one.name for one in found.imports] == [
        "dalvik.system.DexClassLoader.<init>",
        "java.net.URL.openConnection",
    ]
    assert found.texts == ("https://example.invalid/a.dex",)
    assert acts(dex(calls), Kind.DEX) == {Act.LOADS_CODE}
    assert acts(dex(calls[:1]), Kind.DEX) == set()


def test_half_a_file_is_no_error() -> None:
    whole = dex([("La;", "b")], ["c"])
    for size in range(len(whole)):
        found = image(whole[:size])
        assert found is None or len(found.imports) <= 1


def test_a_count_that_cannot_be_true_costs_nothing() -> None:
    lied = bytearray(dex([("La;", "b")], ["c"]))
    lied[56:60] = b"\xff\xff\xff\x7f"
    assert image(bytes(lied)) is not None


def test_texts_that_overlap_make_no_more_than_a_bound() -> None:
    one = dex([], ["a" * 120] * 1)
    count = 150_000
    head = bytearray(one)
    head[56:64] = count.to_bytes(4, "little") + len(one).to_bytes(4, "little")
    place = (one.find(b"a" * 120) - 1).to_bytes(4, "little")
    found = image(bytes(head) + place * count)
    assert found is not None
    assert sum(map(len, found.texts)) <= 32 << 20
