import os
from pathlib import Path

import pytest

from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable
from vedette.sandbox.responding import Responding

HERE = Responding()


def script(folder: Path, text: str, mode: int = 0o700) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "block-address"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(mode)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with nothing above it that others could swap."""
    for one in (tmp_path, *tmp_path.parents):
        found = one.stat()
        if found.st_mode & 0o022 and not found.st_mode & 0o1000:
            pytest.skip(f"{one} may be written to by others")
    return tmp_path / "scripts"


@pytest.mark.parametrize("command", [(), ("sh", "-c", "id"), ("/bin/ip", "route"), ("./ip",), ("ip ",)])
def test_only_programs_of_the_list_are_started(command: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        HERE.program(command)


@pytest.mark.parametrize("word", ["a\nb", "a\0b"])
def test_an_argument_is_one_word(word: str) -> None:
    with pytest.raises(Refused):
        HERE.program(("ip", "route", "get", word))


def test_a_program_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no such program"):
        Responding(path=str(tmp_path)).program(("nft", "list ruleset"))
    assert Responding(path=str(tmp_path)).programs() == ()


def test_what_the_caller_has_in_its_environment_is_not_handed_on(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_PRELOAD", "evil.so")
    monkeypatch.setenv("VEDETTE_KEY", "secret")
    ran = HERE.script(script(home, "env; echo verb=$1; cat"), "check", b"asked")
    names = {line.partition(b"=")[0] for line in ran.out.splitlines()}
    assert b"LD_PRELOAD" not in names
    assert b"VEDETTE_KEY" not in names
    assert b"verb=check" in ran.out
    assert ran.out.endswith(b"asked")


def test_a_script_that_takes_too_long_is_stopped(home: Path) -> None:
    with pytest.raises(LimitHit):
        Responding(script_seconds=1).script(script(home, "sleep 60"), "check", b"")


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_script_others_may_write_to_is_not_run(home: Path, mode: int) -> None:
    with pytest.raises(Refused, match="others may write"):
        HERE.script(script(home, "touch ran", mode), "check", b"")


def test_a_folder_others_may_write_to_is_not_used(home: Path) -> None:
    path = script(home, "true")
    home.chmod(0o777)
    with pytest.raises(Refused, match="others may write"):
        HERE.script(path, "check", b"")
    home.chmod(0o1777)  # also with the sticky bit: others may add to it
    with pytest.raises(Refused, match="others may write"):
        HERE.script(path, "check", b"")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_script_of_somebody_else_is_not_run(home: Path) -> None:
    path = script(home, "true")
    os.chown(path, 4242, 4242)
    with pytest.raises(Refused, match="somebody else"):
        HERE.script(path, "check", b"")


def test_a_link_is_no_script(home: Path) -> None:
    path = script(home, "true")
    link = home / "block-domain"
    link.symlink_to(path)
    with pytest.raises(BadInput):
        HERE.script(link, "check", b"")
    away = home.parent / "linked"
    away.symlink_to(home)
    with pytest.raises(Refused, match="link"):
        HERE.script(away / path.name, "check", b"")


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_what_may_not_be_run_is_no_script(home: Path, mode: int) -> None:
    with pytest.raises(BadInput, match="no program"):
        HERE.script(script(home, "true", mode), "check", b"")
    with pytest.raises(BadInput):
        HERE.script(home / "nothing", "check", b"")
    with pytest.raises(BadInput, match="whole path"):
        HERE.script(Path("scripts/block-address"), "check", b"")
