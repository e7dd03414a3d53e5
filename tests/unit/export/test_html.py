"""The page as text, and as Chromium sees it."""

import base64
import hashlib
import re
import shutil
import subprocess  # noqa: TID251  the browser is the judge of a page
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.unit.export import hunted
from tests.unit.export.sample import HOSTILE, RULES, SMALL, lines
from vedette.core.nouns import Coverage, Report, Skipped
from vedette.export import html
from vedette.export.show import ShowOptions

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--v=0",
)


def page(report: Report) -> str:
    return html.render(report, RULES, show=ShowOptions(lines=lines))


def seen(report: Report, folder: Path) -> tuple[str, str]:
    """The document after its script ran, and what the browser complained about."""
    file = folder / "report.html"
    file.write_text(page(report), encoding="utf-8", errors="replace")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder}/profile", "--dump-dom", file.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=50, text=True)  # noqa: S603
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_the_policy_names_exactly_what_is_inside() -> None:
    text = page(SMALL)
    for tag in ("style", "script"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        mark = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{tag}-src &#39;sha256-{mark}&#39;" in text
    assert "default-src &#39;none&#39;" in text


@pytest.mark.parametrize("report", [SMALL, HOSTILE], ids=["small", "hostile"])
def test_the_page_asks_nobody_for_anything(report: Report) -> None:
    text = page(report)
    assert not re.search(r"\ssrc=|@import|url\(|\sstyle=|\son\w+=", text)
    assert set(re.findall(r'href="([^"#]+)', text)) <= {"data:,", "https://cwe.mitre.org"}


def test_hostile_text_is_only_text() -> None:
    text = page(HOSTILE)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u2066]", text)


def test_everything_a_finding_says_is_there() -> None:
    text = page(SMALL)
    for words in ("Every step from the request", "Pass values as parameters", "only names a cache file"):
        assert words in text
    for words in ("over 1 MB", "tornado is imported", "40 files", "<mark>connection.execute(query)</mark>"):
        assert words in text
    assert "<strong>statement</strong>" in text


def test_a_long_list_of_what_was_not_read_is_folded_not_cut() -> None:
    many = tuple(Skipped(what=f"f{number}", why="too large") for number in range(30))
    text = page(replace(SMALL, findings=(), coverage=Coverage(files=1, skipped=many)))
    assert text.count("too large") == 30
    assert "30 things, and why" in text


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("report", [SMALL, HOSTILE], ids=["small", "hostile"])
def test_a_browser_has_nothing_to_complain_about(report: Report, tmp_path: Path) -> None:
    document, complaints = seen(report, tmp_path)
    assert not complaints
    assert re.search(r'<form id="filter" aria-label="[^"]*">', document), "the script did not run"
    assert document.count("<script") == 1


def test_an_attack_stands_before_the_findings_and_nothing_hostile_is_alive() -> None:
    page = html.render(replace(hunted.REPORT, attacks=(hunted.ATTACK,)), {})
    assert page.index("credential access, then lateral movement") < page.index('id="findings"')
    assert "Memory of LSASS read" in page
    assert "<script>alert" not in page
    assert "\x1b" not in page
