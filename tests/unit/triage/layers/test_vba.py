"""VBScript and VBA under their covers come out to the letter; pages of scripts give their blocks."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW, few
from tests.unit.triage.layers.wrapping import VBSCRIPT, carried, hta, literal, macro, peeled, wsf
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.layers.codecs import Step
from vedette.triage.sample import Sample

FIXTURES = Path(__file__).parents[3] / "fixtures" / "triage" / "layers"
SHAPES = (FIXTURES / "vbscript" / "shapes.txt").read_text("utf-8").strip().split("\n----\n")
PAYLOADS = (
    'MsgBox "hello from 198.51.100.7"',
    "WScript.Echo 1 + 2 ' a word",
    'For i = 1 To 3\r\n  WScript.Echo "word " & i\r\nNext',
    'x = "http://a.invalid/x?y=1"',
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=3).filter(
    lambda text: bool(text.strip())
)


@pytest.mark.parametrize("name", VBSCRIPT)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_cover_comes_off(name: str, payload: str) -> None:
    assert payload.encode() in carried(VBSCRIPT[name](payload), Kind.VBSCRIPT)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_seen_in_the_wild_come_off(shape: str) -> None:
    """Each runs the same line of VBScript or of PowerShell."""
    assert carried(shape, Kind.VBA) & {b'WScript.Echo "seen 198.51.100.7"', b"Write-Host seen"}


@settings(max_examples=FEW)
@given(TEXTS, st.lists(st.sampled_from(sorted(VBSCRIPT)), min_size=1, max_size=4))
def test_any_covers_over_one_another_come_off_in_turn(payload: str, names: list[str]) -> None:
    layers = [payload]
    for name in names:
        layers.append(VBSCRIPT[name](layers[-1]))
        if len(layers[-1]) > 12_000:
            layers.pop()
            break
    for inner, outer in pairwise(layers):
        assert inner.encode() in carried(outer, Kind.VBSCRIPT)


def test_a_macro_hands_powershell_on() -> None:
    (one,) = [one for one in peeled(macro("Write-Host 'hello'"), Kind.VBA) if not one.whole]
    assert one.data == b"Write-Host 'hello'"
    assert one.kind is Kind.POWERSHELL
    assert Step.BASE64 in one.steps


def test_pages_give_their_blocks_by_language() -> None:
    assert carried(hta("MsgBox 1"), Kind.HTA) == {b"MsgBox 1"}
    assert carried(wsf("MsgBox 1"), Kind.WSF) == {b"MsgBox 1"}
    sheet = '<xsl:stylesheet><ms:script language="JScript"><![CDATA[ a() ]]></ms:script></xsl:stylesheet>'
    assert [(one.data.strip(), one.kind) for one in peeled(sheet, Kind.XML)] == [(b"a()", Kind.JAVASCRIPT)]
    page = '<script>a()</script><SCRIPT type="text/vbscript">b</SCRIPT><script src="x.js"></script>'
    assert [(one.data, one.kind) for one in peeled(page, Kind.HTA)] == [
        (b"a()", Kind.JAVASCRIPT),
        (b"b", Kind.VBSCRIPT),
    ]


def test_functions_with_a_running_key_are_followed() -> None:
    hidden = "".join(chr(ord(c) + (1, 2, 3)[at % 3]) for at, c in enumerate(PAYLOADS[0]))
    code = (
        "Private k\nPublic Function z(ByVal t As String) As String\n  k = Array(1, 2, 3)\n"
        "  For j = 1 To Len(t)\n    Mid(t, j, 1) = Chr(Asc(Mid(t, j, 1)) - k((j - 1) Mod 3))\n  Next j\n"
        f"  z = t\nEnd Function\nSub Document_Open()\n  ExecuteGlobal z({literal(hidden)})\nEnd Sub"
    )
    assert PAYLOADS[0].encode() in carried(code, Kind.VBA)


@pytest.mark.parametrize(
    "loop",
    [
        "Do While i < 3\n i = i + 1\n s = s & Chr(96 + i)\nLoop",
        "Do\n i = i + 1\n s = s & Chr(96 + i)\nLoop Until i = 3",
        "While i < 3\n i = i + 1\n s = s & Chr(96 + i)\nWend",
        "For i = 3 To 1 Step -1: s = Chr(96 + i) & s: Next",
        "For i = 1 To 9\n If i > 3 Then Exit For\n s = s & Chr(96 + i)\nNext",
        's = "x"\nSelect Case Len(s)\nCase 0\n s = "no"\nCase 1\n s = "abc"\nCase Else\n s = ""\nEnd Select',
        'If 1 > 2 Then\n s = "no"\nElseIf 2 > 1 Then\n s = "abc"\nElse\n s = "no"\nEnd If',
        's = IIf(True, "abc", "no")',
        'With CreateObject("x")\n .y = "abc"\n s = .y\nEnd With',
        'a = Split("a b c")\ns = Join(a, "")',
    ],
)
def test_every_statement_does_what_it_does(loop: str) -> None:
    assert b"echo abc" in carried(f'{loop}\nExecute "echo " & s', Kind.VBSCRIPT)


def test_ordinary_macros_carry_nothing() -> None:
    code = (
        'Sub Totals()\n  For Each c In Range("A1:A9")\n    t = t + c.Value\n  Next\n'
        '  MsgBox "Total: " & t\nEnd Sub'
    )
    assert not carried(code, Kind.VBA)


def test_the_script_is_made_readable() -> None:
    (whole,) = [one for one in peeled('x = "he" & Chr(108) & "lo"\n', Kind.VBA) if one.whole]
    assert whole.data == b'x = "hello"\n'


def test_bombs_run_out_of_allowance() -> None:
    bomb = "b = 0\nDo While b >= 0\n b = b + 1\nLoop\n"
    with pytest.raises(LimitHit):
        list(
            peel(Sample(name="a", data=bomb.encode(), kind=Kind.VBA), Allowance(bounds=Bounds(fuel=400_000)))
        )


@pytest.mark.parametrize(
    "piece",
    few(["(", "If x Then\n", "Not ", "-", "a(", "With x\n", "Do While x()\n", 'x = "', "For i = 1 To\n"]),
)
def test_deep_nesting_ends(piece: str) -> None:
    assert isinstance(peeled(piece * 3000, Kind.VBA), list)


@pytest.mark.parametrize("line", ["If x Then ", "If x Then y = 1 Else "])
def test_conditions_on_one_line_within_one_another_have_an_end(line: str) -> None:
    text = line * 4000 + "\r\n" + VBSCRIPT[next(iter(VBSCRIPT))](PAYLOADS[0])
    assert PAYLOADS[0].encode() in carried(text, Kind.VBSCRIPT)


def test_a_call_costs_what_it_copies() -> None:
    """Each call keeps all variables by, so that many calls of a script with many of them cost the product."""

    def cost(variables: int) -> int:
        script = "".join(f"v{one} = {one}\r\n" for one in range(variables))
        calls = "Function f(a)\r\nf = a\r\nEnd Function\r\nFor i = 1 To 500\r\nx = f(i)\r\nNext\r\n"
        allowance = Allowance()
        list(peel(Sample(name="a", data=(script + calls).encode(), kind=Kind.VBA), allowance))
        return allowance.fuel_used

    assert cost(1000) - cost(10) > 500 * 1000 // 8
