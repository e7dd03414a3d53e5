"""An explanation for a terminal, and as JSON: the parts in order, each step with who and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vedette.core import codec
from vedette.core.explanations import Audience, Explanation, Section, Sentence, Step
from vedette.export.measure import wrap
from vedette.export.paint import SYMBOLS, Paint
from vedette.export.visible import one_line

NARROWEST: Final = 60
WIDEST: Final = 100
_STEP: Final = "   "


def document(explanation: Explanation) -> bytes:
    """Write it as indented JSON."""
    return codec.dump_pretty(explanation)


def render(explanation: Explanation, words: Mapping[str, str], *, colour: bool, width: int) -> str:
    """Return it as text; `words` are the labels of its language."""
    page = _Page(words, Paint(colour), min(max(width, NARROWEST), WIDEST))
    lines = [*page.head(explanation)]
    for section in explanation.sections:
        lines += [
            "",
            page.paint.strong(one_line(section.title)),
            *page.section(section, explanation.audience),
        ]
    lines += page.foot(explanation)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def decides_first(audience: Audience) -> bool:
    """Whether what has to be decided stands before the steps."""
    return audience is Audience.EXECUTIVE


def marks(sentence: Sentence) -> str:
    """Return what a sentence rests on, as it is shown: [E1, E4]."""
    return f"[{', '.join(map(one_line, sentence.rests_on))}]" if sentence.rests_on else ""


def proofs(explanation: Explanation) -> Iterator[str]:
    """Return what the ids stand for: kind and the beginning of the id in the report."""
    for one in explanation.cited:
        ref = "" if one.ref == one.kind else f" {one.ref.removeprefix('sha256:')[:12]}"
        yield one_line(f"{one.id}: {one.kind}{ref}")


class _Page:
    def __init__(self, words: Mapping[str, str], paint: Paint, width: int) -> None:
        self.words, self.paint, self.width = words, paint, width

    def head(self, explanation: Explanation) -> Iterator[str]:
        mark = f"{SYMBOLS[explanation.severity]} {one_line(self.words['severity'])}"
        for line in wrap(one_line(explanation.title.text), self.width):
            yield self.paint.strong(line)
        yield f"{self.paint.severity(explanation.severity, mark)} · {one_line(self.words['confidence'])}"

    def section(self, section: Section, audience: Audience) -> Iterator[str]:
        parts = [list(self.steps(section)), list(self.prose(section))]
        first, second = reversed(parts) if decides_first(audience) else parts
        yield from first
        if first and second:
            yield ""
        yield from second

    def steps(self, section: Section) -> Iterator[str]:
        for number, step in enumerate(section.steps, 1):
            yield from self.step(number, step)

    def prose(self, section: Section) -> Iterator[str]:
        shown = " ".join(one_line(one.text) for one in section.sentences)
        yield from wrap(shown, self.width)
        ids = sorted(
            {mark for one in section.sentences for mark in one.rests_on}, key=lambda one: (len(one), one)
        )
        if ids:
            yield self.paint.quiet(one_line(f"{self.words['rests']}: {', '.join(ids)}"))

    def step(self, number: int, step: Step) -> Iterator[str]:
        head = f"{number}. "
        room = self.width - len(_STEP)
        for at, line in enumerate(wrap(one_line(step.do.text), room)):
            yield f"{head if at == 0 else _STEP}{line}"
        yield f"{_STEP}{self.paint.quiet(one_line(f'{step.who}, {step.within}'))}"
        told = [(self.words["check"], step.check.text), (self.words["undo"], step.undo)]
        for label, text in told:
            if text:
                yield from (f"{_STEP}{line}" for line in wrap(one_line(f"{label}: {text}"), room))
        if step.command:
            yield f"{_STEP}{one_line(self.words['type'])}: {one_line(' '.join(step.command))}"

    def foot(self, explanation: Explanation) -> Iterator[str]:
        if explanation.terms:
            yield ""
            yield self.paint.strong(one_line(self.words["terms"]))
            for term in explanation.terms:
                yield from wrap(f"{one_line(term.word)}: {one_line(term.meaning)}", self.width)
        if explanation.dropped:
            yield ""
            yield one_line(self.words["dropped"].replace("{dropped}", str(explanation.dropped)))
        yield ""
        yield from map(self.paint.quiet, wrap("; ".join(proofs(explanation)), self.width))
