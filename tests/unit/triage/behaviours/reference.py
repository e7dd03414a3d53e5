"""docs/triage-behaviours.md, made from the pages and the rules.

`python -m tests.unit.triage.behaviours.reference` writes it anew.
"""

from itertools import groupby
from pathlib import Path

from vedette.triage.behaviours.judging import RULES
from vedette.triage.behaviours.pages import Page, pages
from vedette.triage.binary.capabilities import Capability, capabilities

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
SIGNS = """
## What executables are read for

Made from `src/vedette/triage/binary/rows`, where each row says by which functions, texts, constants,
instructions and offered names it is known, and shows a case on which it must fire and one on which it must
not. A function counts as called where it is imported and called, looked up by its name, or named by a hash
of its name; a text also where it is put together letter by letter or lies under a key of one byte. What
stands in one function, or in one and those it calls itself, is *likely*; what is only somewhere in the file
is *possible*, and counts one step lower, unless the row says otherwise.

"""
PLACES = {"function": "in one function", "reach": "in a function and those it calls", "file": "in the file"}


def text() -> str:
    """Write the page."""
    rules = "\n".join(f"- **{name}**: {words}" for name, words in RULES.items())
    families = "\n".join(_family(name, list(rows)) for name, rows in groupby(pages(), lambda one: one.family))
    return f"{HEAD}{rules}\n\n{families}\n{SIGNS}{_signs()}"


def _signs() -> str:
    """Write what executables are read for, by what it is a sign of."""
    rows = sorted(capabilities(), key=lambda one: one.kind.value)
    parts = (
        f"### {kind.value.capitalize()}\n\n" + "\n".join(_sign(one) for one in group)
        for kind, group in groupby(rows, lambda one: one.kind)
    )
    return "\n\n".join(parts) + "\n"


def _sign(one: Capability) -> str:
    sure = "" if one.sure is None else ("; sure" if one.sure else "; a sign only")
    return f"- `{one.id}` ({PLACES[one.scope]}{sure}): {one.says}"


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
