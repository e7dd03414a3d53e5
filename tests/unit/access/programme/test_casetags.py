"""What a case is found by: each tag appears with what it stands for, and goes with it."""

from tests.unit.access.programme.people import ADA, DAY, NOW, RITA, Town
from vedette.access.documents import Memory
from vedette.access.hours import hour
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.casetags import APPROVED, approved, tags
from vedette.access.programme.criteria import Want


def test_a_case_is_found_by_the_hour_it_was_approved_in_last() -> None:
    documents = Memory()
    cases = Applications(documents, Town())
    case = cases.apply(ADA, Want(tier=Tier.T1), statement="I look after it", now=NOW)
    assert approved(case) == 0.0
    assert "open" in set(tags(case))
    assert not any(tag.startswith(APPROVED) for tag in tags(case))
    case = cases.review(RITA, case.id, approve=True, reason="known", now=NOW + DAY)
    assert approved(case) == NOW + DAY
    assert {hour(APPROVED, NOW + DAY), "person:ada"} <= set(tags(case))
    assert "open" not in set(tags(case))
    assert cases.approved(NOW, NOW + DAY) == [case]
    assert cases.approved(NOW + DAY, NOW + 2 * DAY) == []
