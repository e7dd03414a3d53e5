import pytest

from tests.unit.triage.documents.samples import facts, told
from tests.unit.triage.documents.shortcuts import shortcut
from vedette.triage.fact import Act, When
from vedette.triage.kinds import Kind

POWERSHELL = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"


@pytest.mark.parametrize("path", [True, False])
def test_a_shortcut_to_an_interpreter_with_arguments_runs_a_command(path: bool) -> None:  # noqa: FBT001
    (one,) = facts(shortcut(POWERSHELL, "-w hidden -c x", path=path), Kind.LNK, "a.lnk")
    assert (one.act, one.when, one.target) == (Act.RUNS_COMMAND, When.OPEN, f"{POWERSHELL} -w hidden -c x")


@pytest.mark.parametrize(
    ("target", "arguments"),
    [
        ("C:\\Program Files\\Editor\\editor.exe", "--new"),
        ("C:\\Windows\\explorer.exe", ""),
        (POWERSHELL, ""),
        ("D:\\letters\\offer.docx", ""),
    ],
)
def test_shortcuts_people_have_on_their_desktop_say_nothing(target: str, arguments: str) -> None:
    assert (
        facts(shortcut(target, arguments, icon="C:\\Windows\\System32\\shell32.dll"), Kind.LNK, "a.lnk") == []
    )


def test_arguments_behind_blanks_and_a_window_out_of_sight_hide() -> None:
    found = facts(shortcut(POWERSHELL, " " * 300 + "-c x", show=7), Kind.LNK, "a.lnk")
    assert [one.act for one in found] == [Act.RUNS_COMMAND, Act.HIDES, Act.HIDES]
    assert found[0].target.endswith("powershell.exe -c x")


def test_a_picture_of_a_document_on_an_interpreter_is_a_difference() -> None:
    icon = "C:\\Program Files\\Adobe\\AcroRd32.exe"
    assert (Act.DIFFERS, icon) in told(facts(shortcut(POWERSHELL, "-c x", icon=icon), Kind.LNK, "a.lnk"))
    assert Act.DIFFERS in [one.act for one in facts(shortcut("C:\\x.exe"), Kind.LNK, "offer.pdf.lnk")]


def test_targets_and_pictures_on_other_hosts_are_told() -> None:
    assert told(facts(shortcut("\\\\198.51.100.7\\share\\a.exe"), Kind.LNK)) == [
        (Act.OPENS_EXTERNAL, "\\\\198.51.100.7\\share\\a.exe")
    ]
    assert told(facts(shortcut("C:\\x.exe", icon="\\\\198.51.100.7\\i.ico"), Kind.LNK)) == [
        (Act.OPENS_EXTERNAL, "\\\\198.51.100.7\\i.ico")
    ]


def test_bytes_after_the_end_are_told() -> None:
    (one,) = facts(shortcut("C:\\x.exe", tail=b"MZ" + bytes(100)), Kind.LNK)
    assert one.act is Act.EMBEDS


def test_a_broken_shortcut_says_nothing_and_ends() -> None:
    whole = shortcut(POWERSHELL, "-c x")
    for size in range(0, len(whole), 7):
        facts(whole[:size], Kind.LNK)
    assert facts(b"L\0\0\0", Kind.LNK) == []
