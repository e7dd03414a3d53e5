"""Mend weaknesses: scan, propose, send through the gates, lay what passed over the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from vedette.agents.effects import Rescan
from vedette.agents.patching import Ground
from vedette.agents.patching.applying import apply, diff, paths_of
from vedette.agents.patching.ground import Change, Changes
from vedette.agents.patching.mending import mend
from vedette.agents.patching.rescanned import Key, key
from vedette.app.acquire.opened import Selection
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Allowance, Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.fix_answers import Became, Fixed, Mending
from vedette.app.fix_requests import Fix
from vedette.app.fixtarget import FixTarget, opened, rule_texts
from vedette.app.fixtests import detected
from vedette.app.fixwrite import delivered
from vedette.app.jobs import Job
from vedette.app.redaction import Redactor
from vedette.app.suppress import suppress
from vedette.app.tools import Cache, Tools
from vedette.code import codemods
from vedette.core.claims import Tally
from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.executions import Sandbox
from vedette.core.nouns import Finding, Report
from vedette.core.patches import Patch, Tried
from vedette.sandbox.gitbranch import check_name
from vedette.sandbox.jail.toolchain import Toolchain, interpreter

_NO_CODEMOD = "no codemod is sure how to mend this"
_NO_PATCH = "no patch passed the gates"
_DROPPED_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What mending is done with."""

    tools: Tools
    sandbox: Sandbox | None = None
    """None: nothing of the target is run."""
    models: Mapping[ModelRole, LanguageModel] = field(default_factory=dict)
    """Who was granted which role; none: nobody is asked."""
    folder: Path | None = None
    """Where journals of runs with a model are kept, so that nothing is paid for twice."""
    chain: Toolchain = field(default_factory=interpreter)
    """The interpreter that runs the target's functions and tests."""


def run(means: Means, request: Fix, job: Job) -> Fixed:
    """Mend what a scan finds in one target.

    Raises:
        BadInput: no such target, finding, branch.

    """
    tools = means.tools
    if request.branch is not None:
        check_name(request.branch)
    cache = tools.open_cache()
    try:
        target = _target(means, request, job, cache)
        budget = Budget(allowance=Allowance(), clock=tools.clock)
        return _Run(target, means, request, budget).to_end()
    finally:
        cache.close()


def _target(means: Means, request: Fix, job: Job, cache: Cache) -> FixTarget:
    rules, tools = rule_texts(request.rules), means.tools
    analyser = tools.load(list(rules), cache)
    selection = Selection(include=request.include, exclude=request.exclude)
    acquired = opened(tools, request.target, selection, job, cache)
    return FixTarget(
        acquired=acquired,
        analyser=analyser,
        cache=cache,
        sandbox=means.sandbox,
        job=job,
        load_again=tools,
        rules=rules,
        models=means.models,
    )


