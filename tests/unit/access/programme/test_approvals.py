import itertools

import pytest

from tests.unit.access.programme.people import ADA, NOW, PROGRAMS, RITA, ROB, RUTH, someone
from vedette.access.documents import Kept, Memory
from vedette.access.nouns import Subject, Tier
from vedette.access.programme.approvals import LASTS, OPEN_MAX, Approvals, Pending, Said, missing
from vedette.core.errors import BadInput, Refused

DIGEST, OTHER = "ab" * 32, "cd" * 32
BO = someone("bo", "umbrella", "team:red")


@pytest.fixture
def approvals() -> Approvals:
    return Approvals(Memory())


def ask(approvals: Approvals, now: float = NOW) -> Pending:
    return approvals.ask(ADA, DIGEST, what="validate an exploit on host.example", now=now)


def say(approvals: Approvals, who: Subject, *, approve: bool = True, now: float = NOW) -> Pending:
    pending = ask(approvals, now=NOW)
    return approvals.say(who, pending.id, Said(digest=DIGEST, approve=approve, reason="seen"), now=now)


def test_two_people_of_two_organisations_one_a_reviewer_approve(approvals: Approvals) -> None:
    wanting = missing(ask(approvals), NOW)
    assert wanting == (
        "2 more who approve",
        "approvers from two organisations or teams",
        "an approver who is a reviewer",
    )
    assert len(missing(say(approvals, RITA), NOW)) == 2
    assert not approvals.approved("ada", DIGEST, NOW)
    assert missing(say(approvals, BO), NOW) == ()
    assert approvals.approved("ada", DIGEST, NOW)


def test_what_was_said_is_spent_whatever_it_was_enough_for(approvals: Approvals) -> None:
    assert not approvals.spend("ada", DIGEST, NOW), "nobody was asked"
    ask(approvals)
    assert not approvals.spend("ada", DIGEST, NOW), "nobody spoke"
    say(approvals, RITA)
    assert not approvals.spend("ada", DIGEST, NOW + LASTS), "it is over"
    assert approvals.spend("ada", DIGEST, NOW)
    assert not approvals.spend("ada", DIGEST, NOW)
    found = approvals.get("ada", DIGEST)
    assert found is not None
    assert found.used == NOW


def test_each_condition_is_needed() -> None:
    """Over all pairs of people: of two organisations or teams, with and without the role."""
    people = [
        someone(f"{number}", org, *team, *role)
        for number, (org, team, role) in enumerate(
            itertools.product(
                ("", "acme", "umbrella"), ((), ("team:red",), ("team:blue",)), ((), ("reviewer",))
            )
        )
    ]
    for one, two in itertools.combinations(people, 2):
        approvals = Approvals(Memory())
        say(approvals, one)
        say(approvals, two)
        apart = bool(one.org and two.org) and (
            one.org != two.org
            or (len({role for who in (one, two) for role in who.roles if role.startswith("team:")}) == 2)
        )
        reviewed = "reviewer" in one.roles or "reviewer" in two.roles
        assert approvals.approved("ada", DIGEST, NOW) is (apart and reviewed), (one, two)


def test_nobody_approves_their_own_request_under_whatever_account(approvals: Approvals) -> None:
    with pytest.raises(Refused, match="their own request"):
        say(approvals, someone("ada", "umbrella", "reviewer", key="another key"))


def test_nobody_counts_twice(approvals: Approvals) -> None:
    say(approvals, RITA)
    with pytest.raises(Refused, match="you have spoken"):
        say(approvals, someone("rita", "umbrella", "reviewer", key="another key"))
    assert not approvals.approved("ada", DIGEST, NOW)


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_neither_ask_nor_approve(approvals: Approvals, program: Subject) -> None:
    with pytest.raises(Refused):
        say(approvals, program)
    with pytest.raises(Refused):
        approvals.ask(program, DIGEST, what="all", now=NOW)


def test_who_could_not_do_it_and_has_no_role_does_not_approve(approvals: Approvals) -> None:
    with pytest.raises(Refused, match="T3 or T4"):
        say(approvals, someone("eve", "umbrella", tier=Tier.T2))


