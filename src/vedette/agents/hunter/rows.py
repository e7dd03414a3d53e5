"""A confirmed claim as a table with its examples: all of it our own words, and names our parser read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.agents.hunter.grounding import Row
from vedette.agents.hunter.proposals import Origin, Part
from vedette.code import Knowledge, load_knowledge, run_cases

TRIED: Final = "hunted.toml"
"""The name of a table that is only tried."""
_COMMAND: Final = "command-injection"
_REQUEST: Final = 'request.args["x"]'
_WHO: Final = {
    Origin.REMOTE: "chosen by whoever sends a request",
    Origin.RESPONSE: "chosen by a server that was asked",
    Origin.STORED: "from where other people write to",
    Origin.FILE: "from the content of a file",
    Origin.MODEL: "written by a language model",
}


class Offer(Struct, frozen=True, kw_only=True):
    """A table somebody may put into their folder of rules, so that no model is needed for it again."""

    name: str
    """Of the file."""
    text: str
    tested: bool
    """Whether the examples in it pass."""
    about: str
    """What it says, in words."""


def table(row: Row, library: str = "hunted") -> str:
    """Write the table."""
    imports = f'imports = ["{row.library}"]' if row.library else ""
    return "\n".join([f'library = "{library}"', imports, *_rows(row), ""])


def offer(row: Row, knowledge: Knowledge) -> Offer:
    """Write the table with an example that must be found and one that must not, and run both."""
    library = f"hunted-{row.library or row.method}-{_digest(row)}"
    name = f"{library}.toml"
    rule = next((page.id for page in knowledge.pages if row.harm.value in page.kinds), _COMMAND)
    text = "\n".join([_head(row), table(row, library), *_cases(row, rule)])
    made = load_knowledge([(name, text)])
    runs = [case.passed for case in run_cases(made, [library])]
    tested = bool(runs) and all(runs)
    return Offer(name=name, text=text, tested=tested, about=about(row))


def about(row: Row) -> str:
    """Say what the table says, in words."""
    match row.part:
        case Part.SINK:
            which = ", ".join(str(one) for one in row.args)
            return f"{row.shown} does harm ({row.harm}) with an untrusted argument {which}"
        case Part.SOURCE:
            return f"what {row.shown} gives is untrusted: {_WHO[row.origin]}"
        case Part.TYPE:
            return f"what {row.shown} gives is a {row.returns}"
        case _:
            return f"{row.shown} has functions called with untrusted arguments: {_WHO[row.origin]}"


def _head(row: Row) -> str:
    return (
        "# Proposed by a language model. The engine followed a value through it: the way is there.\n"
        f"# Whether it is true that\n#   {about(row)}\n"
        "# is for a person to say: read the library's own documentation first.\n"
    )


def _rows(row: Row) -> Iterator[str]:
    named = f'calls = ["{row.path}"]' if row.path else f'methods = ["{row.method}"]'
    match row.part:
        case Part.SINK:
            args = ", ".join(f'"{one}"' if isinstance(one, str) else str(one) for one in row.args)
            yield from ("[[sink]]", f'kind = "{row.harm}"', named, f"args = [{args}]")
        case Part.SOURCE:
            yield from ("[[source]]", f'kind = "{row.origin}"', f'what = "what {row.shown} gives"', named)
        case Part.TYPE:
            yield from ("[[type]]", named, f'returns = "{row.returns}"')
        case _:
            way = (
                f'bases = ["{row.path}"]\nfunctions = ["{row.method}"]'
                if row.method
                else f'decorators = ["{row.path}"]'
            )
            yield from (
                "[[entry]]",
                way,
                f'parameters = "{row.origin}"',
                f'what = "an argument {row.shown} gives"',
            )


def _cases(row: Row, rule: str) -> Iterator[str]:
    """Write one example that must be found and one that must not."""
    match row.part:
        case Part.SINK:
            yield _case(_sinking(row, _REQUEST), rule)
            yield _case(_sinking(row, '"constant"'), "")
        case Part.SOURCE:
            call = f"{row.path}()" if row.path else f"thing.{row.method}()"
            yield _case(["import os", *_import(row), "def _case(thing):", f"    os.system({call})"], _COMMAND)
            yield _case(
                ["import os", *_import(row), "def _case(thing):", f"    {call}", '    os.system("x")'], ""
            )
        case Part.ENTRY:
            yield _case(_entered(row, "value"), _COMMAND)
            yield _case(_entered(row, '"constant"'), "")
        case Part.TYPE | Part.GAP:
            return  # what the class can do is the business of the table that knows it


def _sinking(row: Row, value: str) -> list[str]:
    (arg,) = row.args
    given = [*['"a"'] * arg, value] if isinstance(arg, int) else [f"{arg}={value}"]
    call = row.path or f"thing.{row.method}"
    return [
        "from flask import request",
        *_import(row),
        "def _case(thing):",
        f"    {call}({', '.join(given)})",
    ]


def _entered(row: Row, value: str) -> list[str]:
    if row.method:
        return [
            "import os",
            *_import(row),
            f"class _Case({row.path}):",
            f"    def {row.method}(self, value):",
            f"        os.system({value})",
        ]
    return ["import os", *_import(row), f"@{row.path}", "def _case(value):", f"    os.system({value})"]


def _import(row: Row) -> list[str]:
    return [f"import {row.library}"] if row.library else []


def _case(lines: list[str], rule: str) -> str:
    marked = [*lines[:-1], f"{lines[-1]}  # finding: {rule}"] if rule else lines
    code = "\n".join(marked)
    return f"\n[[case]]\ncode = '''\n{code}\n'''\n"


def _digest(row: Row) -> str:
    words = (row.part, row.harm, row.origin, row.path, row.method, *map(str, row.args), row.returns)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]
