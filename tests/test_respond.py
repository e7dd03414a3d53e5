"""From raw evidence to a finished report, from outside, through the real command line."""

import io
import json
import shutil
import sys
from pathlib import Path

import pypdf
import pytest

from tests.test_hunt import INCIDENT, Desk
from tests.test_triage import SUSPICIOUS

READERS = ("executive", "generalist", "analyst", "developer")
PAPERS = {
    *(f"explained-{one}.md" for one in READERS),
    *("executive.html", "executive.pdf", "incident.html", "incident.md", "incident.pdf"),
    *("handover.md", "lessons.md", "incident.json", "hunt.json"),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def response(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, Path, str]:
    """Somebody who responded to both demos, the folder of papers, and what was said."""
    desk = Desk(tmp_path_factory.mktemp("shared"))
    return desk, *responded(desk, str(INCIDENT), str(SUSPICIOUS))


@pytest.fixture(scope="module")
def shared(response: tuple[Desk, Path, str]) -> tuple[Desk, Path]:
    return response[:2]


def responded(desk: Desk, *words: str) -> tuple[Path, str]:
    folder = desk.home / "papers"
    code, out, err = desk.says("respond", "from", *words, "-o", str(folder))
    assert code == 0, err
    return folder, out


def ident(folder: Path) -> str:
    found: str = json.loads((folder / "incident.json").read_bytes())["id"]
    return found


def test_evidence_becomes_an_incident_with_papers_for_everybody(response: tuple[Desk, Path, str]) -> None:
    _, folder, out = response
    assert {one.name for one in folder.iterdir()} >= PAPERS
    assert "Cut srv1 and ws01 off the network" in out.replace("\n", " ")
    assert "vedette duties" in out
    incident = json.loads((folder / "incident.json").read_bytes())
    assert len(incident["locker"]) == 8
    assert {one["engine"] for one in incident["sources"]}
    times = [one["time"] for one in incident["timeline"] if one["time"]]
    assert times == sorted(times)
    assert incident["tasks"]


@pytest.mark.slow
def test_the_page_in_print_says_what_the_page_on_screen_says(shared: tuple[Desk, Path]) -> None:
    _, folder = shared
    pages = [page.extract_text() for page in pypdf.PdfReader(folder / "incident.pdf").pages]
    text = " ".join(" ".join(pages).split())
    assert "srv1" in text
    assert "TLP:AMBER" in pages[0]
    assert len(pypdf.PdfReader(folder / "executive.pdf").pages) == 1


def test_what_was_handed_in_is_sealed_and_can_be_checked(shared: tuple[Desk, Path], tmp_path: Path) -> None:
    desk, folder = Desk(shutil.copytree(shared[0].home, tmp_path / "copy")), shared[1]
    code, out, _ = desk.says("incident", "custody", ident(folder))
    assert code == 0, out
    assert "holds" in out
    (kept,) = [one for one in (desk.home / "data" / "incidents" / "locker").rglob("*") if one.is_file()][:1]
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-1] + b"?")
    code, out, _ = desk.says("incident", "custody", ident(folder))
    assert code == 1
    assert "does not hold" in out


@pytest.mark.slow
def test_a_playbook_begins_and_tasks_come_of_it(desk: Desk) -> None:
    folder, _ = responded(desk, str(INCIDENT), "--playbook", "stolen-credentials", "--language", "de")
    code, out, _ = desk.says("playbook", "next", ident(folder))
    assert code == 0
    assert "Save the sign-in logs" in out
    assert "Was" in (folder / "explained-generalist.md").read_text()


def test_duties_are_asked_one_after_another(
    shared: tuple[Desk, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, folder = shared
    said = ["perhaps", "no", "no", "no", "no", "yes", "no", "no", "no", "2026-11-29T10:00Z"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(said) + "\n"))
    code, out, err = desk.says("duties", ident(folder), "--ask")
    assert code == 0, err
    assert "is no answer to" in err
    assert "not legal advice" in out


def test_reports_are_written_again_as_the_incident_goes_on(shared: tuple[Desk, Path]) -> None:
    desk, folder = shared
    desk.says("incident", "note", ident(folder), "the note of the night shift")
    code, out, _ = desk.says("respond", "report", ident(folder), "--kind", "handover")
    assert code == 0
    assert "the note of the night shift" in out
    path = folder.parent / "one.pdf"
    assert desk.says("respond", "report", ident(folder), "--kind", "executive", "-o", str(path))[0] == 0
    assert path.read_bytes().startswith(b"%PDF")
    assert desk.says("respond", "report", ident(folder), "-f", "pdf")[0] == 2


def test_what_cannot_be_done_is_said_and_leaves_nothing(desk: Desk) -> None:
    assert desk.says("respond", "from", str(desk.home / "gone"))[0] == 2
    (desk.home / "empty").mkdir()
    code, _, err = desk.says("respond", "from", str(desk.home / "empty"))
    assert (code, "no file" in err) == (2, True)
    assert "no incident" in desk.says("incident", "list")[1].lower()
    full = desk.home / "full"
    full.mkdir()
    (full / "x").write_text("x")
    code, _, err = desk.says("respond", "from", str(INCIDENT), "-o", str(full))
    assert code == 2
    assert "not empty" in err
    assert desk.says("respond", "from", str(INCIDENT), "--playbook", "nothing")[0] == 2
    assert "no incident" in desk.says("incident", "list")[1].lower()


def test_weaknesses_of_the_application_are_looked_for_in_its_logs(desk: Desk) -> None:
    app = desk.home / "app"
    app.mkdir()
    (app / "a.py").write_text(
        "from flask import Flask, request\napp = Flask(__name__)\n"
        "@app.route('/run')\ndef run():\n    return str(eval(request.args['q']))\n"
    )
    log = desk.home / "access.log"
    line = '203.0.113.9 - - [29/Nov/2026:01:0{}:00 +0000] "GET /run?q=__import__(%27os%27).system(%27id%27) '
    log.write_text("".join(f'{line.format(n)}HTTP/1.1" 200 12 "-" "-"\n' for n in range(4)))
    folder, _ = responded(desk, str(log), "--code", str(app))
    report = json.loads((folder / "hunt.json").read_bytes())
    assert report["exposures"]
    assert (folder / "code.json").exists()
