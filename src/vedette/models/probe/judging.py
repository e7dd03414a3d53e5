"""Whether it tells real weaknesses from look-alikes, and mends one without breaking what is around it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from msgspec import Struct

from vedette.models.probe.asker import TEXT, Asker, one_of, question, read, shape
from vedette.models.probe.seen import Seen

_ASKED: Final = (
    "A scanner reported the weakness named below in this Python function. Is it really there: can somebody "
    "who sends the request make it happen? First give your reason in one sentence, then the verdict."
)


class Judged(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of a finding."""

    reason: str
    verdict: str


_JUDGED: Final = shape(reason={"type": "string", "maxLength": 240}, verdict=one_of("real", "false alarm"))


class Case(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function, the weakness reported in it, and whether that is there."""

    weakness: str
    real: bool
    source: str


class Broken(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A function to mend: what must be gone then, and what must be there."""

    weakness: str
    gone: tuple[str, ...]
    there: tuple[str, ...]
    source: str


class Cases(Struct, frozen=True, forbid_unknown_fields=True):
    """All of `cases.toml`."""

    judgement: tuple[Case, ...]
    edit: tuple[Broken, ...]


@cache
def cases() -> Cases:
    """Return what is judged and mended."""
    text = files("vedette.models.probe").joinpath("cases.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Cases)


def judges(asker: Asker) -> tuple[Seen, ...]:
    """Look how many real weaknesses it calls real, and how many look-alikes a false alarm."""
    real = asker.checked("real ones seen", [_judged(one) for one in cases().judgement if one.real])
    false = asker.checked("false ones seen", [_judged(one) for one in cases().judgement if not one.real])
    return real, false


def _judged(case: Case) -> Callable[[Asker], str]:
    want = "real" if case.real else "false alarm"

    def item(asker: Asker) -> str:
        text = f"Reported: {case.weakness}\n\n{case.source}"
        said = asker.ask(question(text, _ASKED, schema=_JUDGED, schema_name="judgement", most=128)).text
        found = read(said, Judged)
        if found is None:
            return "gives no verdict that can be read"
        return "" if found.verdict == want else f"calls a {case.weakness} {found.verdict}"

    return item


# --- edits


class Edit(Struct, frozen=True, forbid_unknown_fields=True):
    """What to look for, and what to put there."""

    search: str
    replace: str


_EDIT: Final = shape(search=TEXT, replace=TEXT)
_MEND: Final = (
    "Mend the weakness in the source with one edit. Give as `search` one or more whole lines of the source, "
    "copied exactly as they stand, and as `replace` what has to stand there instead. Change nothing else."
)


def mends(asker: Asker) -> tuple[Seen, ...]:
    """Look whether an edit can be put where it says, and whether the weakness is gone then."""
    return asker.looked(("edits apply", "edits mend"), [_mended(one) for one in cases().edit])


def _mended(case: Broken) -> Callable[[Asker], tuple[str, ...]]:
    def item(asker: Asker) -> tuple[str, ...]:
        text = f"Weakness: {case.weakness}\n\n{case.source}"
        said = asker.ask(question(text, _MEND, schema=_EDIT, schema_name="edit", most=192)).text
        found = read(said, Edit)
        if found is None or not found.search.strip() or case.source.count(found.search) != 1:
            wrong = "names a place to edit that is not there just once"
            return wrong, wrong
        after = case.source.replace(found.search, found.replace)
        if not _parses(after):
            return "", f"an edit for {case.weakness[:30]!a} that is no Python"
        mended = all(one not in after for one in case.gone) and all(one in after for one in case.there)
        return "", "" if mended else f"an edit that does not mend {case.weakness[:30]!a}"

    return item


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
