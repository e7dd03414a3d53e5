import os
from pathlib import Path

import pytest

from tests.unit.app.actionhouse import users
from vedette.app.actionplace import Place, account
from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity, EntityKind
from vedette.core.errors import BadInput
from vedette.respond.actions.spare import spared
from vedette.respond.actions.surroundings import AccountThere, Surroundings
from vedette.sandbox.responding import Responding

TARGET = Entity(EntityKind.ADDRESS, "203.0.113.7")


def around(
    folder: Path, environ: dict[str, str] | None = None, path: str = "", **parameters: str
) -> Surroundings:
    responding = Responding(path=path) if path else Responding()
    place = Place(folder=folder, responding=responding, environ=environ or {})
    return place.around(ActionKind.BLOCK_ADDRESS, TARGET, parameters)


@pytest.mark.parametrize(
    ("shadow", "there"),
    [
        ("ana:$6$s$h:19000:0:99999:7:::", AccountThere(uid=1001, locked=False, empty=False, expires="")),
        ("ana:!$6$s$h:19000:0:99999:7::1:", AccountThere(uid=1001, locked=True, empty=False, expires="1")),
        ("ana::19000:0:99999:7:::", AccountThere(uid=1001, locked=False, empty=True, expires="")),
        ("ana:*:19000", AccountThere(uid=1001, locked=True, empty=False, expires="")),
        ("ana:$6$s$h:19000:0:99999:7::never:", AccountThere(uid=1001, locked=False, empty=False, expires="")),
        ("eve:$6$s$h:19000:0:99999:7:::", AccountThere(uid=1001, locked=True, empty=False, expires="")),
    ],
)
def test_how_an_account_stands(tmp_path: Path, shadow: str, there: AccountThere) -> None:
    assert account(users(tmp_path, shadow), "ana") == there


@pytest.mark.parametrize("passwd", ["", "ana", "ana:x:one:1:", "anabel:x:1:1:", "+ana::::::"])
def test_a_line_that_is_none_is_no_account(tmp_path: Path, passwd: str) -> None:
    users(tmp_path)
    (tmp_path / "etc" / "passwd").write_text(passwd)
    assert account(tmp_path, "ana") is None
    assert account(tmp_path / "nowhere", "ana") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_not_guessed(tmp_path: Path) -> None:
    users(tmp_path)
    (tmp_path / "etc" / "shadow").chmod(0)
    with pytest.raises(BadInput, match="may not be read"):
        account(tmp_path, "ana")


def test_the_administrator_is_spared_under_any_name() -> None:
    found = AccountThere(uid=0, locked=False, empty=False, expires="")
    assert "administrator" in spared(Entity(EntityKind.USER, "toor"), Surroundings(account=found))


def test_whoever_runs_this_is_known_and_from_where(tmp_path: Path) -> None:
    found = around(tmp_path, {"SSH_CONNECTION": "198.51.100.9 5022 10.0.0.1 22", "SUDO_USER": "ben"})
    assert found.watchers == ("198.51.100.9",)
    assert {"root", "ben"} <= set(found.ours)
    assert around(tmp_path, {"SSH_CONNECTION": "nonsense"}).watchers == ()


def test_the_machine_says_what_is_near(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    resolvers = b"# x\nnameserver 10.0.0.53\nnameserver\nnameserver evil\nsearch a\nnameserver 2001:db8::53\n"
    (tmp_path / "etc" / "resolv.conf").write_bytes(resolvers)
    found = around(tmp_path, root=str(tmp_path))
    assert found.resolvers == ("10.0.0.53", "2001:db8::53")
    assert found.hosts == str(tmp_path / "etc" / "hosts")
    assert found.names
    assert "ip" not in found.programs or "127.0.0.1" in found.addresses


@pytest.mark.parametrize(
    "script",
    ["echo not JSON", "echo '{}'", "echo '[1]'", 'echo \'[{"addr_info":null,"gateway":7}]\'', "exit 1"],
)
def test_a_program_that_answers_nonsense_tells_nothing(tmp_path: Path, script: str) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "ip").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "ip").chmod(0o700)
    assert around(tmp_path, path=str(folder)).addresses == ()


def test_the_users_list_is_read_always_and_another_one_as_well(tmp_path: Path) -> None:
    (tmp_path / "spare.txt").write_text("never 203.0.113.0/24\n")
    more = tmp_path / "more"
    more.write_text("never user:ana\n")
    assert [one.name for one in around(tmp_path, spare=str(more)).known] == ["203.0.113.0/24", "user:ana"]
    (tmp_path / "spare.txt").write_text("nevr 203.0.113.0/24\n")
    with pytest.raises(BadInput, match=r"spare.txt:1"):
        around(tmp_path)
    with pytest.raises(BadInput, match="No such file"):
        around(tmp_path / "x", spare=str(tmp_path / "none"))
