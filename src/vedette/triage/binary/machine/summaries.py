"""What a function does, in words: what it calls, compares and repeats, and what texts it touches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np

from vedette.core.executables import Function
from vedette.triage.binary.machine.callsites import sites, text_at
from vedette.triage.binary.machine.constants import Constants
from vedette.triage.binary.machine.functions import Functions
from vedette.triage.binary.machine.listing import Disassembler, Instruction, Listing, destination, jumps
from vedette.triage.binary.machine.steps import number

_TOLD: Final = 12
_CALLS_SHOWN: Final = 24
_NAMED: Final = 8
_TEXTS: Final = 6
_NUMBERS: Final = 6
_TEXT_MAX: Final = 60
_SHORT: Final = 3
_INSTRUCTIONS_MAX: Final = 4000
_DULL: Final = frozenset(
    {"__stack_chk_fail", "_Unwind_Resume", "__cxa_finalize", "__gmon_start__", "_security_check_cookie"}
)
_COMPARERS: Final = frozenset(
    {"strcmp", "strncmp", "strcasecmp", "strncasecmp", "memcmp", "lstrcmpiA", "lstrcmpA"}
)


def functions(
    known: Functions, constants: Constants, listings: Disassembler, telling: set[int]
) -> tuple[Function, ...]:
    """Return the most telling functions in words; `telling` are addresses of strings that mean something."""
    return tuple(_told(known, constants, listings, number) for number in _most_telling(known, telling))


def _most_telling(known: Functions, telling: set[int]) -> list[int]:
    scores: Counter[int] = Counter()
    for site, _, row in sites(known):
        owner = known.index(site)
        if owner is not None:
            scores[owner] += row.grade
    wanted = known.branches.references.to(np.fromiter(telling, np.int64, len(telling)))
    for owner in known.owners(wanted.sites).tolist():
        if owner >= 0:
            scores[owner] += 3
    for address, name in known.image.names.items():
        bonus = 1000 if name in ("main", "main.main") else 50 if name.startswith("main.") else 0
        if bonus and (owner := known.index(address)) is not None:
            scores[owner] += bonus
    entry = known.index(known.image.entry)
    if entry is not None:
        scores[entry] += 500
    ordered = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return [owner for owner, _ in ordered[:_TOLD]]


def callers(known: Functions, start: int) -> int:
    """Return how many places call a function."""
    return int(np.count_nonzero(known.calls.targets == start))


def _told(known: Functions, constants: Constants, listings: Disassembler, owner: int) -> Function:
    start, end = known.extent(owner)
    calls = known.within(known.calls, owner)
    names = list(dict.fromkeys(known.name(target) for _, target in calls if target != start))
    names = [name for name in names if name not in _DULL]
    listing = listings.listing(start, end)
    loops = _loops(listing)
    compared = [*_compared_numbers(listing), *_compared_texts(known, constants, calls, owner)]
    taken = known.within(known.branches.references, owner)
    texts = [text for _, at in taken if (text := text_at(known.image, at))]
    return Function(
        address=start,
        name=known.name(start),
        size=end - start,
        calls=tuple(names[:_CALLS_SHOWN]),
        callers=callers(known, start),
        loops=loops,
        summary=" ".join(_sentences(names, compared, loops, texts)),
    )


def _sentences(names: list[str], compared: list[str], loops: int, texts: list[str]) -> Iterable[str]:
    told = list(dict.fromkeys(text[:_TEXT_MAX] for text in texts if len(text.strip()) > _SHORT))
    if not (names or compared or loops or told):
        yield "Calls nothing, and only works on what it is given."
    yield from _calls_said(names)
    if compared:
        yield f"Compares with {', '.join(list(dict.fromkeys(compared))[:_NUMBERS])}."
    if loops:
        yield "Repeats a part of itself." if loops == 1 else f"Repeats {loops} parts of itself."
    if told:
        yield f"Mentions {', '.join(json.dumps(text) for text in told[:_TEXTS])}."


def _calls_said(names: list[str]) -> Iterable[str]:
    outer = [name for name in names if not name.startswith("sub_")]
    inner = len(names) - len(outer)
    if outer:
        more = f" and {len(outer) - _NAMED} more" if len(outer) > _NAMED else ""
        own = f", and {inner} of its own functions" if inner else ""
        yield f"Calls {', '.join(outer[:_NAMED])}{more}{own}."
    elif inner:
        yield f"Calls {inner} functions of its own."


def _loops(listing: Listing) -> int:
    """Count places that jumps lead back to."""
    heads = set()
    for one in listing.instructions[:_INSTRUCTIONS_MAX]:
        target = destination(one[3]) if jumps(one[2]) or one[2] == "jmp" else None
        if target is not None and target in listing.places and target <= one[0]:
            heads.add(target)
    return len(heads)


def _compared_numbers(listing: Listing) -> list[str]:
    found = (_number_of(one) for one in listing.instructions[:_INSTRUCTIONS_MAX] if one[2] in ("cmp", "subs"))
    return [_said(value) for value in found if value is not None and value > 1 and value < 1 << 32]


def _number_of(one: Instruction) -> int | None:
    return number(one[3].rpartition(", ")[2])


def _said(value: int) -> str:
    letter = chr(value) if 33 <= value < 127 else ""  # noqa: PLR2004 - letters people can see
    return f"{value} ({letter!r})" if letter else str(value) if value < 1 << 16 else hex(value)


def _compared_texts(
    known: Functions, constants: Constants, calls: list[tuple[int, int]], owner: int
) -> list[str]:
    found: list[str] = []
    for site, target in calls[:200]:
        if known.name(target).lstrip("_") in _COMPARERS and len(found) < _NUMBERS:
            for value in constants.arguments(site, known.extent(owner))[:2]:
                text = None if value is None else text_at(known.image, value)
                if text:
                    found.append(json.dumps(text[:_TEXT_MAX]))
    return found
