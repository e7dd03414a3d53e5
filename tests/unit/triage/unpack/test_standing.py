"""Each command of a file of settings is a member."""

from tests.unit.triage.unpack.packed import files, opened


def test_commands_become_scripts_and_the_same_one_only_once() -> None:
    found = opened(b"[Service]\nExecStartPre=/bin/a\nExecStart=/bin/a\nExecStop=/bin/b\n", "x.service")
    assert files(found) == {"command1.sh": b"/bin/a\n", "command3.sh": b"/bin/b\n"}


def test_settings_without_commands_hold_nothing() -> None:
    assert files(opened(b"[a]\nb = c\nd = e\n", "x.ini")) == {}
