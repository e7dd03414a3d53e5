"""An explanation as Markdown, for a ticket or a mail; names of strangers become no markup."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vedette.core.explanations import Explanation, Section, Step
from vedette.export.explanations import marks, proofs
from vedette.export.markdown_text import code, paragraph, text


def render(explanation: Explanation, words: Mapping[str, str]) -> str:
    """Return it; `words` are the labels of its language."""
    lines = [
        f"## {text(explanation.title.text)}",
        "",
        f"**{text(words['severity'])}** · {text(words['confidence'])}",
    ]
    for section in explanation.sections:
        lines += ["", f"### {text(section.title)}", "", *_section(section, words)]
    if explanation.terms:
        lines += ["", f"### {text(words['terms'])}", ""]
        lines += [f"- **{text(one.word)}**: {text(one.meaning)}" for one in explanation.terms]
    if explanation.dropped:
        lines += ["", text(words["dropped"].replace("{dropped}", str(explanation.dropped)))]
    lines += ["", "---", "", text("; ".join(proofs(explanation)))]
    return "\n".join(lines) + "\n"


def _section(section: Section, words: Mapping[str, str]) -> Iterator[str]:
    for number, step in enumerate(section.steps, 1):
        yield from _step(number, step, words)
    if section.steps and section.sentences:
        yield ""
    for one in section.sentences:
        yield f"{paragraph(one.text)} {text(marks(one))}".rstrip()


def _step(number: int, step: Step, words: Mapping[str, str]) -> Iterator[str]:
    yield f"{number}. **{text(step.do.text)}** ({text(step.who)}, {text(step.within)})"
    yield f"   {text(words['check'])}: {text(step.check.text)}"
    if step.undo:
        yield f"   {text(words['undo'])}: {text(step.undo)}"
    if step.command:
        yield f"   {text(words['type'])}: {code(' '.join(step.command))}"
