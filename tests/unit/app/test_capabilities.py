from pathlib import Path

from tests.serving import environment
from vedette.access.nouns import Risk
from vedette.app import wiring
from vedette.app.capabilities import CAPABILITIES
from vedette.app.clock import SYSTEM
from vedette.app.parts import Serving
from vedette.app.serving import build_service


def test_what_names_a_target_has_one_in_its_request_and_says_its_purpose() -> None:
    for one in CAPABILITIES.values():
        assert not one.scoped or ("target" in one.request.__annotations__ and one.needs_purpose)


AT_HOME_ONLY = {"code.assist", "code.fix"}
"""What nobody is served: on one's own machine there is no target to prove."""


def test_what_is_c2_or_above_is_scoped_or_only_judges_what_is_handed_in() -> None:
    for one in CAPABILITIES.values():
        harmless = one.risk in {Risk.C0, Risk.C1} or one.scoped or one.static
        assert harmless or one.id in AT_HOME_ONLY, one.id


def test_what_is_for_home_only_is_not_served(tmp_path: Path) -> None:
    chosen = Serving(settings=wiring.chosen(environment(tmp_path)), url="http://localhost:1", clock=SYSTEM)
    service = build_service(chosen)
    try:
        assert not AT_HOME_ONLY & service.gate.handlers.keys()
        assert wiring.build(environment(tmp_path)).gate.handlers.keys() >= AT_HOME_ONLY
    finally:
        service.close()


def test_nothing_is_for_nobody() -> None:
    assert all(one.risk is not Risk.CX for one in CAPABILITIES.values())


def test_offices_are_ones_that_can_be_held_and_are_peoples_where_others_rights_change() -> None:
    for one in CAPABILITIES.values():
        assert one.role in {"", "operator", "reviewer"}
        assert not (one.role and one.self_service)
        assert one.human_only or not one.role or one.id.startswith("ledger.")


def test_reviewers_touch_their_key_each_time() -> None:
    assert all(one.needs_step_up for one in CAPABILITIES.values() if one.role == "reviewer")


def test_somebody_suspended_may_see_why_appeal_and_leave() -> None:
    redress = {one.id for one in CAPABILITIES.values() if one.redress}
    assert redress >= {"access.explain", "access.appeal", "access.list", "identity.me", "identity.leave"}
    assert not redress & {"access.apply", "agents.exchange", "identity.connect", "access.approve"}
