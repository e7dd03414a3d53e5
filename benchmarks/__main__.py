"""Runs one benchmark by name (`python -m benchmarks NAME`), or lists them."""

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent


def benchmarks() -> dict[str, Path]:
    """Map names to files: every module here, and every folder that has a `__main__.py`."""
    modules = {path.stem: path for path in HERE.glob("[!_]*.py")}
    folders = {path.parent.name: path for path in HERE.glob("[!_]*/__main__.py")}
    return dict(sorted((modules | folders).items()))


def purpose(path: Path) -> str:
    """Say what a benchmark measures: the first line of its docstring."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def main(arguments: list[str]) -> int:
    """Run the one that is named, with the rest of the arguments; without a name, list all."""
    known = benchmarks()
    if not arguments:
        print("\n".join(f"{name:24}{purpose(path)}" for name, path in known.items()) or "no benchmarks yet")
        return 0
    name = arguments[0]
    if name not in known:
        print(f"error: no benchmark {name!r}\nhint: known: {', '.join(known) or 'none yet'}", file=sys.stderr)
        return 2
    sys.argv = [name, *arguments[1:]]
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
