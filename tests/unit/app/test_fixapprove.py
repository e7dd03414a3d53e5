from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.patching import Target
from tests.toys import tools
from vedette.app.fix_answers import Became, Fixed, Mending
from vedette.app.fix_requests import ApprovePatch
from vedette.app.fixapprove import read, run
from vedette.app.jobs import Job
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.core.patches import Rung

APP = "def calc(text):\n    return eval(text)\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    target = Target({"app.py": APP})
    tried = target.tried("code-injection", ("app.py", "    return eval(text)\n", "    return int(text)\n"))
    finding = target.finding("code-injection")
    mendings = (
        Mending(finding=finding, became=Became.PATCHED, tried=(tried,)),
        Mending(
            finding=msgspec.structs.replace(finding, fingerprint="f" * 32), became=Became.OPEN, why="none"
        ),
    )
    fixed = Fixed(engine=target.report.engine, target=target.report.target, mendings=mendings)
    path = tmp_path / "fixed.json"
    path.write_bytes(codec.dump_pretty(fixed))
    return path


def approve(report: Path, finding: str) -> Rung:
    made = run(tools(report.parent), ApprovePatch(report=report, finding=finding), Job())
    assert made.counts()["diff"] == made.digest
    (accepted,) = [one.accepted for one in made.fixed.mendings if one.accepted is not None]
    return accepted.rung


def test_a_person_puts_a_patch_on_the_last_rung(report: Path) -> None:
    wanted = read(report).mendings[0].finding.fingerprint
    assert approve(report, wanted[:8]) is Rung.HUMAN_APPROVED


@pytest.mark.parametrize(
    ("finding", "why"), [("ffff", "passed the gates"), ("", "begins|no such"), ("0x", "no such")]
)
def test_only_what_the_gates_let_through_can_be_approved(report: Path, finding: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        approve(report, finding)


def test_a_report_is_one_we_wrote(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read(tmp_path / "gone")
    (tmp_path / "odd").write_text("{}")
    with pytest.raises(BadInput, match="not a Fixed"):
        read(tmp_path / "odd")
