"""What is compiled, by part: see [tool.compiled] in pyproject.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


def parts() -> dict[str, list[str]]:
    """Return the modules of each part, as paths below `src`."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["compiled"]
    return {name: _modules(part["modules"], part.get("except", [])) for name, part in told.items()}


def _modules(patterns: list[str], exceptions: list[str]) -> list[str]:
    source = ROOT / "src"
    found = {path for pattern in patterns for path in source.glob(pattern)}
    found -= {path for pattern in exceptions for path in source.glob(pattern)}
    return sorted(path.relative_to(source).as_posix() for path in found if path.name != "__init__.py")
