import json
from pathlib import Path

import pytest

from tests.toys import plant, tools
from vedette.app import wiring
from vedette.app.capability import CAPABILITIES
from vedette.app.requests import ListRules, Scan
from vedette.core.errors import BadInput


def test_every_capability_has_somebody_who_does_it(tmp_path: Path) -> None:
    assert wiring.handlers(tools(tmp_path)).keys() == CAPABILITIES.keys()


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
    lines = [json.loads(line) for line in (tmp_path / "d" / "record.jsonl").read_text().splitlines()]
    assert [line["stage"] for line in lines] == ["decided", "ended"] * 3
    assert str(tmp_path) not in json.dumps(lines), "the record names nothing that was looked at"
    assert (tmp_path / "c" / "facts.sqlite").exists()
