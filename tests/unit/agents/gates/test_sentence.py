"""Whole sentences: what stands and what does not, alone and as re-wordings of ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.agents.gates.tables import CODE, ground, rows, told
from vedette.agents.gates.schema import fault as misfit
from vedette.agents.gates.sentence import Claimed, fault, opinion_fault, reworded_fault, schema

WHEN, WHO, WHAT = "At 10:00 UTC", "somebody at 203.0.113.77", "tried passwords 60 times on gw1"
IN = "got in with the account lab"
OURS = f"{WHEN}, {WHO} {WHAT} and {IN}."
REWORDED_LIES = [
    f"{WHEN}, {WHO} {WHAT} and got in with the account ben.",
    f"At 11:00 UTC, {WHO} {WHAT} and {IN}.",
    f"{WHEN}, {WHO} tried passwords 61 times on gw1 and {IN}.",
    f"{WHEN}, somebody at gw1 tried passwords 60 times on 203.0.113.77 and {IN}.",
    f"{WHEN}, {WHO} {WHAT} and never {IN}.",
    f"{WHEN}, {WHO} tried passwords on gw1.",
    "Somebody got in with the account lab.",
    f"{WHEN}, {WHO} {WHAT} and {IN}; we blocked it.",
    f"{WHEN}, Lazarus at 203.0.113.77 {WHAT} and {IN}.",
    f"{WHEN}, {WHO} {WHAT} and could have {IN}.",
    f"{WHEN}, nobody at 203.0.113.77 {WHAT} and {IN}.",
    f"{WHEN}, an employee at 203.0.113.77 {WHAT} and {IN}.",
    "This is a false positive.",
    "We have isolated gw1.",
    "",
    f"{OURS} All is well.",
    f"{OURS} ![x](http://evil.example)",
    OURS.replace("gw1", "gw\u200b1"),
]
REWORDED_TRUE = [
    OURS,
    f"{WHEN}, someone at 203.0.113.77 {WHAT} and gained access with the account lab.",
    f"Somebody at 203.0.113.77 {WHAT} and {IN} at 10:00 UTC.",
    f"{WHEN}, {WHO} {WHAT}. Got in with account lab.",
    f"{WHEN} someone at 203.0.113.77 attempted passwords 60 times on gw1, and logged in with account lab.",
    "Someone at 203.0.113.77 tried out passwords 60 times on gw1, broke in with account lab at 10:00 UTC.",
    f"{WHEN}: {WHO} guessed at passwords 60 times on gw1 and entered with the account lab.",
    f"{WHEN}, someone at 203.0.113.77 {WHAT}; then got access with account lab.",
]


@pytest.mark.parametrize("row", rows("sentence", "lies"), ids=lambda row: ascii(row["text"]))
def test_a_sentence_that_claims_more_is_stopped(row: dict[str, str]) -> None:
    text, ids, around = told(row)
    assert fault(Claimed(text=text, cites=ids), around)


@pytest.mark.parametrize("row", rows("sentence", "true"), ids=lambda row: row["text"])
def test_a_sentence_that_says_what_is_there_stands(row: dict[str, str]) -> None:
    text, ids, around = told(row)
    assert fault(Claimed(text=text, cites=ids), around) is None


@pytest.mark.parametrize("text", REWORDED_LIES, ids=ascii)
def test_a_rewording_that_says_something_else_is_stopped(text: str) -> None:
    assert reworded_fault(text, OURS, ("E1",), ground())


@pytest.mark.parametrize("text", REWORDED_TRUE)
def test_a_rewording_that_says_the_same_stands(text: str) -> None:
    assert reworded_fault(text, OURS, ("E1",), ground()) is None


@given(st.permutations(OURS.rstrip(".").split()))
def test_the_same_words_in_another_order_are_another_statement(words: list[str]) -> None:
    made = " ".join(words)
    if reworded_fault(made, OURS, ("E1",), ground()) is None:
        told_order = [one for one in made.lower().replace(",", "").split() if one not in {"and", "the"}]
        ours = [one for one in OURS.lower().rstrip(".").replace(",", "").split() if one not in {"and", "the"}]
        assert told_order in (ours, [*ours[3:], *ours[:3]])


@given(st.text(max_size=80))
def test_hardly_a_text_is_a_rewording(text: str) -> None:
    assert reworded_fault(text, OURS, ("E1",), ground())


def test_its_schema_takes_no_other_ids() -> None:
    shape = schema(("E1", "E2"))
    assert misfit({"text": "a", "cites": ["E1"]}, shape) == ""
    for wrong in (
        {"text": "a", "cites": ["E3"]},
        {"text": "a", "cites": []},
        {"text": "", "cites": ["E1"]},
        {"cites": ["E1"]},
    ):
        assert misfit(wrong, shape)


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("A stranger can reach it from outside.", True),
        ("The parameter becomes part of a command.", True),
        ("It reaches subprocess.run in shop.py.", True),
        ("Lazarus", False),
        ("Sandworm did it.", False),
        ("It has been fixed.", False),
        ("Es ist behoben.", False),
        ("Está resuelto.", False),
        ("It is harmless.", False),
        ("The severity is low.", False),
        ("It is in line 99.", False),
        ("It is CWE-79.", False),
        ("The value is not checked before it is used.", True),
        ("It does not reach subprocess.run.", False),
        ("No outsider can control this value.", False),
        ("Nobody can exploit this.", False),
        ("The value is always checked before it is used.", False),
        ("It is only reachable by administrators.", False),
        ("This needs no action.", False),
        ("You can close this.", False),
        ("The patch removes the weakness.", False),
        ("It passes every gate.", False),
        ("The maintainers merged this.", False),
    ],
)
def test_a_remark_may_use_any_words_but_for_those_that_claim(text: str, *, stands: bool) -> None:
    assert (opinion_fault(text, CODE) == "") is stands
