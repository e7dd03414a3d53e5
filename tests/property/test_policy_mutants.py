"""The tests of the policy are worth something: spoil the policy, and they notice."""

from itertools import islice

import pytest

from benchmarks.gate.policy import Exam, equivalents, mutants, score
from vedette.access.policy.engine import HERE, SCHEMA, TEXT, Policy

RULES = (HERE / TEXT).read_text(encoding="utf-8")
SHAPE = (HERE / SCHEMA).read_text(encoding="utf-8")
ONE = """
@id("one") permit (principal is Member, action == Action::"C1", resource)
when { context.tier >= 2 && !context.paused } unless { context.scope == "excluded" };
"""


def test_a_rule_is_spoilt_in_every_small_way() -> None:
    assert [mutant.what for mutant in mutants(ONE)] == [
        "deleted",
        "effect swapped",
        "principal any",
        "action any",
        "action C0",
        "action C2",
        "when 1 dropped",
        "when 1 turned",
        "when 1 only left of ((tier >= 2) && !paused)",
        "when 1 only right of ((tier >= 2) && !paused)",
        "when 1 || in ((tier >= 2) && !paused)",
        "when 1 < in (tier >= 2)",
        "when 1 <= in (tier >= 2)",
        "when 1 > in (tier >= 2)",
        "when 1 1 in (tier >= 2)",
        "when 1 3 in (tier >= 2)",
        "when 1 no ! in !paused",
        "when 1 not paused",
        "unless 2 dropped",
        "unless 2 turned",
        'unless 2 != in (scope == "excluded")',
        'unless 2 not excluded in (scope == "excluded")',
    ]


@pytest.mark.timeout(240)  # seconds when nobody else is at work
def test_a_sample_of_the_spoilt_policies_is_noticed_by_the_reviewed_matrix_alone() -> None:
    exam = Exam(Policy.read(RULES, SHAPE), more=0)
    assert [one.name for one in islice(mutants(RULES), 0, 100, 30) if not exam.kills(one, SHAPE)] == []


@pytest.mark.slow
def test_the_list_of_what_makes_no_difference_holds_nothing_that_is_gone() -> None:
    assert equivalents().keys() <= {mutant.name for mutant in mutants(RULES)}
    assert all(equivalents().values())


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_99_of_100_spoilt_policies_are_noticed() -> None:
    found = score()
    assert found.of > 500
    assert found.killed >= 0.99 * found.of, found.survivors
