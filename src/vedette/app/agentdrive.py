"""Drives an agent: does what it yields, sends it what came of it, and writes each step down first.

`drive(steps, doer, journal, budget, job)` runs a generator of `agents.effects` to its end. After a kill, the
same generator with the same journal goes on where it was: answers that are written down are handed out again
as long as the agent wishes for the same things, so nothing that was paid for is paid for twice and nothing is
done twice.

A call that was under way when the process died may have been answered, or not: it is charged at its estimate,
counted in `Driven.lost`, and made once more if the budget allows, not a third time.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

import msgspec

from vedette.agents.effects import (
    Consult,
    Effect,
    Execute,
    NoAnswer,
    Noted,
    Query,
    ReadSource,
    Rescan,
    Rows,
    Steps,
)
from vedette.agents.untrusted.masking import masked
from vedette.app.agentdriveanswers import Answer, brief, decoded, digest_of, encoded, told
from vedette.app.agentdrivebudget import Budget, Exhausted, Spent, Unit
from vedette.app.agentdrivejournal import Entry, Journal
from vedette.app.jobs import Cancelled, Job
from vedette.core.claims import Dropped, Tally
from vedette.core.dialogue import Ask, LanguageModel, ModelRole, Reply
from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.core.executions import Execution, NotExecuted
from vedette.core.nouns import Report

T = TypeVar("T")
_TRIES: Final = 2
"""Times one and the same call is begun, however often the process dies."""
_DROPPED_KEPT: Final = 100


class Doer(Protocol):
    """Does what agents wish for. Every call may raise a `VedetteError`, which the agent then sees."""

    def model(self, role: ModelRole) -> LanguageModel | None:
        """Return the model that was granted a role, or None: nobody was."""
        ...

    def rescan(self, effect: Rescan) -> Report:
        """Run the engine over the target with some files changed."""
        ...

    def execute(self, effect: Execute) -> Execution | NotExecuted:
        """Run something in the sandbox."""
        ...

    def read(self, effect: ReadSource) -> str | None:
        """Read a file of the target."""
        ...


@runtime_checkable
class Answerer(Protocol):
    """A doer that can be asked questions as well."""

    def query(self, effect: Query) -> Rows | NoAnswer:
        """Answer a question that only reads."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven(Generic[T]):
    """What a run came to."""

    value: T
    spent: Spent
    """Over all processes the run took."""
    tally: Tally
    """Of the words the agent had written down."""
    replayed: int
    """Steps whose answers were in the journal."""
    lost: int
    """Calls that were under way when a process died: charged, whether or not they were answered."""
    exhausted: str
    """What ran out, in words; empty: nothing did."""


def drive(steps: Steps[T], doer: Doer, journal: Journal, budget: Budget, job: Job) -> Driven[T]:
    """Run an agent to its end; wait for whatever it wishes for.

    Raises:
        Cancelled: somebody asked the job to stop; the journal holds what was done so far.
        VedetteError: what the doer raised and the agent did not catch.

    """
    return _Run(doer, journal, budget, job).to_end(steps)


@dataclass(slots=True)
class _Known:
    """What the journal says of one step."""

    effect: str
    sent: set[str] = field(default_factory=set)
    """Calls that were begun and of which nobody saw the end."""
    answered: Entry | None = None


