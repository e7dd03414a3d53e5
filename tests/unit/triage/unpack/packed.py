"""Archives made in code, for tests of what opens them."""

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample
from vedette.triage.unpack import Member, members

FILES = {"a/b.txt": b"hello " * 100, "run.js": b"var x = 1;\n" * 2000, "empty": b""}


def zipped(files: Mapping[str, bytes] = FILES, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()


def tarred(files: Mapping[str, bytes] = FILES, form: int = tarfile.PAX_FORMAT) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def opened(
    data: bytes,
    name: str = "a.bin",
    *,
    kind: Kind | None = None,
    passwords: Sequence[str] = (),
    bounds: Bounds | None = None,
) -> list[Member | Skipped]:
    """Return all that comes out of bytes."""
    sample = Sample(name=name, data=data, kind=kind or identify(data, name))
    return list(members(sample, Allowance(bounds or Bounds()), passwords))


def files(found: Sequence[Member | Skipped]) -> dict[str, bytes]:
    """Return the members by name."""
    return {one.name: one.data for one in found if isinstance(one, Member)}


def skips(found: Sequence[Member | Skipped]) -> dict[str, str]:
    """Return the reasons by what was skipped."""
    return {one.what: one.why for one in found if isinstance(one, Skipped)}
