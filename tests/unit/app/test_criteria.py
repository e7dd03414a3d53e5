"""The published criteria are the policy's: another policy gives another page, and ours is the one in docs."""

from pathlib import Path

import pytest

from tests.houserules.tree import ROOT
from vedette.access.nouns import Risk, Tier
from vedette.access.policy.engine import HERE, Policy
from vedette.app.capabilities import CAPABILITIES
from vedette.app.criteria import allowed_how, sheet
from vedette.app.publicpages import criteria_markdown
from vedette.core.sheets import Sheet

PAGE = "docs/access/criteria.md"


def test_the_page_in_the_documentation_is_what_the_policy_says() -> None:
    written = (ROOT / PAGE).read_text("utf-8")
    assert written == criteria_markdown().decode(), f"write it anew: vedette criteria > {PAGE}"


def policy(folder: Path, old: str, new: str) -> Policy:
    """The policy with something else in it."""
    text = (HERE / "policies.cedar").read_text("utf-8")
    assert old in text
    (folder / "policies.cedar").write_text(text.replace(old, new), "utf-8")
    (folder / "schema.cedarschema").write_text((HERE / "schema.cedarschema").read_text("utf-8"), "utf-8")
    return Policy.load(folder)


def cells(page: Sheet) -> dict[str, tuple[str, ...]]:
    (matrix,) = (one for one in page.sections if one.id == "matrix")
    return {row[0][:2]: row[1:] for row in matrix.tables[0].rows}


def test_the_matrix_is_asked_of_the_policy() -> None:
    found = cells(sheet(Policy.load(), CAPABILITIES))
    assert found["C0"] == ("open",) * 5
    assert found["C1"] == ("on what you hand in yourself", *("open",) * 4)
    assert found["C3"][1] == "in exercises only"
    assert "touch of your key within 60 minutes" in found["C3"][2]
    assert "touch of your key within 15 minutes" in found["C3"][3]
    assert found["C4"][:3] == ("no",) * 3
    assert "2 more people" in found["C4"][3]
    assert found["CX"] == ("no",) * 5


@pytest.mark.parametrize(
    ("old", "new", "tier", "risk", "now"),
    [
        (
            "context.tier >= 3 && !context.break_glass",
            "context.tier >= 4 && !context.break_glass",
            3,
            "C4",
            "no",
        ),
        ("context.touch_age > 900 }", "context.touch_age > 60 }", 4, "C4", "just now"),
        ("when { context.own_input };", "when { context.own_input && context.tier > 0 };", 0, "C1", "no"),
    ],
)
def test_another_policy_gives_another_page(  # noqa: PLR0913, PLR0917 - one row of a table
    tmp_path: Path, old: str, new: str, tier: int, risk: str, now: str
) -> None:
    assert now not in allowed_how(Policy.load(), Tier(tier), Risk(risk))
    assert now in allowed_how(policy(tmp_path, old, new), Tier(tier), Risk(risk))


def test_every_rule_and_every_capability_of_the_service_stands_on_it() -> None:
    page = sheet(Policy.load(), CAPABILITIES)
    text = str(page)
    assert all(rule in text for rule in Policy.load().rules)
    assert all(one in text for one in CAPABILITIES)
