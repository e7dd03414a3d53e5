from pathlib import Path

from tests.serving import environment
from vedette.access.nouns import Risk
from vedette.app import action_capabilities, home_capabilities, wiring
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


def test_reviewers_touch_their_key_each_time_they_decide_or_read_what_somebody_wrote() -> None:
    deciding = [
        one for one in CAPABILITIES.values() if one.role == "reviewer" and (one.changes or one.quotes)
    ]
    assert deciding
    assert all(one.needs_step_up for one in deciding)


def test_somebody_suspended_may_see_why_appeal_and_leave() -> None:
    redress = {one.id for one in CAPABILITIES.values() if one.redress}
    assert redress >= {"access.explain", "access.appeal", "access.list", "identity.me", "identity.leave"}
    assert not redress & {"access.apply", "agents.exchange", "identity.connect", "access.approve"}


# What each capability does to the world, and whose words it hands over, is chosen for each row: a new one
# fails here until somebody has put its id where it belongs.
CHANGE = [
    "access.admit",
    "access.agree",
    "access.appeal",
    "access.apply",
    "access.appoint",
    "access.approve",
    "access.audit",
    "access.close_founding",
    "access.confirm",
    "access.end",
    "access.review",
    "access.revoke",
    "access.sponsor",
    "action.alone",
    "action.critical",
    "action.read",
    "action.small",
    "action.wide",
    "agents.exchange",
    "backend.attach",
    "backend.install",
    "backend.probe",
    "code.fix",
    "code.fix.approve",
    "disclosure.record",
    "duty.change",
    "events.prune",
    "evidence.show",
    "evidence.start",
    "glass.break",
    "glass.close",
    "glass.review",
    "hunt.follow",
    "identity.connect",
    "identity.invite",
    "identity.leave",
    "identity.touch",
    "incident.backup",
    "incident.change",
    "incident.export",
    "incident.handle",
    "incident.keep",
    "incident.open",
    "incident.restore",
    "incident.take",
    "jobs.cancel",
    "knowledge.add",
    "knowledge.remove",
    "ledger.export",
    "ledger.witness",
    "member.erase",
    "member.know",
    "monitor.agree",
    "monitor.decide",
    "monitor.lift",
    "monitor.review_agree",
    "monitor.review_decide",
    "monitor.review_lift",
    "playbook.answer",
    "playbook.start",
    "playbook.step",
    "proofing.appeal",
    "proofing.ask",
    "proofing.ask_credential",
    "proofing.attest",
    "proofing.call_back",
    "proofing.hear",
    "proofing.look_up",
    "proofing.phrase",
    "proofing.seat",
    "proofing.show_credential",
    "proofing.withdraw",
    "respond.run",
    "review.answer",
    "safeguards.answer",
    "scope.prove",
    "scope.review",
    "scope.start",
    "seats.add",
    "seats.agree",
    "transparency.publish",
    "transparency.state",
    "uploads.drop",
]
"""Something is otherwise afterwards: no program that read something from outside may do it."""

QUOTE = [
    "action.plan",
    "action.read",
    "action.show",
    "action.try",
    "agent.trace",
    "code.assist",
    "code.discover",
    "code.fix",
    "code.scan",
    "demo.run",
    "desk.ask",
    "duty.change",
    "duty.show",
    "events.analyse",
    "events.query",
    "hunt.follow",
    "hunt.run",
    "incident.change",
    "incident.custody",
    "incident.export",
    "incident.handle",
    "incident.keep",
    "incident.list",
    "incident.open",
    "incident.report",
    "incident.share",
    "incident.show",
    "incident.take",
    "jobs.follow",
    "jobs.report",
    "jobs.show",
    "knowledge.search",
    "knowledge.show",
    "member.export",
    "playbook.answer",
    "playbook.follow",
    "playbook.read",
    "playbook.start",
    "playbook.step",
    "report.advise",
    "report.explain",
    "report.narrate",
    "report.show",
    "report.verify",
    "respond.run",
    "safeguards.open",
    "text.look",
    "text.read",
    "triage.run",
]
"""The answer may carry words somebody else wrote: whoever reads it may have been told what to do."""

NEITHER = [
    "access.appeals",
    "access.explain",
    "access.list",
    "action.kinds",
    "backend.list",
    "disclosure.list",
    "evidence.list",
    "glass.list",
    "hunt.formats",
    "hunt.test",
    "identity.challenge",
    "identity.me",
    "identity.people",
    "identity.sessions",
    "incident.measures",
    "jobs.list",
    "knowledge.list",
    "ledger.fetch",
    "ledger.receipt",
    "ledger.recount",
    "ledger.verify",
    "member.alerts",
    "member.feed",
    "member.grants",
    "member.uses",
    "model.core",
    "model.count",
    "model.critical",
    "model.cyber",
    "model.evaluate",
    "model.list",
    "model.open",
    "monitor.list",
    "playbook.list",
    "proofing.list",
    "proofing.organisation",
    "review.look",
    "review.queue",
    "review.statistics",
    "rules.list",
    "rules.test",
    "safeguards.evaluate",
    "safeguards.held",
    "scope.check",
    "scope.letters",
    "seats.list",
    "uploads.list",
    "uploads.put",
]
"""They look something up, of ours or of the caller's, or hand in what is to be looked at."""


ROWS = CAPABILITIES | {one.id: one for one in (*home_capabilities.ROWS, *action_capabilities.ROWS)}


def test_of_each_capability_somebody_said_what_it_changes_and_whom_it_quotes() -> None:
    assert sorted(ROWS) == sorted({*CHANGE, *QUOTE, *NEITHER}), "choose for each new capability: see above"
    assert not {*CHANGE, *QUOTE} & {*NEITHER}


def test_the_table_says_the_same() -> None:
    assert {one.id for one in ROWS.values() if one.changes} == {*CHANGE}
    assert {one.id for one in ROWS.values() if one.quotes} == {*QUOTE}


def test_what_others_rights_hang_on_changes_something() -> None:
    looks = (".list", ".people", ".fetch", ".look", ".queue", ".statistics", ".open")
    assert {one.id for one in ROWS.values() if one.role and not one.id.endswith(looks)} <= {*CHANGE}
