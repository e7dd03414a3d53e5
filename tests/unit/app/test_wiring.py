import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys
from pathlib import Path

import pytest

from tests.toys import plant, tools
from vedette.app import wiring
from vedette.app.capabilities import CAPABILITIES
from vedette.app.extras import lacking
from vedette.app.requests import ListRules, Scan
from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.entries import entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.sqlite import SqliteStore


def test_what_an_engine_does_is_a_capability(tmp_path: Path) -> None:
    assert wiring.engines(tools(tmp_path)).keys() <= CAPABILITIES.keys()


def test_a_misspelt_setting_stops_everything() -> None:
    with pytest.raises(BadInput, match="VEDETTE_DATADIR"):
        wiring.build({"VEDETTE_DATADIR": "x"})


def test_the_real_thing_scans_and_keeps_the_record(tmp_path: Path) -> None:
    app = wiring.build({"VEDETTE_DATA_DIR": str(tmp_path / "d"), "VEDETTE_CACHE_DIR": str(tmp_path / "c")})
    root = plant(tmp_path / "app", {"a.py": "from flask import request\neval(request.args['q'])\n"})
    for _ in range(2):
        report = app.run("code.scan", Scan(target=str(root))).value.report
        assert [one.rule for one in report.findings] == ["code-injection"]
    assert app.run("rules.list", ListRules()).value.rules
    ledger = Ledger(SqliteStore(tmp_path / "d" / "ledger" / "ledger.sqlite"))
    leaves = list(ledger.entries(0, ledger.size()))
    assert [entry_of(leaf).kind for leaf in leaves] == ["decided", "ended"] * 3
    written = b"".join(leaves)
    assert str(tmp_path).encode() not in written, "the record names nothing that was looked at"
    assert b"local:" not in written, "and nobody"
    assert (tmp_path / "c" / "facts.sqlite").exists()


NOT_FOR_A_SCAN = (
    "home_capabilities", "homeplaces", "incidentplace", "modelplace", "incident_requests", "model_requests",
)  # fmt: skip


def test_a_scan_loads_nothing_of_what_it_does_not_do(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "x = 1\n"})
    code = (
        "import sys\nfrom vedette.doors.cli.entry import main\n"
        f"assert main(['scan', {str(root)!r}]) == 0\n"
        "print(*(one for one in sys.modules if one.startswith('vedette.app.')))\n"
    )
    home = {"VEDETTE_DATA_DIR": str(tmp_path / "d"), "VEDETTE_CACHE_DIR": str(tmp_path / "c")}
    ran = subprocess.run(  # noqa: S603 - this interpreter, on what stands here
        [sys.executable, "-c", code], env=home, capture_output=True, text=True, check=True
    )
    loaded = ran.stdout.splitlines()[-1].split()
    assert "vedette.app.scan" in loaded
    assert not {f"vedette.app.{one}" for one in NOT_FOR_A_SCAN} & set(loaded)


def test_a_library_that_is_not_installed_is_named_with_the_way_to_get_it() -> None:
    told = lacking(ModuleNotFoundError("no", name="duckdb.core"))
    assert isinstance(told, Unavailable)
    assert str(told) == "duckdb is not installed: this part of vedette needs it"
    assert "vedette[hunt]" in told.hint
    ours = ModuleNotFoundError("no", name="vedette.app.nothing")
    assert lacking(ours) is ours
