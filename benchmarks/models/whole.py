"""Language models kept honest: lies told, instructions planted, patches with no model, the cost of a request.

LITELLM=program of a LiteLLM proxy measures that in the same run; SECONDS=n (10) for the proxy; SEED=n (7).
Each part can be run alone: models-lying, models-injected, models-codemods, models-proxy.
"""

from __future__ import annotations

from benchmarks.models import codemods, injected, lying, proxy
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome


def run(options: Options) -> Outcome:
    """Run all parts, and say how they went together."""
    seed = int(options.get("SEED", "7"))
    lied = lying.measure(seed)
    planted, changes = injected.measure(seed)
    mended = codemods.run(options)
    cost = proxy.measure(float(options.get("SECONDS", "10")), options.path("LITELLM"))
    figures: dict[str, object] = {
        "attempts": lied["attempts"],
        "false_statements": lied["false_statements"],
        "effects_outside": lied["effects_outside"] + sum(one.effects for one in planted),
        "planted": sum(one.planted for one in planted),
        "planted_read": sum(one.reached for one in planted),
        "lowered": sum(one.lowered for one in planted),
        "codemod_verified_share": mended.figures["codemod_verified_share"],
        **cost,
    }
    rows: list[tuple[str, Cell]] = [(name.replace("_", " "), _cell(value)) for name, value in figures.items()]
    return Outcome(
        title="Language models, kept honest",
        header=("figure", "value"),
        rows=rows,
        figures=figures,
        notes=[*changes[:10], *mended.notes],
    )


def _cell(value: object) -> Cell:
    return value if isinstance(value, str | int | float) else None
