import pytest

from tests.unit.triage.unpack.made import cabinet, new_rar, nsis, program
from tests.unit.triage.unpack.packed import FILES, files, opened, zipped
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind


@pytest.mark.parametrize(
    ("behind", "ending"),
    [(zipped(), "zip"), (cabinet(), "cab"), (new_rar(), "rar")],
    ids=["zip", "cab", "rar"],
)
def test_what_stands_behind_a_program_is_a_member(behind: bytes, ending: str) -> None:
    data = program(behind)
    assert identify(data) is Kind.PE
    [(name, held)] = files(opened(data)).items()
    assert name.endswith(ending)
    assert held == behind


def test_a_program_alone_has_nothing_behind_it() -> None:
    assert not opened(program())
    assert not opened(program(b"\0" * 400))


def test_an_installer_behind_a_program_is_told_by_name() -> None:
    behind = nsis(FILES, joined=True)
    assert files(opened(program(behind))) == {"installer.nsis": behind}


def test_a_picture_that_is_an_archive_too_gives_it() -> None:
    picture = b"GIF89a" + bytes(100)
    assert identify(picture + zipped()) is Kind.IMAGE
    assert files(opened(picture + zipped())) == {"behind.zip": zipped()}
    assert not opened(picture)


def test_a_picture_that_is_a_page_of_a_server_too_gives_that() -> None:
    found = files(opened(b"GIF89a" + bytes(30) + b"<?php eval($_POST[0]); ?>" + bytes(30)))
    assert found == {"at-0x24.php": b"<?php eval($_POST[0]); ?>"}


def test_a_script_that_carries_an_archive_gives_it() -> None:
    script = b"#!/bin/sh\ntail -n +4 $0 | unzip\nexit\n"
    [held] = files(opened(script + zipped(), "run.sh")).values()
    assert held == zipped()
    assert not opened(script, "run.sh")


def test_a_program_within_a_program_is_a_member() -> None:
    inner = program()
    outer = bytearray(program())
    row = 0x98 + 224
    outer[row + 16 : row + 20] = (0x200 + len(inner)).to_bytes(4, "little")
    data = bytes(outer) + inner
    [(name, held)] = files(opened(data)).items()
    assert name.endswith(".exe")
    assert held == inner


def test_a_python_program_in_one_file_is_opened() -> None:
    [held] = files(opened(b"#!/usr/bin/env python3\n" + zipped(), "tool.pyz")).values()
    assert held == zipped()


def test_a_page_behind_a_program_is_a_member() -> None:
    page = b"<hta:application id='x'><script>new ActiveXObject('WScript.Shell')</script>"
    assert list(files(opened(program(page + bytes(9)))).values()) == [page]


def test_a_script_in_two_bytes_a_letter_carries_nothing() -> None:
    assert not opened("Get-ChildItem $env:TEMP | Out-Null".encode("utf-16"), "a.ps1")
