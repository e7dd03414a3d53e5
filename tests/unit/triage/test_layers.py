"""Hand-made samples of one to six layers in the languages of Windows: every layer is recovered."""

from __future__ import annotations

import pytest

from tests.unit.triage.layers import wrapping as w
from vedette.triage.allowance import Allowance
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.sample import Sample

PS, VBS, BAT = Kind.POWERSHELL, Kind.VBSCRIPT, Kind.BATCH
P = "Write-Host 'one two three'; Write-Output \"from 198.51.100.7\""
V = 'WScript.Echo "one two three" & vbCrLf & "from 198.51.100.7"'

SAMPLES: dict[str, tuple[str, tuple[tuple[w.Wrap, Kind], ...]]] = {
    "encoded command": (P, ((w.encoded_command, PS),)),
    "base64": (P, ((w.from_base64, PS),)),
    "gzip under an encoded command": (P, ((w.gzipped, PS), (w.encoded_command, PS))),
    "xor in deflate": (P, ((w.xored, PS), (w.deflate, PS))),
    "format in characters": (P, ((w.formatted, PS), (w.joined_characters, PS))),
    "reversed hexadecimal": (P, ((w.hexadecimal, PS), (w.reversed_, PS))),
    "three of base64": (P, ((w.from_base64, PS), (w.from_base64_twice, PS), (w.from_base64, PS))),
    "replace, join, back-ticks": (P, ((w.replaced, PS), (w.concatenated, PS), (w.ticked, PS))),
    "key, gzip, format, encoded": (
        P,
        ((w.xored_with_key, PS), (w.gzipped, PS), (w.formatted, PS), (w.encoded_command, PS)),
    ),
    "alias, escapes, builder, cast": (
        P,
        ((w.aliased, PS), (w.escaped, PS), (w.built, PS), (w.cast_characters, PS)),
    ),
    "five of PowerShell": (
        P,
        (
            (w.replaced_by_operator, PS), (w.split_hexadecimal, PS), (w.gzipped, PS), (w.reversed_array, PS),
            (w.encoded_command, PS),
        ),
    ),
    "six of PowerShell": (
        P,
        (
            (w.concatenated, PS), (w.from_base64, PS), (w.deflate, PS), (w.context, PS), (w.gzipped, PS),
            (w.encoded_command, PS),
        ),
    ),
    "carets": (P, ((w.batch_carets, BAT),)),
    "slices over gzip": (P, ((w.gzipped, PS), (w.batch_slices, BAT))),
    "variables over format": (P, ((w.formatted, PS), (w.batch_indirect, BAT))),
    "a loop over xor over base64": (P, ((w.from_base64, PS), (w.xored, PS), (w.batch_loop, BAT))),
    "a certificate over characters": (P, ((w.cast_characters, PS), (w.batch_certificate, BAT))),
    "a written file over an encoded command": (P, ((w.encoded_command, PS), (w.batch_written, BAT))),
    "VBScript in numbers": (V, ((w.vb_chars, VBS),)),
    "VBScript reversed": (V, ((w.vb_reversed, VBS),)),
    "VBScript with a key, in hexadecimal": (V, ((w.vb_xored, VBS), (w.vb_hexadecimal, VBS))),
    "VBScript in base64, replaced": (V, ((w.vb_base64, VBS), (w.vb_replaced, VBS))),
    "VBScript in numbers, twice": (V, ((w.vb_joined, VBS), (w.vb_xored, VBS), (w.vb_reversed, VBS))),
    "an HTA of VBScript": (V, ((w.vb_reversed, VBS), (w.hta, Kind.HTA))),
    "a script file of hexadecimal": (V, ((w.vb_hexadecimal, VBS), (w.vb_base64, VBS), (w.wsf, Kind.WSF))),
    "a macro of PowerShell": (P, ((w.macro, Kind.VBA),)),
    "a macro over gzip over format": (P, ((w.formatted, PS), (w.gzipped, PS), (w.macro, Kind.VBA))),
    "a macro over six": (
        P,
        (
            (w.replaced, PS), (w.reversed_, PS), (w.xored, PS), (w.deflate, PS), (w.from_base64, PS),
            (w.macro, Kind.VBA),
        ),
    ),
    "an HTA over a macro over PowerShell": (
        P,
        ((w.joined_characters, PS), (w.macro, Kind.VBA), (w.vb_base64, VBS), (w.hta, Kind.HTA)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_every_layer_is_recovered(name: str) -> None:
    code, wraps = SAMPLES[name]
    for wrap, kind in wraps:
        outer = wrap(code)
        allowance = Allowance()
        found = peel(Sample(name="a", data=outer.encode(), kind=kind), allowance)
        assert code.encode() in {one.data for one in found if not one.whole}
        code = outer
