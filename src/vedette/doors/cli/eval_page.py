"""How `vedette eval safeguards` shows what it measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.app.evaluate_answers import Measured, SafeguardsEvaluated, SetMeasured

_HEAD: Final = ("set", "label", "prompts", "on", "held", "share", "95 %", "approval", "share", "95 %")
_WORDS: Final = """\
Held: the request waits for a person. Of benign prompts that is a false refusal; of prohibited ones, recall.
Approval: one other person agrees first; of benign prompts that is a false step-up. C0 is never held.
Nothing silent depends on these numbers: they change no model, answer, tier or grant; what is held says so.
"""


def safeguards(evaluated: SafeguardsEvaluated) -> str:
    """Return the figures as tables, with what they mean beneath."""
    lines = [*_columns([_HEAD, *_classes(evaluated)]), "", *_columns(list(_curves(evaluated)))]
    kinds = list(_kinds(evaluated))
    if kinds:
        lines += ["", *_columns([("set", "label", "kind", "prompts", "held on C3", "approval"), *kinds])]
    partly = sum(one.partly for one in evaluated.sets)
    lines += [
        "",
        f"Held from {evaluated.prohibited_from} of 100 on; {partly} prompts were read in part.",
        _WORDS,
    ]
    return "\n".join(lines)


def _classes(evaluated: SafeguardsEvaluated) -> Iterator[tuple[str, ...]]:
    for one in evaluated.sets:
        for part in one.classes:
            yield (
                *_named(one),
                str(one.prompts),
                part.name,
                *_shown(part.held),
                *_shown(part.approval),
            )


def _curves(evaluated: SafeguardsEvaluated) -> Iterator[tuple[str, ...]]:
    thresholds = [f"from {at}" for at, _ in evaluated.sets[0].curve] if evaluated.sets else []
    yield ("set", "label", *thresholds, "speaks to models", "topics")
    for one in evaluated.sets:
        topics = ", ".join(f"{name} {count}" for name, count in one.topics.items())
        shares = (f"{_part(share):.2%}" for _, share in one.curve)
        yield (*_named(one), *shares, f"{_part(one.injection):.2%}", topics)


def _kinds(evaluated: SafeguardsEvaluated) -> Iterator[tuple[str, ...]]:
    for one in evaluated.sets:
        for part in one.sorts:
            yield (*_named(one), part.name, str(part.held.of), str(part.held.count), str(part.approval.count))


def _named(one: SetMeasured) -> tuple[str, str]:
    return one.name, one.label


def _shown(one: Measured) -> tuple[str, str, str]:
    return str(one.count), f"{_part(one):.2%}", f"{one.low:.2%}-{one.high:.2%}"


def _part(one: Measured) -> float:
    return one.count / one.of if one.of else 0.0


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
