import pytest

from vedette.triage.binary.abilities import abilities


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("connect", "open network connections"),
        ("RegSetValueExW", "write the registry"),
        ("KERNEL32.dll!CreateProcessA", "start programs"),
        ("__imp_WriteProcessMemory", "reach into other processes"),
        ("getaddrinfo@GLIBC_2.2.5", "ask for records of names (DNS)"),
        ("__fgets_chk", ""),
        ("System.Net.WebClient::DownloadString", "fetch from the web"),
        ("setresuid", "change its rights, or act for somebody else"),
    ],
)
def test_a_name_is_known_however_it_is_decorated(name: str, says: str) -> None:
    assert (says in abilities([name])) == bool(says)


def test_each_is_said_once_and_in_the_same_order() -> None:
    names = ["Sleep", "connect", "socket", "Sleep"]
    assert abilities(names) == abilities(reversed(names)) == ("open network connections", "wait")


def test_what_is_ordinary_says_nothing() -> None:
    assert abilities(["printf", "malloc", "memcpy", "lstrlenW"]) == ()
