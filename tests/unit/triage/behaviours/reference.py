"""docs/triage-behaviours.md, made from the pages and the rules.

`python -m tests.unit.triage.behaviours.reference` writes it anew.
"""

from itertools import groupby
from pathlib import Path

from vedette.triage.behaviours.judging import RULES
from vedette.triage.behaviours.pages import Page, pages

FILE = Path(__file__).parents[4] / "docs" / "triage-behaviours.md"
HEAD = """# Behaviours, and how they make a verdict

Made from the pages in `src/vedette/triage/behaviours/pages` by
`python -m tests.unit.triage.behaviours.reference`.

A behaviour is something a script, package, document or executable does. Each page below says what it
means, what it supports alone, what it supports where it happens on install, on import or on opening
(*early*), and which ordinary reason it may have. How sure we are is said with every finding: *strong* where
what flows in was followed through the code, *likely* where the code or command was parsed or both ends stand
close together, *possible* where only a pattern saw it.

## Rules of the verdict

"""


def text() -> str:
    """Write the page."""
    rules = "\n".join(f"- **{name}**: {words}" for name, words in RULES.items())
    families = "\n".join(_family(name, list(rows)) for name, rows in groupby(pages(), lambda one: one.family))
    return f"{HEAD}{rules}\n\n{families}"


def _family(name: str, rows: list[Page]) -> str:
    return f"## {name.capitalize()}\n\n" + "\n".join(_page(one) for one in rows)


def _page(one: Page) -> str:
    early = f"; early {one.early.value}" if one.early is not None else ""
    head = [f"`{one.id}`", one.severity.value, f"{one.verdict.value}{early}", ", ".join(one.techniques)]
    return (
        f"### {one.title}\n\n"
        f"{' · '.join(filter(None, head))}\n\n"
        f"{one.message}\n\nIt may be harmless: {one.innocent}\n"
    )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
