"""Scripts of Windows made unreal: whatever the text, folding ends, and raises nothing but a limit."""

from __future__ import annotations

import os
import random
import sys
import time
from itertools import count

import pytest

from tests.unit.triage.layers.wrapping import BATCH, POWERSHELL, VBSCRIPT, hta, macro, wsf
from vedette.core.errors import LimitHit
from vedette.triage.allowance import Allowance, Bounds
from vedette.triage.facts import facts
from vedette.triage.kinds import Kind
from vedette.triage.layers import peel, script_encoder
from vedette.triage.sample import Sample

SECONDS = float(os.environ.get("SOAK_SECONDS", "600"))
QUICK = 20
SLOWEST = 24 if sys.gettrace() else 6
"""CPU seconds; where lines are counted, all takes six times as long."""
BOUNDS = Bounds(fuel=3_000_000, total_bytes=64 << 20)
PAYLOAD = "Write-Host 'one'; foreach ($n in 1..3) { if ($n -gt 1) { echo \"n $n\" } else { $x += 'a' * $n } }"
SCRIPT = (
    "Function f(a, b)\n Select Case a\n Case 1, 2\n  f = Mid(b, 2) & Chr(65)\n Case Else\n  With x\n"
    '   .y = "z"\n  End With\n End Select\nEnd Function\nDo While i < 3\n i = i + 1\n s = s & f(i, "abc")\n'
    "Loop\nExecute s\n"
)
LINES = (
    "set a=hel\r\nfor /l %%i in (0,1,3) do set r=!r!!a:~%%i,1!\r\n"
    'if "%r%"=="x" (echo a) else call %%a%% & del x\r\n'
)
ORIGINALS: tuple[tuple[str, Kind], ...] = (
    *((wrap(PAYLOAD), Kind.POWERSHELL) for wrap in POWERSHELL.values()),
    *((wrap(SCRIPT), Kind.VBSCRIPT) for wrap in VBSCRIPT.values()),
    *((wrap("echo 1"), Kind.BATCH) for wrap in BATCH.values()),
    (PAYLOAD, Kind.POWERSHELL),
    (SCRIPT, Kind.VBA),
    (LINES, Kind.BATCH),
    (macro("echo 1"), Kind.VBA),
    (hta(SCRIPT), Kind.HTA),
    (wsf(SCRIPT), Kind.WSF),
    ("#@~^AAAAAA==abc@&def@#AAAAAA==^#~@", Kind.VBSCRIPT),
)
ODD = (
    "(", ")", "{", "}", "[", "]", '"', "'", "`", "$", "@", "%", "!", "^", "&", "|", ";", "\n", "\\",
    "\0", "\udc80",
    "😀", "-join ", "-f ", "-replace ", "-bxor ", "..", "1..99999999", "'a'*99999999", "[char]", "[int[]]",
    "$x=$x+$x;", "while(1){", "for(;;){", "% {$_", "iex ", "$(", "@(", "@'", "[array]::Reverse($x)",
    ".Invoke(",
    "{0,999999999}", " & ", " Xor ", "Chr(", "Loop\n", "Next\n", "End If\n", "Do\n", "While True\n",
    'String(999999999, "a")', "ReDim a(99999999)\n", "Execute ", "For i = 1 To 999999999\n",
    "If x Then ", " _\n",
    "Mid(s, 1, 1) = ", "%a:~-1,99%", "!a:b=cccccccc!", "for /l %%i in (1,1,99999999) do ", "call ",
    "set a=%a%%a%\r\n", "9" * 400, "&HFFFFFFFF",
)  # fmt: skip


def mutated(text: str, other: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 2, 4, 12))):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                text = text[:at] + chance.choice(ODD) + text[at:]
            case 1:
                text = text[:at] + text[at + chance.choice((1, 3, 40)) :]
            case 2:
                text = text[:at] + text[at : at + chance.choice((3, 60))] * chance.choice((2, 20)) + text[at:]
            case 3:
                start = chance.randrange(len(other) + 1)
                text = text[:at] + other[start : start + chance.choice((10, 200))] + text[at:]
            case _:
                text = text[:at] + chance.choice(ODD) * chance.choice((1, 5, 200)) + text[at:]
    return text[:40_000]


def look(text: str, kind: Kind) -> float:
    """Fold one text and read its facts; return the seconds of processor that took."""
    sample = Sample(name="a", data=text.encode("utf-8", "replace"), kind=kind)
    began = time.process_time()
    for work in (peel, facts):
        try:
            for _ in work(sample, Allowance(bounds=BOUNDS)):
                pass
        except LimitHit:
            pass
    script_encoder.decoded(text, Allowance(bounds=BOUNDS))
    return time.process_time() - began


def run(rounds: range | count[int], end: float) -> None:
    for seed in rounds:
        if time.monotonic() > end:
            return
        chance = random.Random(seed)  # noqa: S311  not a secret
        text, kind = chance.choice(ORIGINALS)
        other, _ = chance.choice(ORIGINALS)
        assert look(mutated(text, other, chance), kind) < SLOWEST, f"seed {seed}"


def test_some_mutations_end() -> None:
    run(range(QUICK), time.monotonic() + 30)


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_no_mutation_hangs_or_raises() -> None:
    run(count(time.time_ns() % 1_000_000_000), time.monotonic() + SECONDS)
