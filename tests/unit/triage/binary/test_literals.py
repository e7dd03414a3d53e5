"""What patterns cannot do without."""

from __future__ import annotations

import random
import re
import string

import pytest

from vedette.triage.binary.capabilities import capabilities, found_in, patterns
from vedette.triage.binary.literals import fewest, needed

CASES = {
    r"multipart/form-data": {"multipart/form-data"},
    r"\bsc(\.exe)?\b": set(),
    r"^(ba|z)?sh$": {"\nsh\n", "\nbash\n", "\nzsh\n"},
    r"^cmd(\.exe)?$": {"\ncmd\n", "\ncmd.exe\n"},
    r"wget .{0,80}; ?chmod": {"; chmod", ";chmod"},
    r"(one|two).*(three|four+)": {"three", "four"},
    r"Run\\{1,2}Once": {"run\\once", "run\\\\once"},
    r"reg +add +HKLM": {" add "},
    r"key[34]\.db": {"key3.db", "key4.db"},
    r"[a-z]{5,9}": set(),
    r"(password)?": set(),
    r"(?:password)+": {"password"},
    r"^:[a-z]{1,9}$": set(),
}


@pytest.mark.parametrize("pattern", CASES)
def test_a_pattern_needs_its_rarest_literals(pattern: str) -> None:
    assert needed(pattern).literals == CASES[pattern]


@pytest.mark.parametrize(
    ("pattern", "crosses"),
    [
        (r"select\s.*\sfrom", True), (r"\.doc\W", True), (r"\\[^\\]{0,9}\\c\$", True), (r"\Dx", True),
        (r"select .* from", False), (r"\S+\w\d", False), (r"C:\\\\system", False), (r"[^\n\\]+", False),
    ],
)  # fmt: skip
def test_a_pattern_may_go_on_to_the_next_line(pattern: str, *, crosses: bool) -> None:
    assert needed(pattern).crosses is crosses


def test_those_that_hold_another_are_left_out() -> None:
    assert fewest(["delete", "del", "select", "deselect"]) == ["del", "select"]


def strings() -> list[str]:
    """Return what rows are tried on, and the same a little spoilt."""
    known = [text for row in capabilities() for case in row.cases for text in case.strings]
    chance = random.Random(0)  # noqa: S311 - the same each time
    for text in list(known):
        at = chance.randrange(len(text) + 1)
        known.append(text[:at] + chance.choice(string.printable[:95]) + text[at:])
        known.append(text[:at] + text[at + 1 :])
    return [text for text in known if not text.startswith("class ")]


def test_whatever_a_pattern_of_the_rows_finds_holds_what_it_needs() -> None:
    needs = {pattern: needed(pattern).literals for pattern in patterns()}
    lacking = [
        (pattern, text)
        for text in strings()
        for pattern in found_in(text)
        if needs[pattern] and not any(one in f"\n{text.lower()}\n" for one in needs[pattern])
    ]
    assert lacking == []


def test_nearly_every_pattern_of_the_rows_needs_something() -> None:
    assert sum(not needed(pattern).literals for pattern in patterns()) <= len(patterns()) // 50


def test_patterns_mean_the_same_to_what_reads_them_here() -> None:
    assert [one for one in patterns() if re.compile(one, re.MULTILINE | re.IGNORECASE).groups < 0] == []
