import pytest

from vedette.hunt.patterns.processes.roles import base, danger


@pytest.mark.parametrize(
    ("path", "name"), [("C:\\A\\Cmd.EXE", "cmd"), ("/bin/sh", "sh"), ("x", "x"), ("", "")]
)
def test_a_program_by_its_name(path: str, name: str) -> None:
    assert base(path) == name


def test_only_their_own_parents_start_processes_of_the_system() -> None:
    assert danger("services", "svchost") is None
    assert danger("explorer", "svchost") is not None
    assert danger("winlogon", "userinit") is None
