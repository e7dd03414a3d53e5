"""Runs one benchmark by name (`python -m benchmarks NAME [OPTION=value]...`), or lists them.

Prints a table and, as its last line, one JSON object with the figures.
"""

import ast
import importlib
import json
import os
import sys
from pathlib import Path

from benchmarks.options import Options
from benchmarks.outcome import Outcome, show
from vedette.core.errors import VedetteError

BENCHMARKS = {
    "pairs": "pairs",
    "owasp": "owasp",
    "xast": "xast",
    "pysast": "pysast",
    "code-speed": "code_speed",
    "edit": "edit",
    "false-alarms": "false_alarms",
    "explain": "explain.whole",
    "gate": "gate.whole",
    "hunt-patterns": "hunt.patterns",
    "hunt-sigma": "hunt.sigma",
    "hunt-speed": "hunt.speed",
    "hunt-story": "hunt.story",
    "knowledge-search": "knowledge.search",
    "models": "models.whole",
    "models-codemods": "models.codemods",
    "models-codemod-tests": "models.codemod_tests",
    "models-cweval": "models.cweval",
    "models-injected": "models.injected",
    "models-lying": "models.lying",
    "models-proxy": "models.proxy",
    "programme": "programme.whole",
    "respond": "respond",
    "triage-benign": "triage.benign",
    "triage-binary": "triage.binary",
    "triage-fixtures": "triage.fixtures",
    "triage-indicators": "triage.indicators",
    "triage-kinds": "triage.kinds",
    "triage-lines": "triage.lines",
    "triage-samples": "triage.samples",
}
HERE = Path(__file__).parent


def purpose(module: str) -> str:
    """Say what a benchmark measures: the first line of its docstring."""
    source = HERE.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]


def main(arguments: list[str]) -> int:
    """Run the one that is named, with the rest of the arguments; without a name, list all."""
    if not arguments:
        print("\n".join(f"{name:16}{purpose(module)}" for name, module in BENCHMARKS.items()))
        return 0
    name, *given = arguments
    if name not in BENCHMARKS:
        print(f"error: no benchmark {name!r}\nhint: known: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    try:
        outcome: Outcome = importlib.import_module(f"benchmarks.{BENCHMARKS[name]}").run(
            Options.of(given, os.environ)
        )
    except VedetteError as error:
        print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
        return error.exit_code
    print(show(outcome))
    print(json.dumps(outcome.figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
