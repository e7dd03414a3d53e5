"""The tables in docs/hunt-events.md, made from the code.

`python -m tests.unit.hunt.reference` writes them anew.
"""

import ast
from pathlib import Path

from vedette.hunt import actions
from vedette.hunt.columns import COLUMNS
from vedette.hunt.sources.formats import FORMATS, SHAPES

FILE = Path(__file__).parents[3] / "docs" / "hunt-events.md"


def columns() -> str:
    """Write the columns."""
    rows = [
        f"| `{one.name}` | `{one.type}` | {one.meaning} | {_code(one.ecs)} | {_code(one.ocsf)} |"
        for one in COLUMNS
    ]
    return _table("| column | type | meaning | ECS | OCSF |", rows)


def said() -> dict[str, str]:
    """Give the actions, and what their source says of them."""
    body = ast.parse(Path(actions.__file__).read_text(encoding="utf-8")).body
    made = {}
    for place, one in enumerate(body):
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            after = body[place + 1] if place + 1 < len(body) else None
            words = ast.get_docstring(ast.Module([after], [])) if isinstance(after, ast.Expr) else None
            made[str(getattr(actions, one.target.id))] = " ".join((words or "").split())
    return {name: words for name, words in made.items() if name not in {actions.SUCCESS, actions.FAILURE}}


def listed() -> str:
    """Write the actions."""
    return _table("| action | |", [f"| `{name}` | {words} |" for name, words in said().items()])


def formats() -> str:
    """Write the formats and shapes."""
    rows = [f"| `{one.name}` | {one.says} |" for one in FORMATS]
    rows += [f"| `{one.name}` | {one.says} (JSON) |" for one in SHAPES]
    return _table("| `--as` | |", rows)


PARTS = {"columns": columns, "actions": listed, "formats": formats}


def page(words: str) -> str:
    """Put the tables where they belong in the page."""
    for name, made in PARTS.items():
        begin, end = f"<!-- {name}: made from the code -->\n", f"<!-- end of {name} -->\n"
        before, _, rest = words.partition(begin)
        words = before + begin + "\n" + made() + "\n" + end + rest.partition(end)[2]
    return words


def _table(head: str, rows: list[str]) -> str:
    return "\n".join([head, "|" + "---|" * (head.count("|") - 1), *rows]) + "\n"


def _code(names: str) -> str:
    return ", ".join(f"`{name}`" for name in names.split(", ")) if names else ""


if __name__ == "__main__":
    FILE.write_text(page(FILE.read_text(encoding="utf-8")), encoding="utf-8")
