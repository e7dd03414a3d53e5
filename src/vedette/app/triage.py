"""Is it hostile? Things are brought into reach, each examined in a worker, the answers made one report."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from vedette import __version__
from vedette.app import triagework
from vedette.app.handed import handed
from vedette.app.jobs import Job
from vedette.app.plainfiles import Gathered
from vedette.app.pointed import CONFIDENCES, pointed_at
from vedette.app.redaction import Redactor
from vedette.app.requests import Triage as Request
from vedette.app.results import Triaged
from vedette.app.things import Thing, things
from vedette.app.tools import Cache, Tools
from vedette.core.errors import BadInput, VedetteError
from vedette.core.nouns import Artefact, ArtefactKind, Coverage, Engine, Finding, Report, Skipped
from vedette.core.verdicts import Verdict
from vedette.scale.crew import Bounds, Crew, Task, forbid, is_bounded
from vedette.scale.failures import fault
from vedette.triage.behaviours import helps
from vedette.triage.behaviours.pages import pages
from vedette.triage.examination import Examination

VERDICTS = tuple(Verdict)
_WIDEST = 8


class _Answers(Struct):
    """What the workers said, in the order things were handed in."""

    made: dict[int, Examination] = field(default_factory=dict)
    failed: dict[int, Skipped] = field(default_factory=dict)
    errors: list[VedetteError] = field(default_factory=list)

    def examinations(self) -> list[Examination]:
        return [self.made[number] for number in sorted(self.made)]


def run(tools: Tools, request: Request, job: Job) -> Triaged:
    """Examine what was given.

    Raises:
        BadInput: there is nothing there.
        Unavailable: a package is wanted, and no registry answers.

    """
    if not request.targets and request.given is None:
        raise BadInput("nothing was given to look at", hint="give files, folders, pypi:NAME or npm:NAME")
    began = tools.clock.seconds()
    _, unused = triagework.rules(str(request.yara or ""))
    triagework.names(str(request.popular or ""))
    pages()  # read once, here: workers are born with them
    with handed(request, tools.limits) as gathered:
        if not gathered.files and not gathered.skipped:
            raise BadInput(f"{gathered.origin}: no file in it", hint="give a file, or a folder of them")
        given = things(gathered.files, gathered.name)
        answers = _examined(given, request, job, _before(tools))
        if not answers.made and len({(type(one), str(one)) for one in answers.errors}) == 1:
            raise answers.errors[0]  # the same for all: what is wrong is not the files
        report = _report(gathered, answers, request)
        if request.against is not None:
            report = _against(report, given, request, (tools, job))
    if request.known is not None:
        report = _with_known(report, request.known)
    report = _skipping(report, unused)
    timings = {"total": round(tools.clock.seconds() - began, 4)}
    report = Redactor().without(msgspec.structs.replace(report, timings=timings))
    tools.last.keep(report)
    return Triaged(
        report=report,
        rules=helps.helps(report.findings),
        failing=sum(_fails(one.verdict, request) for one in report.judgements),
    )


def _with_known(report: Report, records: Path) -> Report:
    from vedette.app.userrules import with_known  # noqa: PLC0415  seldom asked for

    made, broken = with_known(report.executables, records)
    return _skipping(msgspec.structs.replace(report, executables=made), broken)


def _skipping(report: Report, more: tuple[Skipped, ...]) -> Report:
    coverage = msgspec.structs.replace(report.coverage, skipped=(*report.coverage.skipped, *more))
    return msgspec.structs.replace(report, coverage=coverage)


def _against(report: Report, new: Sequence[Thing], request: Request, with_: tuple[Tools, Job]) -> Report:
    """Leave out what an older build does as well; of two executables, say what changed in them."""
    from vedette.app.builds import only_new  # noqa: PLC0415  seldom asked for

    tools, job = with_
    older = request.against or ""
    wish = msgspec.structs.replace(request, targets=(older,), given=None, against=None)
    with handed(wish, tools.limits) as gathered:
        old = things(gathered.files, gathered.name)
        answers = _examined(old, wish, job)
        if not answers.made:
            raise BadInput(f"{older}: it could not be looked at", hint="give an older build that can be read")
        report = only_new(report, answers.examinations())
        if len(old) == len(new) == 1 and report.executables:
            tasks = [b"[" + _task(old[0], wish) + b"," + _task(new[0], wish) + b"]"]
            for _, answer in _answered(tasks, request, job, triagework.compare):
                if not isinstance(answer, VedetteError):
                    lines = answer.decode().splitlines()
                    coverage = report.coverage
                    coverage = msgspec.structs.replace(coverage, notes=(*coverage.notes, *lines))
                    report = msgspec.structs.replace(report, coverage=coverage)
    return report


def _examined(given: Sequence[Thing], request: Request, job: Job, before: Cache | None = None) -> _Answers:
    answers = _Answers()
    if before is None:
        found = _answered([_task(one, request) for one in given], request, job)
    else:
        found = _one_by_one(given, request, before)
    for number, answer in found:
        if isinstance(answer, VedetteError):
            answers.errors.append(answer)
            answers.failed[number] = Skipped(what=given[number].name, why=str(answer))
        else:
            answers.made[number] = msgspec.json.decode(answer, type=Examination)
        job.tell("examining", len(answers.made) + len(answers.failed), len(given))
    return answers


def _before(tools: Tools) -> Cache | None:
    """Return where a job of a service keeps what it has judged; at home nothing is kept."""
    return tools.open_cache() if is_bounded() else None


def _one_by_one(
    given: Sequence[Thing], request: Request, before: Cache
) -> Iterator[tuple[int, bytes | VedetteError]]:
    """Examine things in this process, bounded as it is; what was judged before a pause is not again."""
    forbid()
    for number, thing in enumerate(given):
        key = _known(thing, request)
        answer: bytes | VedetteError | None = before.get(key) if key else None
        if answer is None:
            answer = _alone(triagework.work, _task(thing, request))
            if key and isinstance(answer, bytes):
                before.put(key, answer)
        yield number, answer


def _known(thing: Thing, request: Request) -> bytes:
    from vedette.app.judgedbefore import key_of  # noqa: PLC0415  only services remember

    try:
        return key_of(thing, request)
    except OSError:  # whoever examines it will say so
        return b""


def _answered(
    tasks: Sequence[bytes], request: Request, job: Job, work: Task = triagework.work
) -> Iterator[tuple[int, bytes | VedetteError]]:
    if is_bounded():  # a job of a service: a bounded process already
        forbid()
        yield from ((number, _alone(work, one)) for number, one in enumerate(tasks))
        return
    width = min(len(tasks), os.cpu_count() or 1, _WIDEST)
    crew = Crew(work, Bounds(seconds=request.seconds), width)
    yield from crew.run(tasks, job.check)


def _alone(work: Task, task: bytes) -> bytes | VedetteError:
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001  what one thing breaks must cost no other
        return fault(error)


def _task(thing: Thing, request: Request) -> bytes:
    return msgspec.json.encode(
        triagework.Thing(
            path=os.fsencode(thing.files[0].path),
            name=thing.name,
            files=thing.inside(),
            passwords=request.passwords,
            yara=str(request.yara or ""),
            capa=_capa(thing, request),
            popular=str(request.popular or ""),
        )
    )


def _capa(thing: Thing, request: Request) -> str:
    if request.capa is None or thing.root is not None:
        return ""
    from vedette.app.userrules import capa_says  # noqa: PLC0415  seldom asked for

    return capa_says(thing.files[0].path, request.capa, request.seconds)


def _report(gathered: Gathered, answers: _Answers, request: Request) -> Report:
    made = answers.examinations()
    least = CONFIDENCES.index(request.min_confidence)
    found = tuple({one.fingerprint: one for each in made for one in each.findings}.values())
    shown = tuple(one for one in found if CONFIDENCES.index(one.confidence) >= least)
    return Report(
        engine=Engine(name="vedette", version=__version__, rules=helps.digest()),
        target=_target(gathered, made),
        artefacts=_artefacts(made, shown),
        findings=shown,
        judgements=tuple(
            sorted((one.judgement for one in made), key=lambda one: -VERDICTS.index(one.verdict))
        ),
        layers=tuple(one for each in made for one in each.layers),
        indicators=tuple(one for each in made for one in each.indicators),
        executables=tuple(one for each in made for one in each.executables),
        coverage=Coverage(
            files=sum(one.files for one in made),
            excluded=gathered.excluded,
            skipped=(
                *gathered.skipped,
                *(answers.failed[number] for number in sorted(answers.failed)),
                *(one for each in made for one in each.skipped),
            ),
            notes=tuple(dict.fromkeys(note for each in made for note in each.notes)),
        ),
    )


def _target(gathered: Gathered, made: Sequence[Examination]) -> Artefact:
    if len(made) == 1 and len(gathered.files) == 1 and made[0].artefact.name == gathered.name:
        return msgspec.structs.replace(made[0].artefact, origin=gathered.origin)
    total = hashlib.sha256()
    for one in made:
        total.update(f"{one.artefact.digest} {one.artefact.name}\n".encode("utf-8", "surrogateescape"))
    return Artefact(
        kind=ArtefactKind.TREE,
        name=gathered.name,
        digest=f"sha256:{total.hexdigest()}",
        size=sum(one.size for one in gathered.files),
        origin=gathered.origin,
    )


def _artefacts(made: Sequence[Examination], findings: Sequence[Finding]) -> tuple[Artefact, ...]:
    """Keep each thing handed in, and what of their insides is pointed into."""
    handed_in = tuple(one.artefact for one in made)
    inside = [one for each in made for one in each.inside]
    pointed = pointed_at(inside, findings)
    layers = {one.name for each in made for one in each.layers}
    named = layers | {one.name for each in made for one in each.executables}
    more = tuple(one for one in inside if one.name in named)
    return tuple(dict.fromkeys((*handed_in, *pointed, *more)))


def _fails(verdict: Verdict, request: Request) -> bool:
    return request.fail_on is not None and VERDICTS.index(verdict) >= VERDICTS.index(request.fail_on)