class _Run:
    """One agent on its way."""

    def __init__(self, doer: Doer, journal: Journal, budget: Budget, job: Job) -> None:
        self._doer, self._journal, self._budget, self._job = doer, journal, budget, job
        self._replayed = self._n = 0
        self._noted: list[Noted] = []
        if not journal.entries:
            self._write(Entry(n=0, phase="began", run=secrets.token_hex(16)))
        self._known = _known(journal.entries)
        self._lost = _settled(journal.entries, budget)

    def to_end(self, steps: Steps[T]) -> Driven[T]:
        """Take step after step, and say what it came to."""
        try:
            value = self._followed(steps)
        finally:
            steps.close()
        if not self._journal.ended:
            self._write(Entry(n=0, phase="ended", used=self._budget.spent))
        ran_out = self._budget.exhausted
        return Driven(
            value=value,
            spent=self._budget.spent,
            tally=_tally(self._noted),
            replayed=self._replayed,
            lost=self._lost,
            exhausted=ran_out.why if ran_out is not None else "",
        )

    def _followed(self, steps: Steps[T]) -> T:
        answer: Answer = None
        while True:
            try:
                effect = steps.throw(answer) if isinstance(answer, VedetteError) else steps.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            self._n += 1
            answer = self._step(effect)

    def _step(self, effect: Effect) -> Answer:
        """Return what came of one wish: from the journal if it is there, else by doing it."""
        if isinstance(effect, Noted):
            self._noted.append(effect)
        digest = digest_of(effect)
        known = self._known.get(self._n)
        if known is not None and known.effect != digest:
            known, self._known = None, {}  # the agent takes another way now
            self._write(Entry(n=self._n, phase="diverged"))
        if known and known.answered is not None and bytes(known.answered.answer):
            answer = decoded(known.answered)
            if not self._affordable(effect, answer):
                self._replayed += 1
                return answer
        self._job.check()
        if isinstance(effect, Consult):
            return self._consult(effect, digest, len(known.sent) if known else 0)
        return self._do(effect, digest, known.answered if known else None)

    def _affordable(self, effect: Effect, answer: Answer) -> bool:
        """Tell whether what was not asked for want of budget can be asked now; if not, say again why."""
        if not isinstance(answer, NoAnswer) or not answer.spent or not isinstance(effect, Consult):
            return False
        model = self._doer.model(effect.role)
        if model is None:
            self._budget.exhausted = Exhausted(unit=Unit.REQUESTS, why=answer.why)
            return False
        return self._budget.room(self._budget.wanted(model.size(effect.ask), effect.ask.most)) is None

    def _do(
        self, effect: Rescan | Execute | ReadSource | Noted | Query, digest: str, before: Entry | None
    ) -> Answer:
        """Do what costs nothing and may be done twice."""
        began = self._budget.clock.seconds()
        answer = self._done(effect)
        used = self._budget.since(began)
        entry = encoded(self._entry(effect, digest, "answered", used), answer)
        if before is None:
            self._write(entry)
        elif entry.answer_digest != before.answer_digest:
            raise BadInput(
                f"step {self._n} of the run gives another answer than before",
                hint="the target changed since: begin the run anew",
            )
        self._charge(used)
        return answer

    def _done(self, effect: Rescan | Execute | ReadSource | Noted | Query) -> Answer:
        answer: Answer = None
        try:
            match effect:
                case Rescan():
                    answer = self._doer.rescan(effect)
                case Execute():
                    answer = self._doer.execute(effect)
                case ReadSource():
                    answer = self._doer.read(effect)
                case Query():
                    answer = _queried(self._doer, effect)
                case Noted():
                    pass
        except Cancelled:
            raise
        except VedetteError as error:
            return error
        return answer

    def _consult(self, effect: Consult, digest: str, tries: int) -> Answer:
        """Ask the model, if somebody has the role, the budget has room, and it was not tried too often."""
        model = self._doer.model(effect.role)
        ask = masked(effect.ask)[0]  # neither the journal nor the model sees a secret
        budget, call, why = self._budget, "", ""
        if model is None:
            why = f"no model was granted the role {effect.role}"
        elif tries >= _TRIES:
            why = f"no answer came before the process ended, {tries} times"
        elif budget.room(wanted := budget.wanted(model.size(ask), ask.most)) is None:
            call = f"{self._journal.run}/{self._n}/{len(self._journal.entries)}"
            entry = self._entry(effect, digest, "sent", wanted, call)
            self._write(told(entry, model.name, ask))
            if budget.reserve(call, wanted, ask.seconds) is None:
                return self._asked(msgspec.structs.replace(effect, ask=ask), entry, model)
        spent = not why
        why = why or f"budget: {budget.exhausted.why if budget.exhausted is not None else ''}"
        answer = NoAnswer(why=why, spent=spent)
        self._write(encoded(self._entry(effect, digest, "answered", Spent(), call), answer))
        return answer

    def _asked(self, effect: Consult, sent: Entry, model: LanguageModel) -> Answer:
        """Ask, write the answer down, then settle: dying in between charges no more and no less."""
        budget = self._budget
        ask = msgspec.structs.replace(effect.ask, seconds=min(effect.ask.seconds, budget.seconds_left))
        began = budget.clock.seconds()
        answer = _answered(model, ask, self._job)
        used = budget.since(began)
        if isinstance(answer, Reply):
            used += budget.used(answer.usage)
        else:  # nobody knows what it cost: all that was held back
            used += sent.used or Spent()
        if isinstance(answer, Reply) or not _stopping(self._job):
            entry = self._entry(effect, sent.effect, "answered", used, sent.call)
            self._write(encoded(entry, answer))
        budget.settle(sent.call, used)
        self._charge(used)
        self._job.check()
        return answer

    def _charge(self, used: Spent) -> None:
        for words in self._budget.charge(used):
            self._job.say(words)

    def _entry(self, effect: Effect, digest: str, phase: str, used: Spent, call: str = "") -> Entry:
        kind = str(type(effect).__struct_config__.tag)
        return Entry(
            n=self._n,
            phase=phase,
            kind=kind,
            effect=digest,
            used=used,
            call=call,
            what=brief(effect),
        )

    def _write(self, entry: Entry) -> None:
        at = self._budget.clock.now().isoformat(timespec="milliseconds")
        self._journal.append(msgspec.structs.replace(entry, at=at))


