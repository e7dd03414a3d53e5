"""The part a language model had in a report, in words: what was checked, dropped, and nobody checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from vedette.core.assistance import Assistance, Lean, Opinion
from vedette.core.nouns import Report
from vedette.export.tally import plural, some
from vedette.export.visible import one_line

_SHOWN: Final = 5
_LEANS: Final = {
    Lean.RAISED: "look at it sooner",
    Lean.AGREES: "it matters as much as it says",
    Lean.DISAGREES: "it matters less; nothing of ours agrees, so it stands",
    Lean.LOWERED: "it matters less, and so says a check of ours",
    Lean.INCONCLUSIVE: "nothing usable",
}


def assisted_lines(assistance: Assistance | None) -> Iterator[str]:
    """Say who helped, what became of what it said, what it left out; nothing where nobody helped."""
    if assistance is None:
        return
    roles = " and ".join(assistance.roles) or "nothing: it was granted no role this needs"
    yield one_line(f"{assistance.profile} ({assistance.model}) helped as {roles}")
    tally = assistance.tally
    yield (
        f"It claimed {plural(tally.proposed, 'thing')}: {tally.confirmed:,} confirmed by checks of ours, "
        f"{tally.dropped_count:,} dropped, {plural(tally.inconclusive, 'question')} inconclusive"
    )
    if tally.dropped:
        gates = Counter(one.gate for one in tally.dropped).most_common(_SHOWN)
        yield one_line("Dropped: " + ", ".join(f"{gate} {number:,}" for gate, number in gates))
    leans = Counter(one.lean for one in assistance.opinions)
    if leans:
        yield "Findings: " + ", ".join(f"{leans[one]:,} {one}" for one in Lean if leans[one])
    if assistance.offers:
        yield f"{plural(assistance.offers, 'table')} offered, which find the same without it"
    shown, left = some(assistance.unexamined, _SHOWN)
    if shown:
        more = f", and {left:,} more" if left else ""
        yield one_line(f"Of interest and not looked at by it: {', '.join(shown)}{more}")
    yield f"Used: {plural(assistance.requests, 'request')}, {plural(assistance.tokens, 'token')}"
    yield from map(one_line, assistance.notes)


def opinions(report: Report) -> Mapping[str, Opinion]:
    """Return what a model thinks of each finding, by fingerprint."""
    return {one.fingerprint: one for one in report.assistance.opinions} if report.assistance else {}


def opinion_words(opinion: Opinion | None) -> str:
    """Say what a model thinks of a finding; nothing where it was not asked."""
    if opinion is None:
        return ""
    words = _LEANS[opinion.lean] + (f" ({opinion.checked})" if opinion.checked else "")
    rank = f"{opinion.rank} of 5; " if opinion.rank else ""
    why = f": {opinion.why}" if opinion.why else ""
    return one_line(f"{rank}{words}{why}")
