from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.toys import NOON
from vedette.access.budgets import Memory
from vedette.agents.effects import (
    NoAnswer,
    Noted,
    ReadSource,
    Rescan,
    Steps,
    consult,
    execute,
    read_source,
    rescan,
)
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Accounts, Allowance, Budget, Spent, Unit
from vedette.app.agentdrivejournal import Journal, read_entries
from vedette.app.agentdrivereplay import Absent, Replay
from vedette.app.clock import Clock
from vedette.app.jobs import Cancelled, Job
from vedette.core.budgets import Cap
from vedette.core.claims import ClaimKind
from vedette.core.dialogue import (
    Ask,
    Delta,
    LanguageModel,
    Message,
    ModelRole,
    Reply,
    Speaker,
    Usage,
    unstoppable,
)
from vedette.core.errors import BadInput, Unavailable
from vedette.core.executions import Execution, NotExecuted, Program
from vedette.core.nouns import Artefact, ArtefactKind, Engine, Report
from vedette.models.attachments import Prices

REPORT = Report(
    engine=Engine(name="toy", version="1", rules="sha256:" + "0" * 64),
    target=Artefact(kind=ArtefactKind.TREE, name="t", digest="sha256:" + "1" * 64, size=1),
    timings={"total": 1.0},
)


@dataclass
class Counting:
    """Answers with what it is asked, and counts: 10 tokens a prompt, 5 an answer."""

    asked: list[str] = field(default_factory=list)
    fails: bool = False
    before: Callable[[], None] = lambda: None
    name: str = "counting"
    context: int = 0

    def answer(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Reply:
        del cancelled
        self.asked.append(ask.messages[-1].text)
        self.before()
        if self.fails:
            raise Unavailable("it does not answer", hint="wait")
        return Reply(text=f"heard {self.asked[-1]}", usage=Usage(prompt=10, completion=5), model="c-1")

    def stream(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Iterator[Delta]:
        yield Delta(text=self.answer(ask, cancelled).text)

    def size(self, ask: Ask) -> int:
        del ask
        return 10


@dataclass
class Doing:
    drafter: LanguageModel | None
    done: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def model(self, role: ModelRole) -> LanguageModel | None:
        return self.drafter if role is ModelRole.DRAFTER else None

    def rescan(self, effect: Rescan) -> Report:
        if effect.rules:
            raise BadInput("no such rule", hint="write one")
        self.done.append("rescan")
        return REPORT

    def execute(self, effect: object) -> Execution | NotExecuted:
        del effect
        self.done.append("execute")
        return NotExecuted(why="no sandbox here")

    def read(self, effect: ReadSource) -> str | None:
        self.done.append(effect.path)
        return self.texts.get(effect.path)


def ask(text: str, most: int = 10) -> Ask:
    return Ask(messages=(Message(speaker=Speaker.USER, text=text),), most=most)


def three(words: tuple[str, ...] = ("a", "b", "c")) -> Steps[list[str]]:
    heard = []
    for word in words:
        answer = yield from consult(ModelRole.DRAFTER, ask(word))
        heard.append(answer.text if isinstance(answer, Reply) else answer.why)
    return heard


def everything() -> Steps[list[object]]:
    text = yield from read_source("a.py")
    nothing = yield from read_source("b.py")
    report = yield from rescan({"a.py": "pass"})
    ended = yield from execute(Program(command=("true",)))
    yield Noted(kind=ClaimKind.WEAKNESS, what="proposed")
    yield Noted(kind=ClaimKind.WEAKNESS, what="dropped", gate="quote", why="not there")
    failed = BadInput("", hint="")
    try:
        yield from rescan({}, {"x.toml": ""})
    except BadInput as error:
        failed = error
    reply = yield from consult(ModelRole.DRAFTER, ask("q"))
    judged = yield from consult(ModelRole.JUDGE, ask("q"))
    return [text, nothing, report, ended, str(failed), failed.hint, reply, judged]


def driven(
    steps: Steps[list[str]], model: LanguageModel | None, path: Path | None = None
) -> Driven[list[str]]:
    with Journal(path) as journal:
        return drive(steps, Doing(model), journal, Budget(), Job())


def test_an_agent_gets_what_it_wishes_for_and_each_step_is_written_down(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(path) as journal:
        doer = Doing(Counting(), texts={"a.py": "x = 1\n"})
        made = drive(everything(), doer, journal, Budget(), Job())
    text, nothing, report, ended, failed, hint, reply, judged = made.value
    assert (text, nothing, report) == ("x = 1\n", None, REPORT)
    assert ended == NotExecuted(why="no sandbox here")
    assert (failed, hint) == ("no such rule", "write one")
    assert isinstance(reply, Reply)
    assert isinstance(judged, NoAnswer)
    assert not judged.spent
    assert made.spent.requests == 1
    assert made.spent.tokens == 15
    assert (made.tally.proposed, made.tally.dropped_count, made.tally.dropped[0].gate) == (1, 1, "quote")
    entries = read_entries(path.read_bytes(), "run")
    kinds = [entry.kind for entry in entries if entry.phase == "answered"]
    assert kinds == ["read", "read", "rescan", "execute", "noted", "noted", "rescan", "consult", "consult"]
    assert path.stat().st_mode & 0o077 == 0


def test_a_trace_has_the_names_others_read(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    driven(three(("a",)), Counting(), path)
    lines = [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]
    sent, answered = (one for one in lines if one["n"] == 1)
    assert sent["gen_ai.operation.name"] == "chat"
    assert sent["gen_ai.request.model"] == "counting"
    assert sent["gen_ai.input.messages"] == [{"role": "user", "content": "a"}]
    assert answered["gen_ai.usage.input_tokens"] == 10
    assert answered["gen_ai.usage.output_tokens"] == 5
    assert answered["gen_ai.response.finish_reasons"] == ["stop"]


def test_a_finished_run_is_replayed_with_no_model_and_no_target(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(path) as journal:
        first = drive(everything(), Doing(Counting()), journal, Budget(), Job())
    size = path.stat().st_size
    with Journal(path) as journal:
        again = drive(everything(), Absent(), journal, Budget(), Job())
    assert again.value == first.value
    assert again.spent == first.spent
    assert again.replayed == 9
    assert path.stat().st_size == size


def test_a_trace_answers_in_place_of_a_model(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    driven(three(), Counting(), path)
    replay = Replay(read_entries(path.read_bytes(), "run"))
    assert driven(three(), replay).value == ["heard a", "heard b", "heard c"]
    other = driven(three(("z",)), replay).value
    assert "trace" in other[0]


class Killed(BaseException):
    """Stands for the end of the process."""


def die() -> None:
    raise Killed


def test_what_was_answered_is_never_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    first = Counting()
    first.before = lambda: die() if len(first.asked) == 3 else None
    with pytest.raises(Killed):
        driven(three(), first, path)
    second = Counting()
    made = driven(three(), second, path)
    assert second.asked == ["c"]
    assert made.value == ["heard a", "heard b", "heard c"]
    assert (made.replayed, made.lost) == (2, 1)
    assert made.spent.requests == 4  # a, b, the c nobody saw the end of, and c
    assert made.spent.tokens == 15 + 15 + 20 + 15


def test_a_call_is_begun_twice_at_most(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    for _ in range(2):
        with pytest.raises(Killed):
            driven(three(("a",)), Counting(before=die), path)
    last = Counting()
    made = driven(three(("a", "b")), last, path)
    assert last.asked == ["b"]
    assert "2 times" in made.value[0]
    assert made.lost == 2


def test_a_line_cut_in_two_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    driven(three(), Counting(), path)
    whole = path.read_bytes()
    for cut in range(whole.index(b"\n") + 1, len(whole), 97):
        path.write_bytes(whole[:cut])
        assert driven(three(), Counting(), path).value == ["heard a", "heard b", "heard c"]


def test_a_line_that_is_no_entry_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b'{"n": "one"}\n')
    with pytest.raises(BadInput, match=r"run\.jsonl:1"):
        Journal(path)


def test_two_processes_do_not_take_one_run(tmp_path: Path) -> None:
    with Journal(tmp_path / "run.jsonl"), pytest.raises(BadInput, match="under way"):
        Journal(tmp_path / "run.jsonl")


def test_an_agent_that_takes_another_way_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    driven(three(), Counting(), path)
    model = Counting()
    made = driven(three(("a", "x", "c")), model, path)
    assert model.asked == ["x", "c"]
    assert made.value == ["heard a", "heard x", "heard c"]
    assert made.spent.requests == 5
    again = driven(three(("a", "x", "c")), None, path)
    assert again.value == made.value


def test_a_model_that_fails_is_no_answer_and_is_charged_at_its_estimate() -> None:
    made = driven(three(("a",)), Counting(fails=True))
    assert made.value == ["it does not answer"]
    assert made.spent.tokens == 20


@pytest.mark.parametrize(
    ("allowance", "unit"),
    [
        (Allowance(requests=2), "requests"),
        (Allowance(tokens=40), "tokens"),
        (Allowance(money=40_000), "money"),
        (Allowance(seconds=0.0), "seconds"),
    ],
)
def test_nothing_is_asked_beyond_the_allowance(allowance: Allowance, unit: str) -> None:
    model = Counting()
    said: list[str] = []
    budget = Budget(allowance, Prices(prompt=1.0, completion=1.0))
    made = drive(three(), Doing(model), Journal(), budget, Job(notice=said.append))
    assert unit in made.exhausted
    assert unit in made.value[-1]
    assert len(model.asked) == (0 if unit == "seconds" else 2)
    for one in Unit:
        limit = getattr(allowance, one.value)
        assert limit is None or made.spent.of(one) <= limit or one is Unit.SECONDS


def test_a_run_that_had_too_little_goes_on_with_more(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"

    def run(requests: int, model: LanguageModel | None) -> Driven[list[str]]:
        with Journal(path) as journal:
            budget = Budget(Allowance(requests=requests))
            return drive(three(), Doing(model), journal, budget, Job())

    assert "requests" in run(1, Counting()).value[1]
    again = Counting()
    made = run(1, again)
    assert again.asked == []
    assert "requests" in made.exhausted
    more = Counting()
    assert run(9, more).value == ["heard a", "heard b", "heard c"]
    assert more.asked == ["b", "c"]
    with Journal(path) as journal:
        assert drive(three(), Absent(), journal, Budget(), Job()).value == ["heard a", "heard b", "heard c"]


def test_a_run_refused_by_an_account_goes_on_when_that_is_full_again(tmp_path: Path) -> None:
    path, budgets = tmp_path / "run.jsonl", Memory()
    now = [NOON.timestamp()]
    clock = Clock(now=lambda: datetime.fromtimestamp(now[0], UTC))
    made: Driven[list[str]] | None = None
    for day, asked in enumerate((["a"], ["b"], ["c"], [])):
        now[0] = NOON.timestamp() + day * 86_400
        model = Counting()
        with Journal(path) as journal:
            caps = {Unit.REQUESTS: (Cap(account="r", limit=1),)}
            budget = Budget(accounts=Accounts(budgets, caps), clock=clock)
            made = drive(three(), Doing(model), journal, budget, Job())
        assert model.asked == asked
        assert bool(made.exhausted) is (day < 2)
    assert made is not None
    assert made.value == ["heard a", "heard b", "heard c"]
    assert made.lost == 0


def test_whoever_waits_is_told_at_80_90_and_100_per_cent() -> None:
    said: list[str] = []
    budget = Budget(Allowance(requests=10))
    drive(three(tuple("abcdefghij")), Doing(Counting()), Journal(), budget, Job(notice=said.append))
    assert [words.split(" used")[0] for words in said] == [
        f"{part} % of the run's requests are" for part in (80, 90, 100)
    ]


def test_shared_accounts_are_charged_what_was_used_and_given_back_the_rest() -> None:
    budgets = Memory()
    caps = {
        Unit.REQUESTS: (Cap(account="person:a", limit=100),),
        Unit.TOKENS: (Cap(account="tokens:a", limit=47),),
    }
    budget = Budget(accounts=Accounts(budgets, caps))
    made = drive(three(), Doing(Counting()), Journal(), budget, Job())
    now = budget.clock.now().timestamp()
    assert budgets.used(caps[Unit.REQUESTS][0], now) == 2
    assert budgets.used(caps[Unit.TOKENS][0], now) == 30
    assert "tokens:a" in made.exhausted
    assert "17 of 47" in made.value[2]


def test_shared_accounts_are_exact_after_a_kill(tmp_path: Path) -> None:
    budgets = Memory()
    cap = Cap(account="t", limit=10_000)
    path = tmp_path / "run.jsonl"

    def run(model: Counting) -> Driven[list[str]]:
        with Journal(path) as journal:
            budget = Budget(accounts=Accounts(budgets, {Unit.TOKENS: (cap,)}))
            return drive(three(), Doing(model), journal, budget, Job())

    first = Counting()
    first.before = lambda: die() if len(first.asked) == 2 else None
    with pytest.raises(Killed):
        run(first)
    made = run(Counting())
    assert made.spent.tokens == budgets.used(cap, Budget().clock.now().timestamp()) == 15 + 20 + 15 + 15


def test_a_job_that_is_stopped_stops_and_can_be_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    job, model = Job(), Counting()
    model.before = job.cancel
    with Journal(path) as journal, pytest.raises(Cancelled):
        drive(three(), Doing(model), journal, Budget(), job)
    after = Counting()
    assert driven(three(), after, path).value == ["heard a", "heard b", "heard c"]
    assert after.asked == ["b", "c"]


def test_a_call_cut_off_by_a_stop_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    job, model = Job(), Counting(fails=True)
    model.before = job.cancel
    with Journal(path) as journal, pytest.raises(Cancelled):
        drive(three(("a",)), Doing(model), journal, Budget(), job)
    made = driven(three(("a",)), Counting(), path)
    assert made.value == ["heard a"]
    assert made.lost == 1


def long_read() -> Steps[str | None]:
    text = yield from read_source("long")
    yield Noted(kind=ClaimKind.QUOTE, what="proposed")
    return text


def test_what_is_too_long_to_keep_is_read_again_and_must_be_the_same(tmp_path: Path) -> None:
    path, long = tmp_path / "run.jsonl", "x" * (5 << 20)
    with Journal(path) as journal:
        drive(long_read(), Doing(None, texts={"long": long}), journal, Budget(), Job())
    assert path.stat().st_size < 10_000
    with Journal(path) as journal:
        assert drive(long_read(), Doing(None, texts={"long": long}), journal, Budget(), Job()).value == long
    with Journal(path) as journal, pytest.raises(BadInput, match="another answer"):
        drive(long_read(), Doing(None, texts={"long": long + "y"}), journal, Budget(), Job())


def test_text_that_is_not_unicode_goes_through(tmp_path: Path) -> None:
    doer = Doing(None, texts={"long": "\udc80"})
    with Journal(tmp_path / "r") as journal:
        assert drive(long_read(), doer, journal, Budget(), Job()).value == "\udc80"
    with Journal(tmp_path / "r") as journal:
        assert drive(long_read(), doer, journal, Budget(), Job()).value == "\udc80"


def test_spent_adds_up() -> None:
    both = Spent(requests=1, tokens=2, seconds=0.5, money=3) + Spent(requests=1, seconds=0.25)
    assert both == Spent(requests=2, tokens=2, seconds=0.75, money=3)
