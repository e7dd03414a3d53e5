"""From a sink that something untrusted reaches to a finding: confidence with its reason, evidence, fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vedette.code.knowledge import INSTANCE, Knowledge
from vedette.code.modules import Files
from vedette.code.pages import Page
from vedette.code.tables import Flag
from vedette.code.taint.scopes import Module, Origin, Reached
from vedette.code.taint.traces import Step, unroll
from vedette.core.nouns import Confidence, Evidence, Finding, Role
from vedette.core.text import Positions
from vedette.lang.ir import end_of, start_of

LADDER = (Confidence.POSSIBLE, Confidence.LIKELY, Confidence.STRONG)
_QUOTE_MAX = 2000
_EVIDENCE_MAX = 24

_KINDS = {
    "remote": "a request from outside",
    "response": "an answer from another server",
    "model": "a language model's answer",
    "stored": "stored data that others may write",
    "file": "the content of a file",
    "entry": "a name inside an archive",
    "cli": "the command line",
    "env": "the environment",
    "caller": "whoever calls this function",
}


class Candidate(NamedTuple):
    """A finding in the making: everything but quotes and fingerprint."""

    page: Page
    reached: Reached
    origin: Origin
    confidence: Confidence
    reason: str
    steps: tuple[Step, ...]

    @property
    def key(self) -> tuple[str, str, int]:
        """One problem: the rule and the place of the harm."""
        return (self.page.id, self.reached.module.path, self.reached.at)

    @property
    def rank(self) -> tuple[int, int]:
        """Better ones first: surer, then shorter."""
        return (-LADDER.index(self.confidence), len(self.steps))


class Collector:
    """Takes what the interpreter reports; keeps the best of what is about the same place."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.best: dict[tuple[str, str, int], Candidate] = {}

    def __call__(self, reached: Reached, origin: Origin, label: int) -> None:
        """Consider one sink and one origin that reaches it."""
        for page in self._knowledge.rules.get(reached.row.kind, ()):
            candidate = judge(page, reached, origin, label)
            if candidate is not None:
                self.add(candidate)

    def add(self, candidate: Candidate) -> None:
        """Keep a candidate when it is the best about its place."""
        known = self.best.get(candidate.key)
        if known is None or candidate.rank < known.rank:
            self.best[candidate.key] = candidate


def judge(page: Page, reached: Reached, origin: Origin, label: int) -> Candidate | None:
    """Return a candidate, or None when the rule does not count values of that origin as untrusted."""
    row = reached.row
    if isinstance(row, Flag):
        confidence = row.confidence or page.confidence
        reason = "wrong whatever the data"
        if reached.named_only:
            confidence, reason = Confidence.POSSIBLE, "recognised by the name of the method alone"
        return Candidate(page, reached, origin, confidence, reason, ())
    base = page.sources.get(origin.kind)
    if base is None:
        return None
    steps = tuple(unroll(reached.trace, label))
    confidence, reason = _confidence(base, reached, origin, steps)
    if row.confidence is not None:
        confidence = min(confidence, row.confidence, key=LADDER.index)
    return Candidate(page, reached, origin, confidence, reason, steps)


def _confidence(base: Confidence, reached: Reached, origin: Origin, steps: tuple[Step, ...]) -> tuple[Confidence, str]:
    reason = f"the value comes from {_KINDS.get(origin.kind, origin.kind)}"
    level = LADDER.index(base)
    guesses = [step for step in steps if step.guess]
    if guesses:
        level -= 1
        reason += f"; it {guesses[0].note}, which is assumed to let it through"
    elif reached.named_only:
        reason += "; the sink is recognised by the name of the method alone"
    else:
        reason += ", and every step from there to here is known"
    if origin.named_only:
        reason += "; the source is recognised by its name alone"
    if reached.named_only or origin.named_only:
        level = 0
    return LADDER[max(level, 0)], reason


class Writer:
    """Turns candidates into findings; reads the text of the files they point into."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._positions: dict[str, Positions] = {}
        self._seen: dict[str, int] = {}

    def write(self, candidates: Iterable[Candidate]) -> Iterator[Finding]:
        """Yield findings in the order of their places."""
        for candidate in sorted(candidates, key=lambda c: (c.reached.module.path, c.reached.at, c.page.id)):
            yield self._finding(candidate)

    def _finding(self, candidate: Candidate) -> Finding:
        page, reached = candidate.page, candidate.reached
        evidence = tuple(self._evidence(candidate))
        name = reached.name.replace(INSTANCE, "").removeprefix("builtins.")
        message = page.message.replace("{source}", _capital(candidate.origin.what)).replace("{sink}", name)
        if isinstance(reached.row, Flag) and reached.row.what:
            message = _capital(reached.row.what)
        return Finding(
            rule=page.id,
            title=page.title,
            message=message,
            weaknesses=page.weaknesses,
            severity=page.severity,
            confidence=candidate.confidence,
            reason=candidate.reason,
            evidence=evidence,
            fingerprint=self._fingerprint(candidate, evidence),
            remedy=page.remedy,
        )

    def _evidence(self, candidate: Candidate) -> Iterator[Evidence]:
        reached = candidate.reached
        steps = _distinct(candidate.steps, reached)
        if len(steps) > _EVIDENCE_MAX:
            half = _EVIDENCE_MAX // 2
            steps = [*steps[:half], *steps[-half:]]
        for index, step in enumerate(steps):
            yield self._place(step.module, step.at, Role.SOURCE if index == 0 else Role.STEP, step.note)
        name = reached.name.replace(INSTANCE, "").removeprefix("builtins.")
        role = Role.SINK if not isinstance(reached.row, Flag) else Role.INDICATOR
        yield self._place(reached.module, reached.at, role, f"reaches {name}" if steps else name)

    def _place(self, module: Module, at: int, role: Role, note: str) -> Evidence:
        positions = self.positions(module.path)
        start, end = start_of(at), end_of(at)
        if end - start > _QUOTE_MAX:
            end = start + _QUOTE_MAX
        return Evidence(
            artefact=self._files.files[module.path].digest,
            name=module.path,
            locator=positions.place(start, end),
            quote=positions.quote(start, end),
            role=role,
            note=note,
        )

    def positions(self, path: str) -> Positions:
        """Return the line index of a file."""
        known = self._positions.get(path)
        if known is None:
            known = self._positions[path] = Positions(self._files.text(path))
        return known

    def _fingerprint(self, candidate: Candidate, evidence: tuple[Evidence, ...]) -> str:
        """Hash what does not change when lines move: rule, file, function, the text of source and sink."""
        reached = candidate.reached
        ends = (evidence[0].quote, evidence[-1].quote)
        parts = [candidate.page.id, reached.module.path, reached.function, candidate.origin.kind, *ends]
        plain = "\0".join(" ".join(part.split()) for part in parts)
        count = self._seen[plain] = self._seen.get(plain, 0) + 1
        return hashlib.sha256(f"{plain}\0{count}".encode()).hexdigest()[:32]


def _distinct(steps: tuple[Step, ...], reached: Reached) -> list[Step]:
    """Drop steps that stand at the same place as the one before, and those at the sink itself."""
    found: list[Step] = []
    for step in steps:
        if found and found[-1].at == step.at and found[-1].module is step.module:
            continue
        found.append(step)
    while len(found) > 1 and found[-1].at == reached.at and found[-1].module is reached.module:
        found.pop()
    return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
