from pathlib import Path

from tests.unit.doors.cli.fakes import Ran
from vedette.doors.cli.console import standard
from vedette.doors.cli.entry import main


def test_a_demonstration_that_does_not_convince_says_so(tmp_path: Path) -> None:
    ran = Ran(tmp_path, "demo", "--offline")
    assert ran.code == 1
    assert "was not found; please tell us" in ran.out
    assert "note: no registry was asked" in ran.err


def test_the_real_engine_convinces_without_a_network(tmp_path: Path, monkeypatch, capsysbinary) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    monkeypatch.setenv("VEDETTE_DATA_DIR", str(tmp_path / "d"))
    monkeypatch.setenv("VEDETTE_CACHE_DIR", str(tmp_path / "c"))
    assert main(["demo", "--offline"], standard()) == 0
    page = capsysbinary.readouterr().out.decode()
    assert "request.args" in page
    assert "gone in the fix" in page
