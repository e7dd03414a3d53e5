"""Why something could not be looked at is a kind, wherever it is known."""

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.causes import Cause, Damaged, Grown, Large, Spent, cause_of, skip


def test_errors_bring_their_cause() -> None:
    causes = [cause_of(skip("a", kind("why", hint=""))) for kind in (Damaged, Grown, Large, Spent, BadInput)]
    assert causes == [Cause.DAMAGED, Cause.CRAFTED, Cause.LARGE, Cause.SPENT, Cause.OTHER]


def test_a_cause_can_be_given_with_words() -> None:
    assert cause_of(skip("a", "overlaps", cause=Cause.CRAFTED)) is Cause.CRAFTED
    assert cause_of(Skipped(what="a", why="overlaps")) is Cause.OTHER
