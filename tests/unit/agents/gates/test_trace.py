"""Paths that are none, paths names hand on, and paths the engine found."""

import pytest

from vedette.agents.gates.quote import Quotation, Quoted, held
from vedette.agents.gates.trace import Standing, weigh
from vedette.core.levels import Confidence
from vedette.core.nouns import Evidence, Finding, Lines, Role, Severity

APP = """\
import os
from flask import request

def read():
    name = request.args.get("name")
    clean = "fixed"
    return name

def run(command, quiet):
    line = "echo " + command
    if quiet:
        line = "true"
    os.system(line)
    done = quiet

def handler():
    word = read()
    other = 1
    word2 = word
    run(word2, other)
    word = "safe"
    os.system(word)

class Job:
    def take(self, text):
        self.text = text

    def go(self):
        for part in self.text:
            with open(part) as out:
                out.write(part)
        total = 0
        for n in range(3):
            os.system(str(total))
            total += n
"""
LINES = APP.split("\n")


def at(line: int) -> Quoted:
    found = held(Quotation(path="app.py", line=line, end_line=line, quote=LINES[line - 1]), APP)
    assert isinstance(found, Quoted)
    return found


def place(text: str, after: int = 0) -> int:
    return next(n for n, line in enumerate(LINES, 1) if n > after and line.strip() == text)


NAME = place('name = request.args.get("name")')
CLEAN = place('clean = "fixed"')
BACK = place("return name")
RUN = place("def run(command, quiet):")
LINE = place('line = "echo " + command')
TRUTH = place('line = "true"')
SYSTEM = place("os.system(line)")
DONE = place("done = quiet")
WORD = place("word = read()")
OTHER = place("other = 1")
COPY = place("word2 = word")
CALL = place("run(word2, other)")
SAFE = place('word = "safe"')
LAST = place("os.system(word)")
TAKE = place("def take(self, text):")
KEPT = place("self.text = text")
EACH = place("for part in self.text:")
OPEN = place("with open(part) as out:")
WRITE = place("out.write(part)")
ZERO = place("total = 0")
LOOP = place("os.system(str(total))")
PLUS = place("total += n")

LIES = [
    (NAME,),
    (NAME, SYSTEM),
    (NAME, LINE),
    (CLEAN, BACK),
    (CLEAN, WORD),
    (OTHER, SYSTEM),
    (OTHER, LINE),
    (WORD, SYSTEM),
    (WORD, LAST),
    (COPY, LAST),
    (DONE, SYSTEM),
    (SYSTEM, LINE),
    (CALL, COPY),
    (CALL, DONE, SYSTEM),
    (NAME, BACK, WORD, LAST),
    (TRUTH, DONE),
    (KEPT, WRITE),
    (WRITE, OPEN),
    (ZERO, WRITE),
    (1, 2),
]
TRUE = [
    (NAME, BACK),
    (NAME, BACK, WORD),
    (NAME, BACK, WORD, COPY, CALL, RUN, LINE, SYSTEM),
    (NAME, BACK, WORD, COPY, CALL, LINE, SYSTEM),
    (CALL, RUN),
    (RUN, LINE, SYSTEM),
    (TRUTH, SYSTEM),
    (SAFE, LAST),
    (TAKE, KEPT, EACH, OPEN),
    (OPEN, WRITE),
    (EACH, WRITE),
    (ZERO, LOOP),
    (PLUS, LOOP),
]


@pytest.mark.parametrize("hops", LIES, ids=str)
def test_lines_nothing_connects_are_no_path(hops: tuple[int, ...]) -> None:
    found = weigh([at(one) for one in hops], (), {"app.py": APP})
    assert found.standing is Standing.UNPROVEN
    assert found.why


@pytest.mark.parametrize("hops", TRUE, ids=str)
def test_lines_names_hand_on_are_one(hops: tuple[int, ...]) -> None:
    assert weigh([at(one) for one in hops], (), {"app.py": APP}).standing is Standing.CONNECTED


def finding(*lines: int) -> Finding:
    return Finding(
        rule="command-injection",
        title="t",
        message="m",
        severity=Severity.HIGH,
        confidence=Confidence.STRONG,
        reason="r",
        fingerprint="f1",
        evidence=tuple(
            Evidence(
                artefact="sha256:" + "0" * 64,
                name="app.py",
                locator=Lines(line=one, column=1, end_line=one, end_column=9),
                quote=LINES[one - 1],
                role=Role.STEP,
            )
            for one in lines
        ),
    )


def test_what_the_engine_found_proves_a_path() -> None:
    way = finding(NAME, BACK, WORD, CALL, SYSTEM)
    proven = weigh([at(NAME), at(WORD), at(SYSTEM)], (way,), {})
    assert (proven.standing, proven.finding) == (Standing.PROVEN, "f1")
    for wrong in (
        [at(WORD), at(NAME)],
        [at(NAME), at(WORD)],
        [at(NAME), at(CLEAN), at(SYSTEM)],
        [at(WORD), at(SYSTEM)],
    ):
        assert weigh(wrong, (way,), {}).standing is Standing.UNPROVEN


def test_what_is_no_python_connects_nothing() -> None:
    text = "a -> b\nb -> c\n" * 4
    hops = [
        held(Quotation(path="x.txt", line=n, end_line=n, quote=text.split("\n")[n - 1]), text) for n in (1, 2)
    ]
    assert all(isinstance(one, Quoted) for one in hops)
    assert (
        weigh([one for one in hops if isinstance(one, Quoted)], (), {"x.txt": text}).standing
        is Standing.UNPROVEN
    )
