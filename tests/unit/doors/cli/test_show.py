import json
from pathlib import Path

from tests.toys import plant
from tests.unit.doors.cli.fakes import Ran


def test_a_finding_is_shown_in_full_by_its_short_id(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"a.py": "eval(maybe)\n"})
    assert Ran(tmp_path, "show", "ab").code == 2
    found = json.loads(Ran(tmp_path, "scan", str(root), "--format", "json").out)["findings"][0]
    ran = Ran(tmp_path, "show", found["fingerprint"][:8])
    assert ran.code == 0
    assert "text is run as code" in ran.out
    assert Ran(tmp_path, "show", "zzzz").code == 2
