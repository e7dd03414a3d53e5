from pathlib import Path

import pytest

from tests.toys import app, plant
from vedette.app.requests import Scan, Show
from vedette.core import codec
from vedette.core.errors import BadInput


def test_a_finding_of_the_last_scan_is_shown_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(x)\neval(y)\n"})
    here = app(tmp_path / "data")
    with pytest.raises(BadInput, match="no last report"):
        here.run("report.show", Show(finding="ab"))
    report = here.run("code.scan", Scan(target=str(root))).value.report
    wanted = report.findings[1]
    for words in (wanted.fingerprint[:8], wanted.fingerprint.upper(), f"sha256:{wanted.fingerprint}"):
        shown = here.run("report.show", Show(finding=words)).value
        assert shown.report.findings == (wanted,)
        assert [one.id for one in shown.rules] == [wanted.rule]
    path = tmp_path / "r.json"
    path.write_bytes(codec.dump(report))
    assert here.run(
        "report.show", Show(finding=wanted.fingerprint[:8], report=path)
    ).value.report.findings == (wanted,)


def test_what_is_not_there_or_not_clear_is_said(tmp_path: Path) -> None:
    lines = "".join(f"eval({number})\n" for number in range(40))
    root = plant(tmp_path / "app", {"a.py": lines})
    here = app(tmp_path / "data")
    first = here.run("code.scan", Scan(target=str(root))).value.report.findings[0]
    with pytest.raises(BadInput, match="no such finding") as caught:
        here.run("report.show", Show(finding="zz"))
    assert first.fingerprint[:8] in caught.value.hint
    with pytest.raises(BadInput, match="begins"):
        here.run("report.show", Show(finding=first.fingerprint[0]))
    here.run("code.scan", Scan(target=str(plant(tmp_path / "clean", {"a.py": "x"}))))
    with pytest.raises(BadInput, match="no such finding"):
        here.run("report.show", Show(finding="ab"))
