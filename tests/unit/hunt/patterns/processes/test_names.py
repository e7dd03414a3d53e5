import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.patterns.made import holds_its_word, process, said
from vedette.hunt.patterns.processes.names import Masquerading, judge, one_apart


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        ("C:\\Users\\anna\\svchost.exe", "folder"),
        ("C:\\Temp\\explorer.exe", "folder"),
        ("C:\\Users\\Public\\System32\\svchost.exe", "folder"),
        ("C:\\Windows\\svch0st.exe", "letters"),
        ("C:\\Users\\anna\\scvhost.exe", "near"),
        ("C:\\Users\\anna\\invoice.pdf.exe", "ending"),
        ("C:\\Users\\anna\\ann\u202efdp.exe", "marks"),
    ],
)
def test_false_names(path: str, sort: str) -> None:
    found = judge(path)
    assert found is not None
    assert found.sort == sort


@pytest.mark.parametrize(
    "path",
    [
        "C:\\Windows\\System32\\svchost.exe",
        "\\Device\\HarddiskVolume3\\Windows\\System32\\svchost.exe",
        "C:\\WINDOWS\\SysWOW64\\rundll32.exe",
        "C:\\Windows\\WinSxS\\amd64_x\\svchost.exe",
        "C:\\Windows\\explorer.exe",
        "%SystemRoot%\\System32\\svchost.exe",
        "\\SystemRoot\\System32\\smss.exe",
        "\\\\?\\C:\\Windows\\System32\\conhost.exe",
        "C:\\Program Files\\PowerShell\\7\\pwsh.exe",
        "C:\\Program Files\\App\\service.exe",
        "C:\\Users\\anna\\chrome.exe",
        "svchost.exe",
        "/usr/bin/python3",
        "C:\\Windows\\System32\\wbem\\WmiPrvSE.exe",
        "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
    ],
)
def test_true_names(path: str) -> None:
    assert judge(path) is None


@given(st.text(alphabet="abc", min_size=1, max_size=6), st.text(alphabet="abc", min_size=1, max_size=6))
def test_one_apart_is_mutual_and_never_with_oneself(one: str, other: str) -> None:
    assert one_apart(one, other) == one_apart(other, one)
    assert not one_apart(one, one)


@given(st.text(alphabet="abcdef", min_size=2, max_size=9), st.data())
def test_one_letter_less_is_one_apart(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    assert one_apart(name, name[:at] + name[at + 1 :])


def test_a_host_is_told_once_for_each_path() -> None:
    (found,) = holds_its_word(
        Masquerading, [process("x.exe", "C:\\Users\\Public\\lsass.exe") for _ in range(4)]
    )
    assert found.count == 4
    assert found.techniques == ("T1036.005",)
    assert said(Masquerading(), [process("x.exe", "C:\\Windows\\System32\\lsass.exe")]) == []
