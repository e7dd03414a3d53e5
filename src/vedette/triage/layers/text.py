"""Text of no language: one that is an encoding as a whole, and command lines that carry code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.commandline import carried, split
from vedette.triage.layers.tracing.peeling import Peeling, Places
from vedette.triage.layers.tracing.values import Event
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.sample import Sample

LEAST: Final = 32
"""Letters of an encoded text; fewer are a word."""
_BASE64: Final = expression(r"[A-Za-z0-9+/_-]+={0,2}")
_HEX: Final = expression(r"[0-9a-fA-F]+")
_ARMOUR: Final = expression(r"-----BEGIN [A-Z0-9 ]{1,40}-----([A-Za-z0-9+/=\s]+)-----END ")
_COMMAND: Final = expression(
    r"^.{0,200}\b(?:powershell|pwsh|cmd|mshta)(?:\.exe)?\b.{4,}$", re.IGNORECASE | re.MULTILINE
)
_LINES_MOST: Final = 2000
_DER: Final = b"\x30"
_MAGICS: Final = (b"MZ", b"PK", b"\x1f\x8b", b"\x7fELF", b"%PDF", b"\xd0\xcf\x11\xe0")


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what the text is an encoding of, or what its command lines carry."""
    text = sample.text
    whole = _whole(text, allowance)
    if whole is not None:
        yield whole
        return
    peeling = Peeling(Places(text), {sample.data})
    for number, found in enumerate(_COMMAND.finditer(text)):
        if number >= _LINES_MOST:
            return
        event = Event("line", *found.span())
        for one in carried(split(found[0].strip()), allowance):
            yield from peeling.layer(event, codecs.to_bytes(one.text), one.kind, one.steps)


def _whole(text: str, allowance: Allowance) -> Peeled | None:
    allowance.burn(len(text) // 16 + 1)
    armour = _ARMOUR.search(text)
    body = "".join((armour[1] if armour is not None else text).split())
    if len(body) < LEAST:
        return None
    steps: tuple[str, ...] = (Step.BASE64,)
    if _HEX.fullmatch(body) is not None:
        data, steps = codecs.hexadecimal(body, allowance), (Step.HEX,)
    elif _BASE64.fullmatch(body) is not None:
        data = codecs.base64(body, allowance)
    else:
        return None
    if data is None or (armour is not None and data.startswith(_DER)):
        return None
    return _told(data, (*((Step.CERTIFICATE,) if armour is not None else ()), *steps), allowance)


def _told(data: bytes, steps: tuple[str, ...], allowance: Allowance) -> Peeled | None:
    """Return a layer if what came out means something."""
    read = codecs.as_text(data, allowance)
    if read is not None:
        return Peeled(data=codecs.to_bytes(read[0]), kind=None, steps=tuple(map(str, (*steps, *read[1]))))
    return Peeled(data=data, kind=None, steps=tuple(map(str, steps))) if data.startswith(_MAGICS) else None
