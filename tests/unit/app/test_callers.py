import os

from vedette.access.nouns import Kind, Tier
from vedette.app.callers import owner, stranger


def test_the_owner_runs_this_machine() -> None:
    made = owner()
    assert (made.subject.kind, made.subject.tier, made.subject.id) == (
        Kind.OWNER,
        Tier.T2,
        f"local:{os.getuid()}",
    )
    assert made.bound
    assert made.claims is None


def test_a_stranger_is_nobody_and_showed_nothing() -> None:
    made = stranger()
    assert (made.subject.kind, made.subject.tier, made.subject.id) == (Kind.STRANGER, Tier.T0, "")
    assert not made.bound
