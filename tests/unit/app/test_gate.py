from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from tests.toys import NOON, OWNER, still
from vedette.access.nouns import Decision, Risk, Subject, Verdict
from vedette.access.policy.engine import Policy
from vedette.app.asking import Request
from vedette.app.callers import Caller, stranger
from vedette.app.capabilities import CAPABILITIES
from vedette.app.capability import Capability
from vedette.app.circumstances import AtHome, Held
from vedette.app.gate import Denied, Gate, Handler, Work
from vedette.app.jobs import Cancelled, Job
from vedette.app.record import Ended, Remembered, Writing, Written
from vedette.app.requests import ListRules
from vedette.app.steps import Where
from vedette.core.errors import BadInput, Refused, Unavailable

POLICY = Policy.load()


@dataclass(frozen=True)
class Answer:
    words: str

    def counts(self) -> Mapping[str, int | str]:
        return {"words": len(self.words.split())}


@dataclass(frozen=True)
class Question(Request[Answer]):
    words: str


ECHO: Capability[Answer] = Capability(
    id="echo", does="say it again", reads="nothing", risk=Risk.C0, request=Question, cost_unit="words"
)


def echo(request: Question, work: Work) -> Answer:
    work.job.tell("echoing", 1)
    return Answer(request.words)


def gate(handler: Handler = echo, policy: Policy = POLICY, risk: Risk = Risk.C0) -> tuple[Gate, Remembered]:
    record = Remembered()
    made = Gate(
        capabilities={
            "echo": Capability(
                id="echo", does="x", reads="x", risk=risk, request=Question, cost_unit="words", own_input=True
            )
        },
        handlers={"echo": handler},
        policy=policy,
        circumstances=AtHome(),
        record=record,
        clock=still(),
    )
    return made, record


def test_an_allowed_run_is_answered_and_on_the_record_twice() -> None:
    made, record = gate()
    result = made.run(OWNER, "echo", Question("a secret word"))
    assert result.value == Answer("a secret word")
    (_, decided, nothing), (_, again, ended) = record.entries
    assert decided == again
    assert decided.allowed
    assert decided.made == NOON.timestamp()
    assert nothing is None
    assert ended == Ended("done", 0.0, "", {"words": 3})
    assert result.receipt.decision == decided.id
    assert (result.receipt.decided.index, result.receipt.ended.index) == (0, 1)
    assert "secret" not in repr(record.entries)


def test_a_policy_that_was_stopped_means_no() -> None:
    policy = Policy.load()
    policy.stop()
    made, record = gate(policy=policy)
    with pytest.raises(Refused, match="pdp_error"):
        made.run(OWNER, "echo", Question("x"))
    assert [one.allowed for _, one, _ in record.entries] == [False]


def test_a_stranger_is_refused_with_reasons_and_it_is_written_down() -> None:
    made, record = gate()
    with pytest.raises(Denied) as caught:
        made.run(stranger(), "echo", Question("x"))
    assert caught.value.hint
    assert caught.value.decision.reasons
    assert caught.value.decision.id in str(caught.value)
    assert record.entries == [("echo", caught.value.decision, None)]


def test_what_nobody_knows_is_refused_like_what_is_not_allowed_and_written_down() -> None:
    made, record = gate()
    with pytest.raises(Denied):
        made.run(OWNER, "shell", Question("x"))
    assert [one.allowed for _, one, _ in record.entries] == [False]


@pytest.mark.parametrize(
    ("error", "ended"),
    [
        (BadInput("a secret", hint="h"), "failed"),
        (KeyboardInterrupt(), "stopped"),
        (Cancelled(), "stopped"),
        (ZeroDivisionError(), "failed"),
    ],
)
def test_a_run_that_fails_is_on_the_record_without_its_words(error: BaseException, ended: str) -> None:
    def fail(*_: object) -> Answer:
        raise error

    made, record = gate(fail)
    with pytest.raises(type(error)):
        made.run(OWNER, "echo", Question("x"))
    _, _, last = record.entries[-1]
    assert last is not None
    assert (last.how, last.error) == (ended, type(error).__name__)
    assert "secret" not in repr(record.entries)


def test_what_fails_after_a_yes_names_the_decision_so_that_it_can_be_talked_about() -> None:
    def fail(*_: object) -> Answer:
        raise BadInput("no such thing", hint="h")

    made, record = gate(fail)
    with pytest.raises(BadInput) as caught:
        made.run(OWNER, "echo", Question("x"))
    _, decided, _ = record.entries[0]
    assert caught.value.decision == decided


