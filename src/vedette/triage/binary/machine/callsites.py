"""The calls that deserve a look, with what is known of their arguments, in words."""

from __future__ import annotations

import json
from typing import Final

import numpy as np

from vedette.core.executables import Call
from vedette.triage.binary.dangers import Danger, danger_of
from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.constants import Constants
from vedette.triage.binary.machine.functions import Functions

_SITES_MAX: Final = 400
_CALLS_MAX: Final = 200
_TEXT_MAX: Final = 160
_SMALL: Final = 1 << 16
_TOP: Final = 1 << 63
Site = tuple[int, int, Danger]
"""Where, what is called, what that means."""


def sites(functions: Functions) -> list[Site]:
    """Return the call sites of dangerous functions, the gravest first."""
    grave = {address: row for address, name in functions.known() if (row := danger_of(name)) is not None}
    links = functions.calls.to(np.fromiter(grave, np.int64, len(grave)))
    found = [
        (site, target, grave[target])
        for site, target in zip(links.sites.tolist(), links.targets.tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: (-one[2].grade, one[0]))[:_SITES_MAX]


def calls(functions: Functions, constants: Constants) -> tuple[Call, ...]:
    """Return the dangerous calls of an image in words, the gravest first."""
    found = []
    for site, target, row in sites(functions):
        number = functions.index(site)
        if number is None or functions.name(functions.extent(number)[0]) in row.names:
            continue
        known = constants.arguments(site, functions.extent(number))
        told = tuple(_written(functions.image, *pair) for pair in zip(known, row.arguments, strict=False))
        says = _says(row, told)
        if says:
            owner = functions.name(functions.extent(number)[0])
            callee = functions.name(target)
            found.append(Call(address=site, function=owner, callee=callee, arguments=told, says=says))
        if len(found) >= _CALLS_MAX:
            break
    return tuple(found)


def _says(row: Danger, told: tuple[str, ...]) -> str:
    constant = told[row.decides] if 0 <= row.decides < len(told) else ""
    return row.fixed.replace("{}", constant, 1) if constant else row.open


def _written(image: Image, value: int | None, letter: str) -> str:
    """Return a constant as C writes it; nothing where it is not known, or no such thing stands there."""
    if value is None:
        return ""
    if letter == "n":
        signed = value - (1 << 64) if value >= _TOP else value
        return str(signed) if abs(signed) < _SMALL else hex(value)
    text = text_at(image, value)
    if text is not None:
        return json.dumps(text[:_TEXT_MAX])
    return ("NULL" if value == 0 else hex(value)) if letter == "p" else ""


def text_at(image: Image, address: int) -> str | None:
    """Return the text at an address, of one or of two bytes a letter; None where there is none."""
    if image.windows:
        wide = image.wide_at(address)
        if wide and len(wide) > 1:
            return wide
    return image.string_at(address)
