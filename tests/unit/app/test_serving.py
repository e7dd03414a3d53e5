from pathlib import Path

import pytest

from tests.unit.app.house import House, house
from vedette.app import programme_requests as asked
from vedette.app.capabilities import CAPABILITIES
from vedette.core.errors import Unavailable

pytest_plugins = ["tests.postgres"]


def test_everything_it_can_do_is_in_the_table(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        gate = place.service.gate
        assert gate.handlers.keys() == gate.capabilities.keys()
        assert all(CAPABILITIES[name] is one for name, one in gate.capabilities.items())


def test_what_it_keeps_only_its_owner_reads(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        place.operator()
        secret = [one for one in (tmp_path / "data").rglob("*") if one.is_file() and one.name.endswith("key")]
        assert {one.name for one in secret} == {"key", "tokens.key", "held.key", "marks.key"}
        assert all(one.stat().st_mode & 0o077 == 0 for one in secret)


def test_a_second_server_on_the_same_files_does_not_take_its_jobs(tmp_path: Path) -> None:
    with house(tmp_path), pytest.raises(Unavailable):
        House(tmp_path)


def test_a_database_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        House(tmp_path, {"database": f"host={tmp_path} dbname=postgres"})


def test_on_postgresql_it_is_the_same(tmp_path: Path, postgres: str) -> None:
    with house(tmp_path, database=postgres) as place:
        operator = place.operator()
        ana = operator.joined("Ana", "Mill")
        assert ana.ask("identity.me", asked.Me()).name == "Ana"
        assert not list((tmp_path / "data").rglob("*.sqlite"))
        written = len(place.entries())
    with house(tmp_path, database=postgres) as again:
        assert len(again.entries()) == written + 2


def test_a_machine_that_does_not_say_when_it_started_is_believed_to_run_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", gone)
    with house(tmp_path) as place:
        monkeypatch.undo()
        assert place.operator().id
