"""Names of system calls."""

import pytest

from vedette.hunt.sources.lines.audit.syscalls import name_of


@pytest.mark.parametrize(
    ("architecture", "number", "name"),
    [
        ("c000003e", "59", "execve"),
        ("c00000b7", "221", "execve"),
        ("40000003", "11", "execve"),
        ("c000003e", "221", None),
        ("c000003e", "openat", "openat"),
        ("unheard-of", "59", None),
    ],
)
def test_a_number_means_another_call_on_another_machine(
    architecture: str, number: str, name: str | None
) -> None:
    assert name_of(architecture, number) == name