def test_a_changed_request_has_no_approvals(approvals: Approvals) -> None:
    say(approvals, RITA)
    say(approvals, ROB)
    assert not approvals.approved("ada", OTHER, NOW)
    assert not approvals.approved("bo", DIGEST, NOW)
    changed = approvals.ask(ADA, OTHER, what="validate it on another host", now=NOW)
    with pytest.raises(Refused, match="not the request that waits"):
        approvals.say(RUTH, changed.id, Said(digest=DIGEST, approve=True, reason="seen"), now=NOW)
    assert len(missing(changed, NOW)) == 3


def test_one_no_is_enough_until_it_is_asked_anew(approvals: Approvals) -> None:
    say(approvals, RITA)
    say(approvals, ROB)
    said = say(approvals, RUTH, approve=False)
    assert "somebody said no" in missing(said, NOW)[0]
    assert approvals.waiting(NOW) == []
    assert ask(approvals, NOW + 60) == said, "asking again does not make it unsaid"
    assert ask(approvals, NOW + LASTS).voices == ()


def test_approvals_are_good_once(approvals: Approvals) -> None:
    with pytest.raises(Refused, match="not been approved") as refused:
        approvals.use("ada", DIGEST, NOW)
    assert "a request for approvals" in refused.value.hint
    say(approvals, RITA)
    with pytest.raises(Refused) as refused:
        approvals.use("ada", DIGEST, NOW)
    assert "1 more who approve" in refused.value.hint
    say(approvals, ROB)
    assert approvals.use("ada", DIGEST, NOW + 1).used == NOW + 1
    with pytest.raises(Refused) as refused:
        approvals.use("ada", DIGEST, NOW + 1)
    assert "was used" in refused.value.hint
    assert ask(approvals, NOW + 2).voices == ()


def test_approvals_are_good_for_four_hours(approvals: Approvals) -> None:
    say(approvals, RITA)
    say(approvals, ROB)
    assert approvals.approved("ada", DIGEST, NOW + LASTS - 1)
    assert not approvals.approved("ada", DIGEST, NOW + LASTS)
    with pytest.raises(Refused, match="over"):
        say(approvals, RUTH, now=NOW + LASTS)
    assert approvals.waiting(NOW + LASTS) == []


def test_what_waits_can_be_looked_at(approvals: Approvals) -> None:
    made = ask(approvals)
    assert approvals.waiting(NOW) == [made]
    assert approvals.get("ada", DIGEST) == made
    with pytest.raises(BadInput, match="no request"):
        approvals.say(RITA, "nothing", Said(digest=DIGEST, approve=True, reason="seen"), now=NOW)


@pytest.mark.parametrize(
    ("digest", "what"), [("AB" * 32, "x"), ("ab", "x"), (DIGEST, ""), (DIGEST, "x" * 2001)]
)
def test_what_is_asked_is_a_digest_and_some_words(approvals: Approvals, digest: str, what: str) -> None:
    with pytest.raises(BadInput):
        approvals.ask(ADA, digest, what=what, now=NOW)


def test_nobody_fills_the_desks_of_reviewers_with_requests() -> None:
    approvals = Approvals(Memory())
    digests = [f"{number:064x}" for number in range(OPEN_MAX + 1)]
    for one in digests[:-1]:
        approvals.ask(ADA, one, what="validate", now=NOW)
    with pytest.raises(Refused, match="50 requests"):
        approvals.ask(ADA, digests[-1], what="validate", now=NOW)
    assert approvals.ask(ADA, digests[0], what="validate", now=NOW).digest == digests[0], (
        "the same is no other"
    )
    assert approvals.ask(BO, digests[-1], what="validate", now=NOW).requester.person == BO.id
    assert len(approvals.waiting(NOW)) == OPEN_MAX + 1
    assert approvals.ask(ADA, digests[-1], what="validate", now=NOW + LASTS).made == NOW + LASTS


def test_who_looks_at_what_waits_reads_nothing_of_what_is_over() -> None:
    documents = Counting()
    approvals = Approvals(documents)
    for number in range(200):
        approvals.ask(ADA, f"{number:064x}", what="validate", now=NOW + number * LASTS)
    documents.read = 0
    assert len(approvals.waiting(NOW + 199 * LASTS)) == 1
    assert documents.read <= 2


class Counting(Memory):
    """Counts the documents that are read."""

    read = 0

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        found = super().tagged(kind, tag)
        self.read += len(found)
        return found
