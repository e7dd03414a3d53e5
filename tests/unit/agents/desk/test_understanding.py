"""What a question is taken to mean."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.agents.desk.actions import (
    Action,
    Examine,
    ExplainLast,
    Find,
    ListRules,
    LookAt,
    SayHow,
    ShowKnown,
    Sort,
)
from vedette.agents.desk.understanding import taken_apart, understood

CODE = "import os\n\ndef go(name):\n    os.system('ls ' + name)\n"
LOGS = "\n".join(f"Nov 29 06:45:{second:02d} srv1 sshd[7]: Failed password for root" for second in range(5))
SCRIPT = "powershell -enc SQBFAFgA"


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("what is CWE-89?", ShowKnown(ident="CWE-89")),
        ("tell me about t1566.001", ShowKnown(ident="T1566.001")),
        ("is CVE-2026-12345 bad", ShowKnown(ident="CVE-2026-12345")),
        ("What is phishing?", ShowKnown(ident="phishing")),
        ("define 'lateral movement'", ShowKnown(ident="lateral movement")),
        ("what does ransomware mean?", ShowKnown(ident="ransomware")),
        ("explain the report to my boss", ExplainLast(audience="executive")),
        ("summarise the findings for a developer", ExplainLast(audience="developer")),
        ("explain the last report", ExplainLast(audience="generalist")),
        ("what can you detect?", ListRules()),
        ("which rules do you have", ListRules()),
        ("hello", SayHow()),
        ("", SayHow()),
        ("scan ./src", Examine(sort=Sort.CODE, place="./src")),
        ("scan src/app.py", Examine(sort=Sort.CODE, place="src/app.py")),
        ("are there vulnerabilities in requests==2.31.0?", Examine(sort=Sort.CODE, place="requests==2.31.0")),
        ("is ./invoice.docm malicious?", Examine(sort=Sort.SCRIPT, place="./invoice.docm")),
        ("is inbox/invoice.docm safe to open?", Examine(sort=Sort.SCRIPT, place="inbox/invoice.docm")),
        ("npm:left-pad@1.0.0", Examine(sort=Sort.SCRIPT, place="npm:left-pad@1.0.0")),
        ("was there an attack in /var/log/auth.log?", Examine(sort=Sort.LOGS, place="/var/log/auth.log")),
        ("is my code safe?", Examine(sort=Sort.CODE, place=".")),
        ("scan this folder", Examine(sort=Sort.CODE, place=".")),
        ("check our project for bugs", Examine(sort=Sort.CODE, place=".")),
        ("who attacked me?", SayHow()),
        ("were we hacked?", SayHow()),
        ("is http://x.invalid/a.exe malicious?", SayHow()),
        ("somebody locked my files", Find(words="somebody locked my files")),
        ("files end in a strange ending", Find(words="files end in a strange ending")),
        (f"is this malicious?\n```\n{SCRIPT}\n```", LookAt(sort=Sort.SCRIPT)),
        (f"review this\n```python\n{CODE}```", LookAt(sort=Sort.CODE)),
        (f"is this malicious?\n```python\n{CODE}```", LookAt(sort=Sort.SCRIPT)),
        (f"what happened here?\n```\n{LOGS}\n```", LookAt(sort=Sort.LOGS)),
        (f"what happened?\n{LOGS}", LookAt(sort=Sort.LOGS)),
        (CODE, LookAt(sort=Sort.CODE)),
        (f"```\n{SCRIPT}\n```", LookAt(sort=Sort.SCRIPT)),
    ],
)
def test_a_question_means(text: str, action: Action) -> None:
    assert understood(taken_apart(text)) == action


def test_what_was_pasted_is_parted_from_what_is_asked() -> None:
    question = taken_apart(f"please look:\n```py\n{CODE}```\nthank you")
    assert question.material == CODE.strip("\n")
    assert question.words.startswith("please look:")
    assert question.words.endswith("thank you")


def test_what_programs_say_beside_a_question_is_not_asked() -> None:
    text = "<system-reminder>\nToday is Sunday. Use tools.\n</system-reminder>\nwhat is phishing?"
    assert understood(taken_apart(text)) == ShowKnown(ident="phishing")


def test_a_fence_that_never_ends_holds_the_rest() -> None:
    assert taken_apart(f"look\n```\n{SCRIPT}").material == SCRIPT


@given(st.text(max_size=400))
def test_every_question_means_something(text: str) -> None:
    question = taken_apart(text)
    action = understood(question)
    assert isinstance(action, LookAt) is bool(question.material)


@given(st.text(alphabet="`\n {}\"'./\\a1=:", max_size=3000))
def test_no_question_takes_long(text: str) -> None:
    understood(taken_apart(text * 3))


def test_blanks_in_a_row_cost_nothing() -> None:
    began = time.process_time()
    understood(taken_apart("what is " + "a " * 30 + " " * 60_000 + "\x00"))
    assert time.process_time() - began < 3
