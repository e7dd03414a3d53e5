"""Archives made in one line, honest ones and others."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def make_zip(path: Path, files: Mapping[str, bytes] | Iterable[tuple[zipfile.ZipInfo | str, bytes]]) -> Path:
    pairs = files.items() if isinstance(files, Mapping) else files
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return path


def make_tar(path: Path, files: Mapping[str, bytes] | Iterable[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    kind = {"gz": "w:gz", "tgz": "w:gz", "bz2": "w:bz2", "xz": "w:xz"}.get(path.name.rpartition(".")[2], "w")
    pairs = files.items() if isinstance(files, Mapping) else files
    with tarfile.open(path, kind) as archive:  # type: ignore[call-overload]
        for one, data in pairs:
            info = tarfile.TarInfo(one) if isinstance(one, str) else one
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info
