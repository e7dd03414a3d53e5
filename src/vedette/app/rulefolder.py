"""A folder of somebody's own rule pages and library tables in, their names and texts out."""

from __future__ import annotations

import os
from pathlib import Path

from vedette.app.acquire.folder import read_plain
from vedette.core.errors import BadInput

SUFFIXES = (".md", ".toml")
_MOST_BYTES = 1 << 20
_MOST_FILES = 2000


def read_rules(folder: Path | None) -> list[tuple[str, str]]:
    """Read every page and table in a folder and below, in the order of their names.

    Raises:
        BadInput: there is no such folder, nothing in it, or a file that is no text.

    """
    if folder is None:
        return []
    if not folder.is_dir():
        raise BadInput(
            f"{folder}: no such folder", hint="give a folder with rule pages (.md) and tables (.toml)"
        )
    paths = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    if not paths:
        raise BadInput(
            f"{folder}: no rule page (.md) and no table (.toml) in it", hint="see docs/rules-and-tables.md"
        )
    if len(paths) > _MOST_FILES:
        raise BadInput(
            f"{folder}: {len(paths)} files of rules", hint=f"give a folder with at most {_MOST_FILES}"
        )
    return [(path.relative_to(folder).as_posix(), _text(path)) for path in paths]


def _text(path: Path) -> str:
    try:
        return read_plain(os.fsencode(path), _MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8: {error}", hint="write it as UTF-8") from error
    except BadInput as error:
        raise BadInput(f"{path}: {error}", hint=error.hint) from error
