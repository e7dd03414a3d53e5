"""What lies in an OLE compound file: macros, packages and embedded objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.compound import SIGNATURE, streams
from vedette.triage.documents.formats.locked import STANDARD, opened
from vedette.triage.documents.formats.locked_sheets import unlocked
from vedette.triage.documents.formats.packages import package
from vedette.triage.documents.formats.projects import projects
from vedette.triage.documents.formats.slides import storages
from vedette.triage.documents.formats.workbooks import workbook
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member


def members(sample: Sample, allowance: Allowance, passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield macros as `.vba`, packages as the files they hold, other contents as streams."""
    found = streams(sample.data, allowance)
    if not found:
        yield Skipped(what=sample.name, why="this compound file cannot be read", partial=True)
        return
    if "EncryptedPackage" in found:
        inside = opened(found, passwords, allowance)
        if inside is None:
            yield Skipped(what=sample.name, why="its contents are encrypted")
        else:
            yield Member("document", inside.data, _told(inside.password))
    for project in projects(found, allowance):
        for module in project.modules:
            data = module.source.encode("utf-8", "replace")
            allowance.take_bytes(len(data))
            yield Member(name=f"{_safe(module.name)}.vba", data=data)
    yield from _sheets(sample, found, allowance, passwords)
    yield from _packages(found, allowance)


def _sheets(
    sample: Sample, found: Mapping[str, bytes], allowance: Allowance, passwords: Sequence[str]
) -> Iterator[Member | Skipped]:
    for name, data in found.items():
        if name.lower() in ("workbook", "book"):
            book = workbook(data, allowance)
            if book.locked and (plain := unlocked(data, passwords, allowance)) is not None:
                book = workbook(plain, allowance)
            elif book.locked:
                yield Skipped(what=sample.name, why="its sheets are encrypted", partial=True)
            if lines := [*(f"name: {one}" for one in book.names), *book.formulas] if book.formulas else []:
                text = "\n".join(lines).encode("utf-8", "replace")
                allowance.take_bytes(len(text))
                yield Member("macros.xlm", text)


def _told(password: str) -> str:
    return (
        "opened with the password Excel tries by itself" if password == STANDARD else "opened with a password"
    )


def _packages(found: Mapping[str, bytes], allowance: Allowance) -> Iterator[Member]:
    for name, data in found.items():
        last = name.rpartition("/")[2].lower()
        if last == "\x01ole10native":
            held = package(data)
            if held is not None and held.data:
                allowance.take_bytes(len(held.data))
                yield Member(name=_safe(held.name) or "package", data=held.data)
        elif last == "powerpoint document":
            for number, storage in enumerate(storages(data, allowance), 1):
                yield Member(f"object{number}.bin", storage)
        elif last in ("package", "contents") and (
            data[:4] == b"PK\x03\x04" or data[:8] == SIGNATURE or data[:5] == b"%PDF-"
        ):
            yield Member(name=_safe(name), data=data)


def _safe(name: str) -> str:
    """Return a name that can be read: without what moves the cursor, and of a sound length."""
    return "".join(letter if letter.isprintable() else "_" for letter in name)[:120]
