"""Machine code without a head: all of it may be run, from its first byte."""

from __future__ import annotations

from typing import Final

from vedette.triage.binary.image import READ, RUN, WRITE, Image, Region
from vedette.triage.identify.machine_code import bits_of

KIND: Final = "raw code"
_BASE: Final = 0x10000
"""Where it is looked at; it runs wherever it is put."""
_WIDE: Final = 64


def image(data: bytes) -> Image | None:
    """Read machine code; None where it is none."""
    bits = bits_of(data)
    if not bits:
        return None
    code = Region(
        name="code", address=_BASE, size=len(data), offset=0, stored=len(data), rights=READ | WRITE | RUN
    )
    return Image(
        data=data,
        format="raw machine code",
        architecture="x86-64" if bits == _WIDE else "x86",
        bits=bits,
        kind=KIND,
        windows=True,
        entry=_BASE,
        base=_BASE,
        regions=(code,),
        end=len(data),
        stripped=True,
        notes=("it has no head: where it begins and what it takes from elsewhere is not said anywhere",),
    )
