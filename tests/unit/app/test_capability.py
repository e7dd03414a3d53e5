from vedette.access.nouns import Risk
from vedette.app.capability import Capability
from vedette.app.requests import ListRules


def test_a_capability_that_says_no_more_is_for_people_and_programs_on_their_own_input() -> None:
    made = Capability(id="x", does="x", reads="x", risk=Risk.C0, request=ListRules, cost_unit="rules")
    assert made.own_input
    assert made.estimate == 1
    assert made.role == ""
    assert not any((made.scoped, made.static, made.needs_purpose, made.needs_step_up, made.needs_second))
    assert not any((made.self_service, made.redress, made.human_only))
