"""PowerShell under every cover we know, one over another, comes out to the letter."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW, few
from tests.unit.triage.layers.wrapping import POWERSHELL, carried, from_base64, peeled, single, ticked
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing import machine
from vedette.triage.sample import Sample

FIXTURES = Path(__file__).parents[3] / "fixtures" / "triage" / "layers"
SHAPES = (FIXTURES / "powershell" / "shapes.txt").read_text("utf-8").strip().split("\n----\n")
PAYLOADS = (
    "Write-Host 'hello'",
    'Write-Output "it is $(Get-Date) at 198.51.100.7"',
    'foreach ($n in 1..3) { echo "word $n" }\r\n# end',
    "echo http://a.invalid/x?y=1&z=%20; echo 'it''s'",
    "echo ünï — 漢字 😀",
    "echo `ticks` {braces} [brackets] ^carets^ | Out-Null",
)
TRANSFORMS = (
    "encoded_command", "from_base64", "gzipped", "deflate", "concatenated", "added_characters", "ticked",
    "escaped",
    "from_base64_twice", "joined_characters", "reversed_", "formatted", "hexadecimal", "xored", "replaced",
)  # fmt: skip
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\x85\u2028\u2029"), min_size=3).filter(
    lambda text: bool(text.strip())
)


@pytest.mark.parametrize("name", POWERSHELL)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_cover_comes_off(name: str, payload: str) -> None:
    assert payload.encode() in carried(POWERSHELL[name](payload), Kind.POWERSHELL)


def test_the_measured_transforms_are_all_undone() -> None:
    tried = [(name, payload) for name in TRANSFORMS for payload in PAYLOADS]
    undone = [p.encode() in carried(POWERSHELL[n](p), Kind.POWERSHELL) for n, p in tried]
    assert sum(undone) / len(tried) >= 0.98


@settings(max_examples=FEW)
@given(TEXTS, st.lists(st.sampled_from(sorted(POWERSHELL)), min_size=1, max_size=4))
def test_any_covers_over_one_another_come_off_in_turn(payload: str, names: list[str]) -> None:
    layers = [payload]
    for name in names:
        layers.append(POWERSHELL[name](layers[-1]))
        if len(layers[-1]) > 60_000:
            layers.pop()
            break
    for inner, outer in pairwise(layers):
        assert inner.encode() in carried(outer, Kind.POWERSHELL)


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_seen_in_the_wild_come_off(shape: str) -> None:
    """Each runs the same line, itself or through one more layer."""
    said = b"Write-Host seen-198.51.100.7"
    first = carried(shape, Kind.POWERSHELL)
    assert said in first or any(said in carried(one, Kind.POWERSHELL) for one in first)


@pytest.mark.parametrize(
    "name",
    [
        "&('ie'+'x')", ".('{1}{0}' -f 'ex','i')", "& ($env:COMSPEC[4,24,25]-join'')",
        "&($PSHOME[4]+$PSHOME[30]+'x')",
        "&(gcm i*-e*n)", "&((gv '*mdr*').Name[3,11,2] -join '')", "i`e`x", "IeX", "& (Get-Alias iex)",
        "& $ExecutionContext.InvokeCommand.GetCommand('Invoke-Expression','Cmdlet')",
    ],
)  # fmt: skip
def test_every_guise_of_invoke_expression_is_seen_through(name: str) -> None:
    assert b"echo seen" in carried(f"{name} 'echo seen'", Kind.POWERSHELL)


def test_a_program_nobody_runs_is_still_found() -> None:
    code = "$b = [Convert]::FromBase64String('TVqQAAMAAAAEAAAA//8AALgAAAA='); [Reflection.Assembly]::Load($b)"
    assert any(data.startswith(b"MZ") for data in carried(code, Kind.POWERSHELL))


def test_functions_of_the_script_are_followed() -> None:
    code = (
        "function dec([string]$s, $k = 1) { $r = ''; "
        "foreach ($c in $s.ToCharArray()) { $r += [char]([int]$c - $k) }"
        "; return $r }\niex (dec 'fdip!tffo')"
    )
    assert b"echo seen" in carried(code, Kind.POWERSHELL)


def test_the_script_is_made_readable() -> None:
    (whole,) = [
        one for one in peeled("I`nvoke-`Command ('{1}{0}' -f 'lo','hel')", Kind.POWERSHELL) if one.whole
    ]
    assert whole.data == b"Invoke-Command ('hello')"
    assert whole.steps[-1] == Step.READABLE
    again = Sample(name="a~1", data=whole.data, kind=Kind.POWERSHELL, steps=whole.steps)
    assert not list(peel(again, Allowance()))


@pytest.mark.parametrize(
    "code",
    [
        "Write-Host 'hello'",
        "Get-ChildItem -Path C:\\Temp -Recurse | Where-Object { $_.Length -gt 1MB }",
        '$total = 0\nforeach ($f in Get-ChildItem) { $total += $f.Length }\nWrite-Output "total: $total"',
        "param([string]$Name = 'x')\nif (-not (Test-Path $Name)) { throw 'missing' }",
    ],
)
def test_ordinary_scripts_carry_nothing(code: str) -> None:
    assert not carried(code, Kind.POWERSHELL)


def test_a_layer_says_what_was_undone_and_where_it_stood() -> None:
    (one,) = [one for one in peeled(f"echo a\n{from_base64('echo b')}\n", Kind.POWERSHELL) if not one.whole]
    assert one.steps == (Step.BASE64,)
    assert one.place is not None
    assert one.place.line == 2


def test_bombs_run_out_of_allowance() -> None:
    bomb = "$a='aaaaaaaaaa';for($i=0;$i -lt 60;$i++){$a+=$a};$b=0;while($b -ge 0){$b+=1}"
    bounds = Bounds(fuel=400_000)
    with pytest.raises(LimitHit):
        list(peel(Sample(name="a", data=bomb.encode(), kind=Kind.POWERSHELL), Allowance(bounds=bounds)))


def test_a_circle_does_not_hide_what_stands_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # A thirtieth of both: a circle goes on for as long as it may.
    for bound in ("STATEMENT_FUEL", "SCRIPT_FUEL"):
        monkeypatch.setattr(machine, bound, getattr(machine, bound) // 30)
    assert b"echo seen" in carried("$b=0;while($b -ge 0){$b+=1}\niex ('echo ' + 'seen')", Kind.POWERSHELL)
    assert b"echo seen" in carried(
        "while($true){ if (Get-It) { break } }\niex ('echo '+'seen')", Kind.POWERSHELL
    )


@pytest.mark.parametrize(
    "piece",
    few(["(", "{", "[", "$(", "@(", '"$(', "&{", "-", "!", "[int]", "if(", "@{a=", ",", "'", "x|", "-not "]),
)
def test_deep_nesting_ends(piece: str) -> None:
    assert isinstance(peeled(piece * 3000, Kind.POWERSHELL), list)


def test_a_long_script_takes_a_tenth_of_a_second_or_so() -> None:
    block = (
        'function Get-It($a) { if ($a -gt 3) { Write-Host "got $a" } else { $b = $a + 1; Get-Item $b } }\n'
    )
    code = block * (50_000 // len(block))
    peeled("1", Kind.POWERSHELL)
    began = time.process_time()
    peeled(code, Kind.POWERSHELL)
    assert time.process_time() - began < 1.0


def test_ticks_in_strings_stay_what_they_are() -> None:
    assert b"a\tb $x" in carried(ticked("a\tb $x"), Kind.POWERSHELL)
    assert b"it's" in carried(f"iex {single(chr(39).join(('it', 's')))}", Kind.POWERSHELL)
