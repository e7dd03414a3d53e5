"""An explanation as Markdown, for a ticket or a mail; names of strangers become no markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vedette.core.explanations import Audience, Explanation, Section, Step
from vedette.export.explanations import decides_first, marks, proofs
from vedette.export.markdown_text import code, paragraph, text

_BREAK: Final = "  \n"
"""Two blanks at the end of a line: the next one is a line of its own."""
_INDENT: Final = "   "


def render(explanation: Explanation, words: Mapping[str, str]) -> str:
    """Return it; `words` are the labels of its language."""
    lines = [
        f"## {text(explanation.title.text)}",
        "",
        f"**{text(words['severity'])}** · {text(words['confidence'])}",
    ]
    for section in explanation.sections:
        lines += ["", f"### {text(section.title)}", "", *_section(section, words, explanation.audience)]
    if explanation.terms:
        lines += ["", f"### {text(words['terms'])}", ""]
        lines += [f"- **{text(one.word)}**: {text(one.meaning)}" for one in explanation.terms]
    if explanation.dropped:
        lines += ["", text(words["dropped"].replace("{dropped}", str(explanation.dropped)))]
    lines += ["", "---", "", text("; ".join(proofs(explanation)))]
    return "\n".join(lines) + "\n"


def _section(section: Section, words: Mapping[str, str], audience: Audience) -> Iterator[str]:
    steps = [line for number, step in enumerate(section.steps, 1) for line in _step(number, step, words)]
    prose = [f"{paragraph(one.text)} {text(marks(one))}".rstrip() for one in section.sentences]
    first, second = (prose, steps) if decides_first(audience) else (steps, prose)
    yield from first
    if first and second:
        yield ""
    yield from second


def _step(number: int, step: Step, words: Mapping[str, str]) -> Iterator[str]:
    told = [f"{number}. **{text(step.do.text)}** ({text(step.who)}, {text(step.within)})"]
    told.append(f"{text(words['check'])}: {text(step.check.text)}")
    if step.undo:
        told.append(f"{text(words['undo'])}: {text(step.undo)}")
    if step.command:
        told.append(f"{text(words['type'])}: {code(' '.join(step.command))}")
    yield f"{_BREAK}{_INDENT}".join(told)