class FullDisk:
    """Takes an entry, and cannot keep it."""

    where = Where.TOGETHER

    def wait(self) -> Written:
        raise Unavailable("disk full", hint="make room")


def test_a_run_hands_out_what_it_waits_for_and_does_nothing_before_that_came() -> None:
    made, record = gate(risk=Risk.C0)
    steps = made.steps(OWNER, "echo", Question("x"))
    decided = next(steps)
    assert [end for _, _, end in record.entries] == [None]
    doing = steps.send(decided.wait())
    assert doing.where is Where.ELSEWHERE
    ended = steps.send(doing.wait())
    assert [end.how for _, _, end in record.entries if end] == ["done"]
    with pytest.raises(StopIteration) as over:
        steps.send(ended.wait())
    assert over.value.value.value == Answer("x")


def test_a_run_that_nobody_takes_further_ends_quietly() -> None:
    made, record = gate(risk=Risk.C0)
    steps = made.steps(OWNER, "echo", Question("x"))
    steps.send(next(steps).wait())
    steps.close()
    assert len(record.entries) == 1


def test_nothing_runs_that_cannot_be_recorded() -> None:
    class Full(Remembered):
        def decided(
            self, subject: Subject, capability: Capability[Any], request: Request[Any], decision: Decision
        ) -> Writing:
            del subject, capability, request, decision
            return FullDisk()

    ran: list[str] = []

    def note(request: Question, _: Work) -> Answer:
        ran.append(request.words)
        return Answer("x")

    made = Gate(
        capabilities={"echo": ECHO},
        handlers={"echo": note},
        policy=POLICY,
        circumstances=AtHome(),
        record=Full(),
        clock=still(),
    )
    with pytest.raises(Unavailable):
        made.run(OWNER, "echo", Question("x"))
    assert not ran


def test_a_request_of_another_capability_is_a_mistake() -> None:
    made, _ = gate()
    with pytest.raises(BadInput, match="does not take a ListRules"):
        made.run(OWNER, "echo", ListRules())


def test_the_owner_may_not_do_everything_either() -> None:
    made, _ = gate(risk=Risk.C4)
    with pytest.raises(Denied) as caught:
        made.run(OWNER, "echo", Question("x"))
    assert caught.value.decision.verdict is Verdict.DENY


class Purse(AtHome):
    """Has so many units left."""

    def __init__(self, left: int) -> None:
        self.left = left

    def hold(self, caller: Caller, capability: Capability[Any], decision: Decision) -> Held | None:
        del caller, decision
        if self.left < capability.estimate:
            return None
        self.left -= capability.estimate
        return self

    def settle(self, *, used: bool) -> None:
        self.left += 0 if used else 1


def test_budget_is_put_aside_before_and_given_back_when_nothing_came_of_it() -> None:
    made, record = gate()
    purse = Purse(1)
    made = msgspec.structs.replace(made, circumstances=purse)
    with pytest.raises(BadInput):
        made.run(OWNER, "echo", ListRules())
    assert purse.left == 1
    made.run(OWNER, "echo", Question("x"))
    with pytest.raises(Denied) as caught:
        made.run(OWNER, "echo", Question("x"))
    assert "budget-spent" in caught.value.decision.reasons
    assert [one.allowed for _, one, _ in record.entries] == [True, True, False]


def test_to_ask_whether_something_could_be_done_does_nothing() -> None:
    made, record = gate()
    assert made.could(OWNER, "echo", Question("x")).allowed
    assert not made.could(stranger(), "echo", Question("x")).allowed
    assert not record.entries


def test_progress_reaches_whoever_asked() -> None:
    seen: list[str] = []
    made, _ = gate()
    made.run(OWNER, "echo", Question("x"), Job(lambda progress: seen.append(progress.stage)))
    assert seen == ["echoing"]


def test_a_job_stops_when_asked() -> None:
    made, _ = gate()
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        made.run(OWNER, "echo", Question("x"), job)


def test_each_capability_says_what_it_is() -> None:
    assert all(
        one.id == name and one.does and one.reads and one.cost_unit for name, one in CAPABILITIES.items()
    )
    shared = Counter(one.request for one in CAPABILITIES.values())
    several = {one.id for one in CAPABILITIES.values() if shared[one.request] > 1}
    told = ("action.", "model.", "monitor.")
    assert all(one.startswith(told) for one in several), "how much breaks, who answers or whose office it is"
