from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tests.toys import NOON, OWNER, still
from vedette.app.capability import CAPABILITIES, Capability, Risk
from vedette.app.decide import Check, Principal, Standing, owner_may_look
from vedette.app.gate import Gate, Handler
from vedette.app.jobs import Cancelled, Job
from vedette.app.record import Remembered, Stage
from vedette.app.requests import ListRules, Request
from vedette.core.errors import BadInput, Refused, Unavailable


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


def echo(request: Question, job: Job) -> Answer:
    job.tell("echoing", 1)
    return Answer(request.words)


def gate(handler: Handler = echo, checks: tuple[Check, ...] = (owner_may_look,)) -> tuple[Gate, Remembered]:
    record = Remembered()
    made = Gate(
        capabilities={"echo": ECHO}, handlers={"echo": handler}, checks=checks, record=record, clock=still()
    )
    return made, record


def test_an_allowed_run_is_answered_and_on_the_record_twice() -> None:
    made, record = gate()
    result = made.run(OWNER, "echo", Question("a secret word"))
    assert result.value == Answer("a secret word")
    first, second = record.entries
    assert (first.stage, first.allowed, first.ended) == (Stage.DECIDED, True, "")
    assert (second.stage, second.ended, second.counts) == (Stage.ENDED, "done", {"words": 3})
    assert first.run == second.run == result.receipt.run
    assert first.when == NOON
    assert "secret" not in repr(record.entries)


def test_nothing_configured_means_no() -> None:
    made, record = gate(checks=())
    with pytest.raises(Refused, match="no check is configured"):
        made.run(OWNER, "echo", Question("x"))
    assert [one.allowed for one in record.entries] == [False]


def test_a_stranger_is_refused_with_reasons_and_it_is_written_down() -> None:
    made, record = gate()
    with pytest.raises(Refused, match="only the owner") as caught:
        made.run(Principal("web:1", Standing.STRANGER), "echo", Question("x"))
    assert caught.value.hint
    assert record.entries[0].reasons


def test_what_nobody_knows_is_refused_and_written_down() -> None:
    made, record = gate()
    with pytest.raises(Refused, match="no such capability"):
        made.run(OWNER, "shell", Question("x"))
    assert [one.allowed for one in record.entries] == [False]


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
    last = record.entries[-1]
    assert (last.ended, last.error) == (ended, type(error).__name__)
    assert "secret" not in repr(record.entries)


def test_nothing_runs_that_cannot_be_recorded() -> None:
    class Full:
        def append(self, _: object) -> str:
            raise Unavailable("disk full", hint="make room")

    ran: list[str] = []

    def note(request: Question, _: Job) -> Answer:
        ran.append(request.words)
        return Answer("x")

    made = Gate(
        capabilities={"echo": ECHO},
        handlers={"echo": note},
        checks=(owner_may_look,),
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


def test_a_riskier_capability_needs_a_policy() -> None:
    risky: Capability[Answer] = Capability(
        id="echo", does="x", reads="x", risk=Risk.C2, request=Question, cost_unit="x"
    )
    made = Gate(
        capabilities={"echo": risky},
        handlers={"echo": echo},
        checks=(owner_may_look,),
        record=Remembered(),
        clock=still(),
    )
    with pytest.raises(Refused, match="needs a policy"):
        made.run(OWNER, "echo", Question("x"))


def test_every_check_must_agree() -> None:
    made, _ = gate(
        checks=(
            owner_may_look,
            lambda _, capability: owner_may_look(Principal("x", Standing.STRANGER), capability),
        )
    )
    with pytest.raises(Refused):
        made.run(OWNER, "echo", Question("x"))


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
    assert len({one.request for one in CAPABILITIES.values()}) == len(CAPABILITIES)
