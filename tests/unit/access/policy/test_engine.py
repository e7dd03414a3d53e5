"""A10, an engine that fails open: the policy decides, and whatever is not a clean yes is no."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cedarpy
import msgspec
import pytest
from msgspec.structs import replace

from tests.unit.access.policy import golden, reference, sound
from tests.unit.access.policy.questions import ALLOWED, PLAIN, changed
from vedette.access.nouns import Decision, Kind, Risk, Verdict
from vedette.access.policy import engine
from vedette.access.policy.engine import GOOD_FOR, HERE, MOST_BYTES, SCHEMA, SOUND, TEXT, TOO_LONG, Policy
from vedette.access.policy.question import Question
from vedette.core.errors import BadInput

NOW = 1_800_000_000.0
RULES = (HERE / TEXT).read_text(encoding="utf-8")
SHAPE = (HERE / SCHEMA).read_text(encoding="utf-8")
EVERYTHING = '@id("all") @says("All.") permit (principal, action, resource);'


@pytest.fixture(scope="module")
def policy() -> Policy:
    """Ours, which no busy machine makes late."""
    return replace(Policy.load(), clock=lambda: 0.0)


@pytest.mark.parametrize("question", ALLOWED.values(), ids=ALLOWED)
def test_the_cases_we_begin_from_are_allowed(policy: Policy, question: Question) -> None:
    assert policy.decide(question, NOW).allowed


def test_the_matrix_is_the_one_people_reviewed(policy: Policy) -> None:
    reviewed = golden.FILE.read_text(encoding="utf-8")
    assert golden.table(policy) == reviewed, (
        "python -m tests.unit.access.policy.golden, and argue about the diff"
    )


def test_a_decision_says_what_decided_and_how_long_it_holds(policy: Policy) -> None:
    decision = policy.decide(ALLOWED["glass broken"], NOW)
    assert msgspec.structs.replace(decision, id="") == Decision(
        id="",
        verdict=Verdict.ALLOW,
        reasons=("c4-break-glass",),
        policy=policy.digest,
        obligations=("egress_to_scope_only", "notify_org", "record", "review_within_72h", "sandbox_only"),
        made=NOW,
        expires=NOW + GOOD_FOR,
    )


def test_a_refusal_names_every_rule_that_forbids_and_is_recorded(policy: Policy) -> None:
    decision = policy.decide(changed(ALLOWED["discovery on a proved target"], purpose="", ledger="down"), NOW)
    assert decision.reasons == ("ledger-not-writing", "purpose-missing")
    assert decision.obligations == ("record",)
    assert decision.expires == NOW


def test_no_two_decisions_have_one_id(policy: Policy) -> None:
    assert len({policy.decide(PLAIN, NOW).id for _ in range(50)}) == 50


def test_threads_that_share_a_policy_get_the_answers_they_would_get_alone(policy: Policy) -> None:
    asked = [question for *_, question in golden.cells()][::5]
    alone = [policy.decide(question, NOW).reasons for question in asked]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda question: policy.decide(question, NOW).reasons, asked))
    assert together == alone


def refused(policy: Policy, question: Question) -> bool:
    decision = policy.decide(question, NOW)
    return not decision.allowed and decision.reasons == ("pdp_error",) and len(decision.remedies) == 1


@pytest.mark.parametrize("name", sorted(set(Question.__struct_fields__) - {"subject", "capability"}))
def test_without_any_one_of_its_words_a_question_is_refused(policy: Policy, name: str) -> None:
    broken = msgspec.structs.replace(PLAIN)
    msgspec.structs.force_setattr(broken, name, None)
    assert not policy.decide(broken, NOW).allowed


@pytest.mark.parametrize(
    "changes",
    [{"kind": "robot", "agent": ""}, {"risk": "C9"}, {"touch_age": 2**70}, {"auth_age": 1.5}, {"bound": 1}],
    ids=str,
)
def test_who_or_what_nobody_knows_is_refused(policy: Policy, changes: dict[str, object]) -> None:
    assert refused(policy, changed(PLAIN, **changes))


def test_a_name_that_is_no_text_is_refused(policy: Policy) -> None:
    assert refused(policy, msgspec.structs.replace(PLAIN, capability="\ud800"))


def test_a_name_with_signs_of_the_policy_language_is_only_a_name(policy: Policy) -> None:
    asked = changed(
        ALLOWED["discovery on a proved target"], capability='x"; permit(principal,action,resource);//\n'
    )
    assert policy.decide(asked, NOW).allowed
    assert not policy.decide(changed(asked, tier=0), NOW).allowed


def test_a_question_that_contradicts_itself_is_refused(policy: Policy) -> None:
    decision = policy.decide(changed(PLAIN, scope="Excluded"), NOW)
    assert decision.reasons == ("bad_question",)
    assert "no such state of scope" in decision.remedies[0].text


def test_a_stopped_engine_refuses_everything() -> None:
    stopped = Policy.load()
    stopped.stop()
    assert refused(stopped, PLAIN)


@pytest.mark.parametrize("error", [RuntimeError, ValueError, MemoryError, RecursionError])
def test_an_engine_that_fails_refuses(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    policy = Policy.load()

    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cedarpy, "is_authorized", fails)
    assert refused(policy, PLAIN)


def test_what_was_asked_before_is_answered_alike_and_is_a_decision_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = Policy.load()
    yes, no = (policy.decide(one, NOW) for one in (PLAIN, changed(PLAIN, scope="excluded", bound=False)))
    assert (yes.allowed, no.allowed) == (True, False)
    monkeypatch.setattr(cedarpy, "is_authorized", None)
    again = policy.decide(PLAIN, NOW + 1)
    assert (again.allowed, again.reasons, again.policy) == (True, yes.reasons, yes.policy)
    assert again.id != yes.id
    assert again.made == NOW + 1
    assert policy.decide(changed(PLAIN, scope="excluded", bound=False), NOW).reasons == no.reasons
    assert refused(policy, changed(PLAIN, ics=True)), "that is another question"
    policy.stop()
    assert refused(policy, PLAIN)


def test_what_differs_only_in_kind_is_another_question(policy: Policy) -> None:
    """A number is no truth, though Python finds them equal."""
    assert policy.decide(changed(PLAIN, bound=True), NOW).allowed
    assert refused(policy, changed(PLAIN, bound=1))


def test_only_so_many_answers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_KNOWN", 3)
    policy = Policy.load()
    for number in range(10):
        assert policy.decide(changed(PLAIN, capability=f"code.{number}"), NOW).allowed
        assert len(policy._known) <= 3  # noqa: SLF001
    late = Policy.load()
    late.clock = ticking(TOO_LONG * 2)
    assert not late.decide(PLAIN, NOW).allowed
    assert not late._known, "an answer that was not taken is not remembered"  # noqa: SLF001


def ticking(step: float) -> Callable[[], float]:
    times = iter([0.0, step])
    return lambda: next(times)


@pytest.mark.parametrize(
    ("took", "allowed"), [(0.0, True), (TOO_LONG, True), (TOO_LONG * 1.01, False), (-1.0, False)]
)
def test_an_answer_that_took_too_long_is_not_taken(took: float, allowed: bool) -> None:  # noqa: FBT001
    late = Policy.load()
    late.clock = ticking(took)
    assert late.decide(PLAIN, NOW).allowed is allowed


def test_a_rule_that_fails_to_evaluate_is_not_skipped() -> None:
    text = EVERYTHING + '@id("n") forbid (principal, action, resource) when { context.approvals * 2 > 0 };'
    overflows = changed(PLAIN, approvals=2**62)
    assert refused(Policy.read(text, SHAPE), overflows)


def test_without_its_schema_the_engine_would_have_allowed() -> None:
    """The trap this is built against, so that nobody takes the schema out to save time."""
    text = EVERYTHING + '@id("n") forbid (principal, action, resource) when { !context.bound };'
    asked = {
        "principal": 'Member::"p"',
        "action": 'Action::"C0"',
        "resource": 'Capability::"c"',
        "context": {},
    }
    assert cedarpy.is_authorized(asked, text, []).allowed
    assert not cedarpy.is_authorized(asked, text, [], schema=SHAPE).allowed


def test_no_text_makes_class_cx_possible() -> None:
    lax = Policy.read(EVERYTHING, SHAPE)
    assert lax.decide(changed(PLAIN, risk=Risk.C4), NOW).allowed
    assert refused(lax, changed(PLAIN, risk=Risk.CX))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (RULES.replace("context.tier >= 2", "context.teir >= 2"), "c3-professional.*teir"),
        (RULES.replace("context.tier >= 2", 'context.tier >= "2"'), "c3-professional"),
        (RULES.replace('Action::"CX"', 'Action::"CY"'), "cx-never.*CY"),
        (RULES.replace("forbid (", "forbidd ("), "policy: "),
        (RULES + "permit (principal, action, resource);", "no @id"),
        (RULES + '@id("cx-never") permit (principal, action, resource);', "cx-never"),
        (RULES[:-40], "policy: "),
    ],
)
def test_a_text_that_is_not_sound_is_not_taken(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Policy.read(text, SHAPE)


def test_a_schema_that_is_not_sound_is_not_taken() -> None:
    with pytest.raises(BadInput, match="policy: "):
        Policy.read(RULES, SHAPE.replace("type Moment", "tip Moment"))


def copy(folder: Path) -> Path:
    for name in (TEXT, SCHEMA):
        (folder / name).write_bytes((HERE / name).read_bytes())
    return folder


def test_an_operator_may_bring_a_text_of_their_own(policy: Policy, tmp_path: Path) -> None:
    copy(tmp_path)
    assert Policy.load(tmp_path).digest == policy.digest
    (tmp_path / TEXT).write_text(RULES + "\n// ours", encoding="utf-8")
    assert Policy.load(tmp_path).digest != policy.digest


def test_a_policy_knows_whether_its_text_still_lies_there(tmp_path: Path) -> None:
    policy = Policy.load(copy(tmp_path))
    assert policy.unchanged(tmp_path)
    (tmp_path / TEXT).write_text(RULES + "\n", encoding="utf-8")
    assert not policy.unchanged(tmp_path)
    (tmp_path / TEXT).unlink()
    assert not policy.unchanged(tmp_path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b" " * (MOST_BYTES + 1)])
def test_a_folder_without_a_readable_text_is_not_taken(tmp_path: Path, content: bytes | None) -> None:
    copy(tmp_path)
    if content is None:
        (tmp_path / TEXT).unlink()
    else:
        (tmp_path / TEXT).write_bytes(content)
    with pytest.raises(BadInput, match="policies"):
        Policy.load(tmp_path)


def test_every_rule_says_in_words_what_it_says(policy: Policy) -> None:
    assert all(rule.says.endswith(".") for rule in policy.rules.values())
    assert all(rule.obliges for rule in policy.rules.values() if rule.effect == "permit")


def test_the_page_lists_the_rules_as_they_are(policy: Policy) -> None:
    words = reference.FILE.read_text(encoding="utf-8")
    assert reference.page(policy, words) == words, "python -m tests.unit.access.policy.reference"


def test_an_agent_may_do_what_its_person_may_if_its_token_names_it(policy: Policy) -> None:
    asked = changed(ALLOWED["discovery on a proved target"], kind=Kind.AGENT)
    assert policy.decide(asked, NOW).allowed
    assert policy.decide(changed(asked, tools=("code.other",)), NOW).reasons == ("agent-outside-its-tools",)


def test_the_text_that_is_not_read_and_validated_at_each_start_is_the_one_here() -> None:
    assert (HERE / SOUND).read_bytes() == sound.page(), "python -m tests.unit.access.policy.sound"
    assert cedarpy.validate_policies(RULES, SHAPE).validation_passed


def test_what_was_found_sound_is_taken_for_no_other_text(policy: Policy) -> None:
    other = Policy.read(EVERYTHING, SHAPE)
    assert set(other.rules) == {"all"}
    assert other.digest != policy.digest


@pytest.mark.parametrize("kept", [b"", b"{}", b"[1", b'{"digest":"x","rules":[],"marks":{}}'])
def test_a_text_is_read_where_nothing_that_can_be_read_says_that_it_was(
    kept: bytes, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / SOUND).write_bytes(kept)
    monkeypatch.setattr(engine, "HERE", tmp_path)
    engine._sound.cache_clear()  # noqa: SLF001  once a process
    again = Policy.read(RULES, SHAPE)
    engine._sound.cache_clear()  # noqa: SLF001
    assert (again.digest, again.rules, again._marks) == (policy.digest, policy.rules, policy._marks)  # noqa: SLF001
