"""From raw evidence to a finished report: seconds, and whether the first thing to do is the right one.

The product's own command line runs on its demo material, each case from nothing. Which first action is right,
and why, stands beside each case; of the gallery of explanations in `explain/first_actions.tsv`. `CACAO` is a
folder of schemas of the CACAO committee (schemas/playbook.json …): our playbooks are held against them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from benchmarks.explain.gallery import cases
from benchmarks.options import Options
from benchmarks.outcome import Outcome
from benchmarks.processes import Cost, measure, vedette
from vedette.core.explanations import Audience
from vedette.explain.explaining import explain
from vedette.respond.playbooks.authored import names, ours

JUDGED: Final = Path(__file__).with_name("explain") / "first_actions.tsv"
"""Of each report of the gallery: words of the right first action, and why; written by reading the report."""
DEMO: Final = Path(__file__).parents[1] / "demo"


class Case(NamedTuple):
    """Evidence, and what has to be done first."""

    name: str
    evidence: tuple[Path, ...]
    first: tuple[str, ...]
    """Words of the first action, one of them in it."""
    why: str


CASES: Final = (
    Case(
        "intruder in four logs",
        (DEMO / "incident",),
        ("off the network",),
        "data is going out and a machine is steered from outside: cut it off, leave it on for its memory",
    ),
    Case(
        "inbox of a clinic",
        (DEMO / "suspicious",),
        ("Remove", "Do not open", "block"),
        "nothing has run yet as far as anybody knows: keep it from running anywhere",
    ),
    Case(
        "both at once",
        (DEMO / "incident", DEMO / "suspicious"),
        ("off the network",),
        "what is happening goes before what lies there",
    ),
)


def run(options: Options) -> Outcome:
    """Measure all cases."""
    done = [(case, *_responded(case)) for case in CASES]
    faults = list(_schema_faults(options.path("CACAO")))
    gallery = list(_gallery())
    right = sum(_is_right(case, first) for case, _, first in done)
    return Outcome(
        title="From evidence to report",
        header=("case", "seconds", "CPU s", "peak MB", "first action", "right", "because"),
        rows=[
            (case.name, cost.wall, cost.cpu, cost.peak_mb, first, str(_is_right(case, first)), case.why)
            for case, cost, first in done
        ],
        figures={
            "seconds_to_report": round(max(cost.wall for _, cost, _ in done), 2),
            "cpu_s": round(max(cost.cpu for _, cost, _ in done), 2),
            "peak_mb": round(max(cost.peak_mb for _, cost, _ in done), 1),
            "first_action_right": right,
            "of": len(done),
            "gallery_first_action_right": len(gallery) - sum(bool(wrong) for wrong in gallery),
            "gallery": len(gallery),
            "playbooks": len(names()),
            "playbook_schema_faults": len(faults) if options.get("CACAO") else None,
        },
        notes=[*faults, *filter(None, gallery)],
    )


def _gallery() -> Iterator[str]:
    """Yield of each report of the gallery what is wrong with its first action, or nothing."""
    wanted = dict(row.split("\t")[:2] for row in JUDGED.read_text(encoding="utf-8").splitlines()[1:])
    for name, subject in cases():
        made = explain(subject, Audience.GENERALIST)
        steps = [step.do.text for section in made.sections for step in section.steps]
        first = steps[0] if steps else "nothing"
        yield "" if wanted.get(name, "?") in first else f"{name}: {first}"


def _responded(case: Case) -> tuple[Cost, str]:
    """Respond to a case in a home of its own; return what it took and the first thing to do."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as home:
        folder = Path(home, "papers")
        environ = {**os.environ, "VEDETTE_DATA_DIR": f"{home}/data", "VEDETTE_CACHE_DIR": f"{home}/cache"}
        words = [vedette(), "respond", "from", *(str(one) for one in case.evidence), "-o", str(folder)]
        cost = measure(words, env=environ)
        explained = [vedette(), "explain", str(folder / "incident.json"), "-o", f"{home}/first.json"]
        measure(explained, env=environ)
        made: dict[str, Any] = json.loads(Path(home, "first.json").read_bytes())
    steps = [step for section in made["sections"] for step in section.get("steps", ())]
    return cost, steps[0]["do"]["text"] if steps else ""


def _is_right(case: Case, first: str) -> bool:
    return any(word in first for word in case.first)


def _schema_faults(folder: Path | None) -> Iterator[str]:
    """Hold our playbooks against the committee's schemas; say what is wrong."""
    if folder is None:
        return
    schemas = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.json"))]
    registry: Any = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in schemas)
    whole = next(one for one in schemas if one["$id"].endswith("/playbook.json"))
    validator = Draft7Validator(whole, registry=registry)
    for name in names():
        for error in validator.iter_errors(json.loads(msgspec.json.encode(ours(name)))):
            yield f"{name}: {error.message[:200]}"
