"""What reviewers did, counted from cases."""

from vedette.access.nouns import Tier
from vedette.access.programme.actors import Actor
from vedette.access.programme.criteria import DAY, Want
from vedette.access.programme.records import Act, Case, Event
from vedette.access.programme.statistics import pairs, reviewers


def case(name: str, *events: tuple[Act, str, float], at: float = 0.0) -> Case:
    return Case(
        id=name,
        applicant=Actor(person="ada"),
        want=Want(tier=Tier.T2),
        statement="why",
        at=at,
        events=tuple(
            Event(id=f"{name}{place}", act=act, actor=Actor(person=who), at=when, reason="seen")
            for place, (act, who, when) in enumerate(events)
        ),
    )


CASES = [
    case("a", (Act.APPROVE, "rob", DAY), (Act.APPROVE, "ruth", 2 * DAY)),
    case("b", (Act.APPROVE, "rob", 3 * DAY), (Act.APPROVE, "ruth", 3 * DAY), (Act.AUDIT, "rita", 9 * DAY)),
    case("c", (Act.REFUSE, "rob", 5 * DAY), (Act.APPEAL, "ada", 6 * DAY), (Act.OVERTURN, "rita", 7 * DAY)),
    case("d", (Act.APPROVE, "rob", DAY), (Act.DRAW, "", 2 * DAY)),
]


def test_each_reviewer_is_told_what_they_did() -> None:
    rob, rita, ruth = (one for one in reviewers(CASES) if one.person in {"rob", "ruth", "rita"})
    assert (rob.person, rob.decisions, rob.approved, rob.refused, rob.overturned) == ("rob", 4, 3, 1, 1)
    assert rob.median_days == 2.0
    assert (rob.partner, rob.together, rob.partner_share) == ("ruth", 2, 0.67)
    assert (ruth.decisions, ruth.partner_share) == (2, 1.0)
    assert (rita.decisions, rita.approved, rita.looked_again, rita.overturned) == (2, 1, 1, 0)
    assert "" not in {one.person for one in reviewers(CASES)}, "the lot is nobody"


def test_only_what_was_done_since_counts() -> None:
    assert [one.person for one in reviewers(CASES, since=6.5 * DAY)] == ["rita"]
    assert reviewers([]) == []


def test_pairs_are_counted_by_case() -> None:
    assert pairs(CASES) == {("rob", "ruth"): 2}