def _queried(doer: Doer, effect: Query) -> Rows | NoAnswer:
    if isinstance(doer, Answerer):
        return doer.query(effect)
    return NoAnswer(why="this run has nothing to ask")


def _known(entries: Iterable[Entry]) -> dict[int, _Known]:
    """Return what a journal says of each step, but for those before the agent took another way."""
    known: dict[int, _Known] = {}
    for entry in entries:
        if entry.phase == "diverged":
            known = {n: one for n, one in known.items() if n < entry.n}
        elif entry.phase in {"sent", "answered"}:
            step = known.setdefault(entry.n, _Known(entry.effect))
            if entry.phase == "sent":
                step.sent.add(entry.call)
            else:
                step.sent.discard(entry.call)
                step.answered = entry
    return known


def _settled(entries: Iterable[Entry], budget: Budget) -> int:
    """Charge what an earlier process used, each call once; return how many calls nobody saw the end of."""
    open_calls: dict[str, Spent] = {}
    for entry in entries:
        used = entry.used or Spent()
        if entry.phase == "sent":
            open_calls[entry.call] = used
        elif entry.phase == "answered":
            if open_calls.pop(entry.call, None) is not None:
                budget.settle(entry.call, used)
            budget.spent += used
    for call, wanted in open_calls.items():
        budget.settle(call, wanted)
        budget.spent += wanted
    return len(open_calls)


def _answered(model: LanguageModel, ask: Ask, job: Job) -> Reply | NoAnswer:
    try:
        return model.answer(ask, lambda: _stopping(job))
    except (BadInput, Unavailable) as error:
        return NoAnswer(why=str(error))


def _stopping(job: Job) -> bool:
    try:
        job.check()
    except Cancelled:
        return True
    return False


def _tally(noted: Iterable[Noted]) -> Tally:
    """Count the words an agent had written down."""
    words = [one.what for one in noted]
    dropped = [Dropped(kind=one.kind, gate=one.gate, why=one.why) for one in noted if one.what == "dropped"]
    return Tally(
        proposed=words.count("proposed"),
        confirmed=words.count("confirmed"),
        dropped=tuple(dropped[:_DROPPED_KEPT]),
        dropped_count=len(dropped),
        inconclusive=words.count("inconclusive"),
    )
