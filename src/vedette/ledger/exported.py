"""The entries of an export, one after the other; `verify` first says whether they are what was signed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from vedette.core.errors import BadInput
from vedette.ledger import verify


def entries(path: Path, size: int) -> Iterator[bytes]:
    """Return the first entries of an export: a folder, or a zip file of one.

    Raises:
        BadInput: it cannot be read, or has not that many.

    """
    try:
        with closing(verify.Files(path)) as read:
            whole = _size(read)
            if size > whole:
                raise BadInput(f"{path} has {whole} entries, fewer than {size}", hint="give a later export")
            for index, leaf in enumerate(verify.entries(read, whole)):
                if index >= size:
                    return
                yield leaf
    except (verify.Broken, OSError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(
            f"{path} is no whole export: {error}", hint="run: vedette ledger verify on it"
        ) from error


def _size(read: verify.Files) -> int:
    lines = read("checkpoint").decode("utf-8", "replace").split("\n")
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 0
