from tests.unit.triage.documents.samples import members
from tests.unit.triage.documents.shortcuts import shortcut
from vedette.triage.kinds import Kind
from vedette.triage.unpack import lnk


def test_the_command_comes_out_as_a_script_and_what_follows_as_it_is() -> None:
    data = shortcut("C:\\Windows\\cmd.exe", "/c   echo 1", tail=b"MZ" + b"x" * 40)
    assert members(lnk, data, Kind.LNK) == {
        "command.cmd": b"C:\\Windows\\cmd.exe /c echo 1\r\n",
        "appended": b"MZ" + b"x" * 40,
    }


def test_a_shortcut_without_arguments_holds_nothing() -> None:
    assert members(lnk, shortcut("C:\\x.exe"), Kind.LNK) == {}
    assert members(lnk, b"L\0\0\0" + b"x" * 90, Kind.LNK) == {}
