"""Whether multi-stage attacks are told as one: labelled simulations, each in several logs.

Each case is a folder of archives and a YAML file that names the techniques that were used. Techniques of
tactics that come before anything reaches the victim (TA0042, TA0043) are left out: no log here shows them.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.processes import measure, vedette

BEFORE = frozenset(("TA0042", "TA0043"))
PARTS = {"Log4Shell": 2}
"""Of how many attacks a case tells: this one holds two recordings, two days apart, of two machines."""


class Case(NamedTuple):
    """One simulation."""

    name: str
    folder: Path
    techniques: frozenset[str]


class Told(NamedTuple):
    """What the product made of it."""

    attacks: int
    found: frozenset[str]
    """Labelled techniques in the largest attack, themselves or their parent."""
    anywhere: frozenset[str]
    """Labelled techniques in any finding."""
    hosts: int
    """Machines the largest attack names as hit."""


def cases(checkout: Path) -> Iterator[Case]:
    """Read the labels of every compound simulation whose logs are there."""
    compound = checkout / "datasets" / "compound"
    for path in sorted((compound / "_metadata").glob("*.yaml")):
        folder = compound / path.stem
        known: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        mapped = known.get("attack_mappings") or []
        techniques = frozenset(
            f"{one['technique']}.{one['sub-technique']}" if one.get("sub-technique") else one["technique"]
            for one in mapped
            if not BEFORE.issuperset(one.get("tactics") or ())
        )
        if techniques and folder.is_dir() and any(folder.iterdir()):
            yield Case(path.stem, folder, techniques)


def told(case: Case, rules: Path | None, home: Path) -> Told:
    """Hunt through one case."""
    report = home / "report.json"
    command = [vedette(), "hunt", str(case.folder), "--output", str(report)]
    command += ["--rules", str(rules)] if rules is not None else []
    places = {"VEDETTE_CACHE_DIR": str(home / "cache"), "VEDETTE_DATA_DIR": str(home / "data")}
    measure(command, env={**os.environ, **places})
    made = json.loads(report.read_bytes())
    anywhere = {ident for one in made["findings"] for ident in one["techniques"]}
    largest = max(made["attacks"], key=lambda one: len(one["findings"]), default=None)
    inside = {one["id"] for one in largest["techniques"]} if largest else set()
    hosts = [
        one
        for one in (largest["entities"] if largest else ())
        if one["part"] == "victim" and one["entity"]["kind"] == "host"
    ]
    return Told(len(made["attacks"]), _met(case, inside), _met(case, anywhere), len(hosts))


def _met(case: Case, seen: set[str]) -> frozenset[str]:
    parents = {one.partition(".")[0] for one in seen}
    return frozenset(one for one in case.techniques if one in seen or one.partition(".")[0] in parents)


def run(options: Options) -> Outcome:
    """Hunt through every compound case of MORDOR, OTRF/Security-Datasets, with RULES if given."""
    checkout = options.needed("MORDOR", "a checkout of OTRF/Security-Datasets")
    rules, rows, single, shares = options.path("RULES"), list[list[Cell]](), 0, list[float]()
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as home:
        for case in cases(checkout):
            one = told(case, rules, Path(home))
            share = len(one.found) / len(case.techniques)
            shares.append(share)
            single += one.attacks == PARTS.get(case.name, 1)
            missed = ", ".join(sorted(case.techniques - one.found))
            rows.append(
                [case.name, one.attacks, one.hosts, len(one.found), len(case.techniques), share, missed]
            )
    figures = {
        "cases": len(shares),
        "told_as_one": single,
        "technique_share": round(sum(shares) / len(shares), 3) if shares else None,
    }
    header = ("case", "attacks", "hosts hit", "techniques", "of", "share", "missed")
    return Outcome(title="Stories of multi-stage attacks", header=header, rows=rows, figures=figures)
