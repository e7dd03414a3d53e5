"""An attack as a section of a Markdown report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.attacks import Attack, Part
from vedette.core.exposures import Exposure
from vedette.core.nouns import Report
from vedette.export.exposures import exposed
from vedette.export.markdown_text import code, paragraph, text
from vedette.export.moments import span, written
from vedette.export.tally import short_id


def exposure_section(exposures: Sequence[Exposure]) -> Iterator[str]:
    """Return what logs saw of weaknesses in code, as lines; none where none were looked for."""
    if not exposures:
        return
    yield "### Weaknesses in the code, as these logs saw them"
    for one in map(exposed, exposures):
        yield ""
        yield f"- **{one.state}:** {text(one.title)} ({code(one.place)}, {code(one.routes)})"
        yield f"  {text(one.counted)}; {text('; '.join(one.reasons))}"
        yield from (f"  Sent: {code(sent)}" for sent in one.payloads[:1])
        yield from (f"  Not seen: {text(words)}" for words in one.blind)


_PARTS = {Part.ATTACKER: "Attacker", Part.VICTIM: "Hit", Part.INVOLVED: "Also involved"}


def attack_section(attack: Attack, report: Report) -> Iterator[str]:
    """Return the lines of one attack."""
    ids = {one.fingerprint: short_id(one) for one in report.findings}
    yield f"### {attack.severity.capitalize()}, {attack.confidence}: {text(attack.title)}"
    yield ""
    yield f"{text(span(attack.first, attack.last))} · {code(attack.id)}"
    yield ""
    yield paragraph(attack.summary)
    yield ""
    for part in Part:
        names = [code(one.entity.name) for one in attack.entities if one.part is part]
        if names:
            yield f"- **{_PARTS[part]}:** {', '.join(names)}"
    yield f"- **Why {attack.confidence}:** {text('; '.join(attack.reasons))}"
    techniques = ", ".join(text(f"{one.id} {one.name}".strip()) for one in attack.techniques)
    if techniques:
        yield f"- **Techniques:** {techniques}"
    yield ""
    yield "| When | What | Finding |"
    yield "|---|---|---|"
    for moment in attack.timeline:
        ident = ids.get(moment.finding, "")
        yield f"| {text(written(moment.time))} | {text(moment.text)} | {code(ident) if ident else ''} |"
    if attack.unknowns:
        yield ""
        yield "**Not known**"
        yield ""
        yield from (f"- {text(one.question)} {text(one.would_tell)} would tell." for one in attack.unknowns)
