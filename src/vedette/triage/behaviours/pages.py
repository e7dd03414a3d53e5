"""The pages: which facts make a behaviour, what it means, and what it may mean instead. One file a family."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from vedette.core.levels import Confidence, Severity
from vedette.core.tables import derived
from vedette.core.verdicts import Verdict
from vedette.triage.fact import Act, When


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A script the page must fire on, or one that looks like it and must not."""

    fires: bool
    text: str = ""
    language: Literal["python", "javascript", "server_pages", "facts"] = "python"
    """`facts`: the text is a list of acts, for what other readers see: `RUNS_CODE < DOWNLOADS http://x`."""
    name: str = ""
    """The file's name, where it counts."""


class Page(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One behaviour."""

    id: str
    title: str
    message: str
    """What it means, for somebody who is no analyst."""
    acts: tuple[Act, ...]
    """The fact it ends in."""
    fed: tuple[Act, ...] = ()
    """One of these must flow into it."""
    near: tuple[Act, ...] = ()
    """Instead of a flow: one of these in the same few lines is enough, and makes us less sure."""
    target: str = ""
    """A pattern for what it is about."""
    unless: str = ""
    """A pattern for what it must not be about."""
    how: str = ""
    """A pattern for the means."""
    fed_target: str = ""
    """A pattern for what flows in."""
    fed_how: str = ""
    """A pattern for how it was got."""
    own: bool = False
    """Whether a service's token may go to that service: `services.toml`."""
    when: tuple[When, ...] = ()
    """It counts then only."""
    techniques: tuple[str, ...] = ()
    severity: Severity
    verdict: Verdict
    """What it supports alone."""
    early: Verdict | None = None
    """What it supports where it happens on install, on import or on opening."""
    confidence: Confidence = Confidence.LIKELY
    """How sure we are where no flow is asked for."""
    innocent: str
    """The ordinary reason it may have."""
    cases: tuple[Case, ...] = ()
    family: str = ""
    """Name of the file it stands in."""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    behaviour: tuple[Page, ...] = field(default=())


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages, by family and place."""
    folder = Path(__file__).with_name("pages")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    texts = {name: (folder / name).read_bytes() for name in names}
    kept = derived(folder, _source(texts), lambda: {"pages": msgspec.msgpack.encode(_all(texts))})
    return msgspec.msgpack.decode(kept["pages"], type=tuple[Page, ...])


def _source(texts: dict[str, bytes]) -> bytes:
    """Return all that decides what the pages are: their files, and the words and fields there are."""
    words = [(one.name, one.value) for kind in (Act, When, Severity, Verdict, Confidence) for one in kind]
    fields = (
        Page.__struct_fields__,
        Page.__struct_defaults__,
        Case.__struct_fields__,
        Case.__struct_defaults__,
    )
    files = (part for name, text in texts.items() for part in (name.encode(), text))
    return b"\0".join((repr((words, fields)).encode(), *files))


def _all(texts: dict[str, bytes]) -> list[Page]:
    import tomllib  # noqa: PLC0415  once a version

    made: list[Page] = []
    for name, text in texts.items():
        rows = tomllib.loads(text.decode("utf-8")).get("behaviour", [])
        made += _made(rows, name.removesuffix(".toml"))
    return made


def _made(rows: list[dict[str, Any]], family: str) -> list[Page]:
    for row in rows:
        for name, kind in (("acts", Act), ("fed", Act), ("near", Act), ("when", When)):
            row[name] = [kind[word].value for word in row.get(name, [])]
        row["family"] = family
    return list(msgspec.convert({"behaviour": rows}, _File).behaviour)


@cache
def pattern(text: str) -> re.Pattern[str] | None:
    """Return a pattern of a page, compiled; none where it has none."""
    return re.compile(text, re.IGNORECASE) if text else None


def by_id(ident: str) -> Page | None:
    """Look a page up."""
    return next((one for one in pages() if one.id == ident), None)
