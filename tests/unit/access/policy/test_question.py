"""What can be asked, and what is no question."""

import msgspec
import pytest

from tests.unit.access.policy.questions import ALLOWED, PLAIN, changed
from vedette.access.nouns import Kind
from vedette.access.policy.question import MOST_BYTES, Question, fault, question_from_json
from vedette.core.errors import BadInput, LimitHit

SENT = msgspec.json.encode(PLAIN).decode()


@pytest.mark.parametrize("question", ALLOWED.values(), ids=ALLOWED)
def test_what_is_written_comes_back_equal(question: Question) -> None:
    assert question_from_json(msgspec.json.encode(question)) == question


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scope": "Excluded"}, "scope"),
        ({"ledger": "fine"}, "ledger"),
        ({"role": "root"}, "role"),
        ({"model": "biggest"}, "model"),
        ({"purpose": "fun"}, "purpose"),
        ({"measure": "suspended"}, "measure"),
        ({"held": "forever"}, "held"),
        ({"tier": 5}, "tier"),
        ({"criticality": 6}, "criticality"),
        ({"approvals": -1}, "fewer than none"),
        ({"approving_teams": -1}, "fewer than none"),
        ({"agent": "agent-1"}, "agent"),
        ({"kind": Kind.AGENT, "agent": ""}, "agent"),
        ({"role": "operator", "self_service": True}, "own affair"),
        ({"tools": ("t",) * 257}, "too many"),
        ({"capability": "c" * 201}, "too long"),
    ],
)
def test_a_question_that_contradicts_itself_is_seen(changes: dict[str, object], words: str) -> None:
    asked = changed(PLAIN, **changes)
    assert words in fault(asked)
    with pytest.raises(BadInput, match=words):
        question_from_json(msgspec.json.encode(asked))


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("", "Expecting"),
        ("[]", "Expected"),
        ("\xff", "Expecting"),
        ("[" * 20000, "recursion"),
        (SENT.replace('"bound":true', '"bound":true,"bound":false'), "twice"),
        (SENT.replace('"id":"person-1"', '"id":"person-1","id":"person-2"'), "twice"),
        (SENT.replace('"bound":true', '"bound":true,"trusted":true'), "trusted"),
        (SENT.replace('"id":"person-1"', '"id":"person-1","admin":true'), "admin"),
        (SENT.replace('"suspended":false,', ""), "suspended"),
        (SENT.replace('"bound":true', '"bound":1'), "bool"),
        (SENT.replace('"policy_age":5', '"policy_age":5.5'), "int"),
        (SENT.replace('"policy_age":5', '"policy_age":NaN'), "NaN"),
        (SENT.replace('"policy_age":5', '"policy_age":' + "9" * 5000), "digits"),
        (SENT.replace('"C0"', '"C9"'), "C9"),
        (SENT.replace('"person"', '"robot"'), "robot"),
    ],
)
def test_what_is_no_question_is_refused(sent: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        question_from_json(sent.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadInput, match="utf-8"):
        question_from_json(b"\xff\xfe{}")


def test_a_question_larger_than_any_is_not_even_looked_at() -> None:
    with pytest.raises(LimitHit, match="bytes"):
        question_from_json(b" " * (MOST_BYTES + 1))
