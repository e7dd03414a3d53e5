"""Other tools, when they are installed: run as processes, their findings read as weaknesses and lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import output_of

# Bandit names one CWE a finding, often a distant one (78 for eval, 20 for yaml.load): in its favour, the
# weakness its own documentation describes counts as well.
BANDIT_MEANS = {
    "B102": 94, "B202": 22, "B301": 502, "B302": 502, "B307": 95, "B308": 79, "B310": 918, "B313": 611,
    "B314": 611, "B315": 611, "B316": 611, "B317": 611, "B318": 611, "B319": 611, "B320": 611, "B506": 502,
    "B602": 78, "B603": 78, "B604": 78, "B605": 78, "B606": 78, "B607": 78, "B608": 89, "B610": 89,
    "B611": 89,
    "B614": 502, "B701": 79, "B702": 79, "B703": 79, "B704": 79,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alarm:
    """One finding of another tool."""

    weaknesses: tuple[str, ...]
    first: int
    last: int


def first_line(program: Path) -> str:
    """Return a tool's name and version as it says itself."""
    words = output_of([str(program), "--version"]).split()
    return f"{program.name} {next((word for word in words if word[:1].isdigit()), '?')}"


def bandit(program: Path, file: Path) -> list[Alarm]:
    """Run Bandit over one file."""
    said = output_of([str(program), "-q", "-f", "json", str(file)])
    return [_alarm(result) for result in json.loads(said)["results"]]


def _alarm(result: dict[str, object]) -> Alarm:
    own = result.get("issue_cwe")
    numbers = {own["id"]} if isinstance(own, dict) and "id" in own else set()
    if (means := BANDIT_MEANS.get(str(result["test_id"]))) is not None:
        numbers.add(means)
    lines = result["line_range"]
    assert isinstance(lines, list)
    return Alarm(tuple(f"CWE-{one}" for one in sorted(numbers)), min(lines), max(lines))