@dataclass(slots=True)
class _Run:
    """One attempt to mend a target."""

    target: FixTarget
    means: Means
    request: Fix
    budget: Budget
    notes: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def to_end(self) -> Fixed:
        """Mend finding after finding, each on top of what was accepted before."""
        report = first = self.target.rescan(Rescan())
        known = frozenset(map(key, first.findings))
        mendings: list[Mending] = []
        for finding in self._wanted(first):
            self.target.job.tell("mending", len(mendings))
            mendings.append(self._mended(report, again(report, finding, known), finding))
            if mendings[-1].accepted is not None:
                report = self.target.rescan(Rescan())
        hidden = Redactor(self.target.files, first.findings)
        changes = self._changes()
        made = Fixed(
            engine=first.engine,
            target=first.target,
            mendings=tuple(replace(one, finding=hidden.without(one.finding)) for one in mendings),
            diff=diff(changes),
            notes=tuple(dict.fromkeys(self.notes)),
            tally=self.tally,
        )
        return delivered(made, changes, self.request, self.means.tools.limits)

    def _wanted(self, report: Report) -> list[Finding]:
        """Return the findings to mend: those asked for, none that somebody decided to live with."""
        marked, _ = suppress(
            report.findings, self.target.acquired.opened, self.means.tools.clock.now().date()
        )
        open_ones = [one for one in marked if one.suppressed is None]
        if self.request.rule is not None:
            open_ones = [one for one in open_ones if one.rule == self.request.rule]
        if not self.request.findings:
            return open_ones
        return [one for wish in self.request.findings for one in _begins(open_ones, wish)]

    def _mended(self, report: Report, now: Finding | None, finding: Finding) -> Mending:
        if now is None:
            return Mending(finding=finding, became=Became.GONE, why="a patch for another finding removed it")
        ground = self._ground(report, now)
        proposals = codemods.propose(now, self.target.text)
        driven = self._driven(ground, proposals)
        self.tally = _sum(self.tally, driven.tally)
        tried = driven.value
        if not tried or not tried[-1].accepted:
            why = (_NO_PATCH if tried else _NO_CODEMOD) + (
                f"; {driven.exhausted}" if driven.exhausted else ""
            )
            return Mending(finding=finding, became=Became.OPEN, tried=tried, why=why)
        self._accept(tried[-1].patch)
        return Mending(finding=finding, became=Became.PATCHED, tried=tried)

    def _driven(self, ground: Ground, proposals: tuple[Patch, ...]) -> Driven[tuple[Tried, ...]]:
        steps = mend(ground, proposals, ask=bool(self.target.models))
        with self._journal(ground, proposals) as journal:
            return drive(steps, self.target, journal, self.budget, self.target.job)

    def _journal(self, ground: Ground, proposals: tuple[Patch, ...]) -> Journal:
        """Open the journal of this very question; where nobody is asked, one in memory."""
        if not self.target.models or self.means.folder is None:
            return Journal()
        parts = (
            self.target.acquired.artefact.digest,
            ground.report.engine.rules,
            ground.finding.fingerprint,
            str(sorted(self.target.laid.items())),
            str(sorted((role.value, model.name) for role, model in self.target.models.items())),
            str((self.request.tests, self.request.run, self.request.most_lines, proposals)),
        )
        name = sha256("\0".join(parts).encode("utf-8", "surrogateescape")).removeprefix("sha256:")
        return Journal(self.means.folder / f"fix-{name[:32]}.jsonl")

    def _ground(self, report: Report, finding: Finding) -> Ground:
        folder = _folder(self.request.target)
        chain = self.means.chain
        return Ground(
            report=report,
            finding=finding,
            imported=self.target.imported(),
            most_lines=self.request.most_lines,
            tree=folder,
            files=self.target.overlay(folder=bool(folder)),
            own=frozenset(one.path for one in self.target.files),
            python=chain.python,
            readable=chain.readable,
            tests=self.request.tests or detected(self.target.files, chain.python),
        )

    def _accept(self, patch: Patch) -> None:
        texts = {path: self.target.text(path) for path in paths_of(patch)}
        for one in apply(patch, texts):
            self.target.laid[one.path] = one.after

    def _changes(self) -> Changes:
        return tuple(
            Change(path=path, before=self.target.original(path) or "", after=text)
            for path, text in sorted(self.target.laid.items())
        )


def again(report: Report, finding: Finding, known: frozenset[Key]) -> Finding | None:
    """Find a finding in a later report, where patches may have touched its text; None: it is gone."""
    same = [one for one in report.findings if one.fingerprint == finding.fingerprint]
    same += [one for one in report.findings if key(one) == key(finding)]
    place = finding.rule, finding.primary.name
    same += [
        one for one in report.findings if (one.rule, one.primary.name) == place and key(one) not in known
    ]
    return same[0] if same else None


def _folder(target: str) -> str:
    """Return the folder a target is, by its path; empty where it is none."""
    path = Path(target)
    return str(path.resolve()) if path.is_dir() else ""


def _begins(findings: list[Finding], wish: str) -> list[Finding]:
    wanted = wish.lower().removeprefix("sha256:")
    found = [one for one in findings if wanted and one.fingerprint.startswith(wanted)]
    if not found:
        some = ", ".join(one.fingerprint[:8] for one in findings[:5])
        raise BadInput(
            f"{wish}: no finding begins so", hint=f"there are {some}" if some else "none was found"
        )
    return found


def _sum(one: Tally, other: Tally) -> Tally:
    return Tally(
        proposed=one.proposed + other.proposed,
        confirmed=one.confirmed + other.confirmed,
        dropped=(*one.dropped, *other.dropped)[:_DROPPED_KEPT],
        dropped_count=one.dropped_count + other.dropped_count,
        inconclusive=one.inconclusive + other.inconclusive,
    )
