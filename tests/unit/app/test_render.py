from pathlib import Path

import pytest

from tests.toys import HELP, app, plant
from vedette.app.render import Format, Look, render
from vedette.app.requests import Scan

SHOWN = {Format.NAVIGATOR: b"Vedette: app", Format.MISP: b"app: ", Format.INDICATORS: b"type,value"}
"""What names no file: a layer has techniques, lists of indicators have what to look for elsewhere."""


@pytest.mark.parametrize("how", list(Format))
def test_a_report_can_be_written_in_every_format(how: Format, tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\neval(maybe)\n"})
    report = app(tmp_path / "data").run("code.scan", Scan(target=str(root))).value.report
    for look in (Look(), Look(everything=True, whole=True, colour=True, width=80)):
        shown = SHOWN.get(how, b"a.py")
        assert shown in render(report, (HELP,), how, look)
