"""The page on patches says what there is: the classes codemods claim, the attacks, every gate and rung."""

from __future__ import annotations

import re
from pathlib import Path

from vedette.agents.patching.payloads import ATTACKS
from vedette.code.codemods import CODEMODS, claimed_rules
from vedette.core.patches import Gate, Rung

PAGE = Path(__file__).parents[1] / "docs" / "patches.md"


def part(name: str) -> str:
    """What stands between the marks of a part that is generated."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n?<!-- /{name} -->", PAGE.read_text("utf-8"), re.DOTALL)
    assert found, name
    return found[1]


def codemods() -> str:
    """The table as it has to be."""
    says = {one.id: one.says for one in CODEMODS}
    rows = [f"| `{rule}` | `{one}` | {says[one]} |" for rule, ids in claimed_rules().items() for one in ids]
    return "\n".join(["| Rule | Codemod | What it does |", "|---|---|---|", *rows])


def test_the_classes_codemods_claim_are_listed() -> None:
    assert part("codemods") == codemods(), "put what codemods() gives between the marks of docs/patches.md"


def test_the_attacks_are_listed() -> None:
    assert part("attacks") == ", ".join(f"`{one}`" for one in sorted(ATTACKS))


def test_every_gate_and_rung_is_explained() -> None:
    text = PAGE.read_text("utf-8")
    assert all(f"| {gate.name} | {gate.value} |" in text for gate in Gate)
    assert " → ".join(rung.value for rung in Rung) in text
