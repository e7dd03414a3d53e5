"""Questions nobody would ask: whatever bytes come, a question is read or one of our errors raised."""

import random

import msgspec
import pytest

from tests.fuzz.mutations import mutated
from tests.unit.access.policy.questions import ALLOWED
from vedette.access.policy.engine import Policy
from vedette.access.policy.question import fault, question_from_json
from vedette.core.errors import BadInput

ROUNDS = 40_000
WRITTEN = [msgspec.json.encode(question) for question in ALLOWED.values()]


@pytest.mark.slow
def test_whatever_is_sent_is_a_question_or_bad_input() -> None:
    chance = random.Random(3)  # noqa: S311  nothing secret: the same bytes each time
    policy = Policy.load()
    read = 0
    for _ in range(ROUNDS):
        sent = mutated(chance.choice(WRITTEN), chance.choice(WRITTEN), chance)
        try:
            question = question_from_json(sent)
        except BadInput:
            continue
        read += 1
        assert not fault(question)
        assert "pdp_error" not in policy.decide(question, 0.0).reasons or question.risk == "CX"
    assert read
