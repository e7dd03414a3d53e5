from pathlib import Path

import pytest

from tests.toys import app, tools
from vedette.app import demo, scan
from vedette.app.jobs import Job
from vedette.app.requests import Demo, Scan
from vedette.app.results import Scanned
from vedette.app.tools import Tools
from vedette.core.errors import BadInput, LimitHit, Unavailable, VedetteError


@pytest.mark.parametrize("error", [Unavailable, BadInput, LimitHit])
def test_without_a_registry_the_bundled_program_is_looked_at_and_that_is_said(
    error: type[VedetteError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = scan.run

    def no_packages(here: Tools, request: Scan, job: Job) -> Scanned:
        if "==" in request.target:
            raise error(f"{request.target}: nobody answers", hint="h")
        return real(here, request, job)

    monkeypatch.setattr("vedette.app.scan.run", no_packages)
    shown = demo.run(tools(tmp_path), Demo(), Job())
    assert "nobody answers" in shown.notes[0]
    assert shown.vulnerable.target.name == "vulnerable"


def test_asked_to_stay_offline_nobody_is_asked(tmp_path: Path) -> None:
    shown = app(tmp_path).run("demo.run", Demo(offline=True)).value
    assert "no registry was asked" in shown.notes[0]
    assert not shown.convincing, "the toy knows no SQL"
    assert shown.counts() == {"vulnerable": 0, "fixed": 0}
