"""Does what is asked about playbooks: reads them, begins them in an incident, takes steps and answers."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from vedette.app import playbook_requests as asked
from vedette.app import playbookruns as runs
from vedette.app.gate import Work
from vedette.app.incidents import By, IncidentBook, by_of
from vedette.app.incidentseal import seal_of
from vedette.app.ledgers import Book
from vedette.app.playbookruns import Run
from vedette.app.playbooktext import lines
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident
from vedette.respond import events as happened
from vedette.respond.events import What
from vedette.respond.playbooks import authored, choosing
from vedette.respond.playbooks.nouns import Playbook, Switch
from vedette.respond.playbooks.reading import LARGEST, read
from vedette.respond.playbooks.running import Outcome, StepState

_ANSWER: Final = 300
_SHORTEST: Final = 3
_YES_NO: Final = {"y": "yes", "n": "no", "true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class PlaybookWork:
    """All handlers."""

    book: IncidentBook
    ledger: Book
    files: bool
    """Whether files of this machine may be read for who asks."""

    def list(self, request: asked.ListPlaybooks, work: Work) -> asked.PlaybooksListed:
        """List them."""
        if not request.incident:
            return asked.PlaybooksListed(playbooks=tuple(_line(name) for name in authored.names()))
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        fits = choosing.fitting(incident)
        return asked.PlaybooksListed(playbooks=tuple(_line(one.name, one.because) for one in fits))

    def read(self, request: asked.ReadPlaybook, work: Work) -> asked.PlaybookRead:
        """Read and check one."""
        del work
        playbook, data = self._read(request.name, request.path)
        return asked.PlaybookRead(
            name=request.name or playbook.name,
            title=playbook.name,
            description=playbook.description,
            steps=len(playbook.workflow),
            lines=tuple(lines(playbook)),
            data=data,
        )

    def start(self, request: asked.StartPlaybook, work: Work) -> asked.PlaybooksRun:
        """Begin one; the bytes that were begun are kept in the locker, and gone on with."""
        by = by_of(work)
        playbook, data = self._read(request.name, request.path)
        incident = self.book.load(by, self.book.find(by, request.incident))
        if any(one.id == playbook.id for one in incident.runs):
            raise BadInput(f"{playbook.name!r} runs in this incident", hint="vedette playbook next shows it")
        stored = self.book.locker.put((data,), LARGEST)
        begun = happened.PlaybookStarted(id=playbook.id, digest=stored.digest)
        run = Run(playbook, stored.digest, (), {}, {one.id: one.made for one in incident.tasks})
        return self._went_on(by, incident, [begun, *runs.advanced(run, self.book.now())])

    def follow(self, request: asked.FollowPlaybooks, work: Work) -> asked.PlaybooksRun:
        """Say what can be done next."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        return self._shown(by, incident, {})

    def step(self, request: asked.DoStep, work: Work) -> asked.PlaybooksRun:
        """Write down how a step stands, and what follows from it."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        run, key = self._meant(by, incident, request.step)
        said = self._said(run, key, request)
        now = self.book.now()
        fresh = Outcome(key, StepState(request.state), said, now)
        return self._went_on(by, incident, runs.advanced(run, now, (fresh,)))

    def answer(self, request: asked.AnswerPlaybook, work: Work) -> asked.PlaybooksRun:
        """Take an answer, and decide what it decides."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        name = f"__{request.name.strip().strip('_')}__"
        value = " ".join(request.value.split())[:_ANSWER]
        value = _YES_NO.get(value.lower(), value.lower() if value.lower() in {"yes", "no"} else value)
        made: tuple[What, ...] = ()
        now = self.book.now()
        for run in self._runs(by, incident):
            if name in run.playbook.playbook_variables:
                made += (happened.Answered(question=f"{run.playbook.id}/{name}", answer=value),)
                after = knowing_more(run, name, value)
                made += tuple(runs.advanced(after, now))
        if not made:
            raise BadInput(
                f"no playbook of this incident asks {request.name[:60]!r}", hint=self._asked(by, incident)
            )
        return self._went_on(by, incident, made)

    def _said(self, run: Run, key: str, request: asked.DoStep) -> str:
        """Return what is said of a step; of a condition, which way it goes."""
        said = " ".join(request.said.split())[:_ANSWER]
        step = run.playbook.workflow[key]
        kind = key.partition("--")[0]
        if kind in {"if-condition", "while-condition"} and request.state != "running":
            word = _YES_NO.get(said.lower(), said.lower())
            if word not in {"yes", "no"}:
                raise BadInput(f"{step.name[:80]!r} is a question", hint="answer it: --said yes or --said no")
            return "true" if word == "yes" else "false"
        if isinstance(step, Switch) and said not in step.cases:
            raise BadInput(f"{said!r} is no case of this step", hint=f"one of: {', '.join(step.cases)}")
        return said

    def _meant(self, by: By, incident: Incident, asked_for: str) -> tuple[Run, str]:
        """Return the run and the id of a step that can be done now."""
        wanted = asked_for.strip().lower()
        ready = [(run, one.step) for run in self._runs(by, incident) for one in run.stands.ready]
        found = [
            (run, key)
            for run, key in ready
            if key == wanted or (len(wanted) >= _SHORTEST and key.partition("--")[2].startswith(wanted))
        ]
        if len(found) != 1:
            known = ", ".join(runs.short_of(key) for _, key in ready) or "none: it is over, or none was begun"
            raise BadInput(f"{asked_for[:60]!r} is no step that can be done now", hint=f"there are: {known}")
        return found[0]

    def _runs(self, by: By, incident: Incident) -> tuple[Run, ...]:
        events = self.book.events(by, incident.id)
        return tuple(runs.run_of(self._kept(one.digest), one, incident, events) for one in incident.runs)

    def _kept(self, digest: str) -> Playbook:
        return read(b"".join(self.book.locker.read(digest)), "the playbook that was begun")

    def _asked(self, by: By, incident: Incident) -> str:
        names = {
            name.strip("_") for run in self._runs(by, incident) for name in run.playbook.playbook_variables
        }
        return f"they ask: {', '.join(sorted(names)) or 'nothing; begin one first'}"

    def _went_on(self, by: By, incident: Incident, whats: Sequence[What]) -> asked.PlaybooksRun:
        made = self.book.append(by, incident.id, whats, expect=incident.version)
        return self._shown(by, made.incident, seal_of(made, self.ledger))

    def _shown(self, by: By, incident: Incident, seal: dict[str, int | str]) -> asked.PlaybooksRun:
        now = self.book.now()
        made = tuple(runs.shown(one, incident, now) for one in self._runs(by, incident))
        return asked.PlaybooksRun(incident=incident.id, runs=made, seal=seal)

    def _read(self, name: str, path: Path | None) -> tuple[Playbook, bytes]:
        if path is None:
            playbook = authored.ours(name)
            return playbook, msgspec.json.format(msgspec.json.encode(playbook), indent=2)
        if not self.files:
            raise BadInput("a service reads no files for who asks", hint="name one of ours")
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            raise BadInput(
                f"{shlex.quote(str(path))}: {error.strerror}", hint="give a CACAO 2.0 playbook"
            ) from error
        return read(data, str(path)), data


def knowing_more(run: Run, name: str, value: str) -> Run:
    """Return a run that knows one thing more."""
    return Run(run.playbook, run.digest, run.outcomes, {**run.variables, name: value}, run.ready_since)


def _line(name: str, because: tuple[str, ...] = ()) -> asked.PlaybookLine:
    return asked.PlaybookLine(name=name, title=authored.script(name).name, because=because)
