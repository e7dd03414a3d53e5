"""Explanations through the real command line, and a small sample of what the benchmark measures."""

import io
import json
import random
from pathlib import Path

import pytest

from benchmarks.explain.gallery import cases
from benchmarks.explain.mutations import Case, mutations, raw_items
from benchmarks.explain.whole import foreign, is_complete, pool
from tests.examples import few
from tests.warm import warm
from vedette.core import codec
from vedette.core.explanations import Audience, Explanation
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.explain.checking.whole import checked
from vedette.explain.explaining import explain
from vedette.explain.facts.subject import facts_of
from vedette.explain.readability import read, words_in
from vedette.explain.terms import texts_of

INCIDENT = Path(__file__).parents[1] / "demo" / "incident"
GALLERY = dict(cases())
SAMPLE = ("hunt-incident", "triage-package", "scan-shop", "hunt-partial", "exposure-used", "hunt-weak")
PLAIN = (Audience.EXECUTIVE, Audience.GENERALIST)


def says(home: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    environ = {"HOME": str(home), "VEDETTE_DATA_DIR": f"{home}/data", "VEDETTE_CACHE_DIR": warm()}
    return main(list(words), Console(environ, out, err)), out.getvalue(), err.getvalue()


def test_the_last_report_is_explained_to_whoever_is_on_call(tmp_path: Path) -> None:
    assert says(tmp_path, "explain")[0] == 2, "there is none yet"
    assert says(tmp_path, "hunt", str(INCIDENT), "-o", str(tmp_path / "hunt.json"))[0] == 1
    code, page, err = says(tmp_path, "explain", str(tmp_path / "hunt.json"))
    assert (code, err) == (0, "")
    assert page.startswith("Attack on srv1 and ws01: data sent out\n‼ Critical · very sure\n")
    assert "1. Cut srv1 and ws01 off the network, and leave them switched on." in page


@pytest.mark.parametrize(
    ("language", "word"),
    few([("en", "What to do now"), ("de", "Was jetzt zu tun ist"), ("es", "Qué hacer ahora")], several=True),
)
@pytest.mark.parametrize("audience", [one.value for one in Audience])
def test_every_audience_in_every_language(tmp_path: Path, language: str, word: str, audience: str) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(codec.dump(GALLERY["scan-shop"]))
    code, page, err = says(tmp_path, "explain", str(report), "--for", audience, "--language", language)
    assert (code, err) == (0, "")
    assert word in page


@pytest.mark.parametrize(
    ("name", "begins"), [("a.md", "## "), ("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.txt", "Attack")]
)
def test_the_name_of_the_file_says_how_it_is_written(tmp_path: Path, name: str, begins: str) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(codec.dump(GALLERY["hunt-incident"]))
    code, out, err = says(tmp_path, "explain", str(report), "-o", str(tmp_path / name))
    assert (code, out, err) == (0, "", f"written: {tmp_path / name}\n")
    assert (tmp_path / name).read_text().startswith(begins)
    if name == "a.json":
        codec.load((tmp_path / name).read_bytes(), Explanation)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"timeline": []}', b"\xff\xfe", b'{"engine": 1}', b"[" * 100_000]
)
def test_what_is_no_report_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    code, out, err = says(tmp_path, "explain", str(tmp_path / "x.json"))
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert "hint: give a" in err
    assert says(tmp_path, "explain", str(tmp_path / "none.json"))[0] == 2


def test_the_gallery_is_thirty_and_more_reports_none_of_them_large() -> None:
    files = sorted((Path(__file__).parents[1] / "benchmarks" / "explain" / "gallery").glob("*.json"))
    assert len(files) >= 30
    assert all(one.stat().st_size <= 60_000 for one in files)
    kinds = {name.partition("-")[0] for name in GALLERY}
    assert kinds >= {"hunt", "triage", "scan", "exposure"}


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_is_plain_whole_and_grounded(name: str) -> None:
    facts = facts_of(GALLERY[name])
    for audience in Audience:
        made = explain(GALLERY[name], audience)
        assert list(checked(made, facts)) == []
        assert is_complete(made)
        if audience in PLAIN:
            measured = read(list(texts_of(made)))
            assert measured.grade <= 9
            assert not measured.chopped
            assert sum(map(words_in, texts_of(made))) <= 350


def test_a_sample_made_untrue_is_seen() -> None:
    made = {(name, who): explain(GALLERY[name], who) for name in SAMPLE for who in PLAIN}
    known = {name: GALLERY[name] for name in SAMPLE}
    passed, tried = [], 0
    for (name, who), one in made.items():
        facts = facts_of(GALLERY[name])
        case = Case(
            name=name,
            explanation=one,
            raw=raw_items(GALLERY[name]),
            pool=pool(known, name),
            foreign=foreign(made, name, who),
        )
        for kind, _, changed in mutations(case, random.Random(name), 2):  # noqa: S311  not a secret
            tried += 1
            if not any(True for _ in checked(changed, facts)):
                passed.append(kind)
    assert tried > 300
    assert len(passed) <= tried // 100


def test_first_actions_are_what_the_case_asks_for() -> None:
    """Why: what spreads is cut off; what somebody got is taken back; what is doubtful is asked about."""
    first = {
        "hunt-ransomware": "Cut fs02 off the network",  # it goes on locking while it has a network
        "hunt-incident": "Cut srv1 and ws01 off the network",  # data is leaving
        "hunt-guessed": "Lock the account lab",  # the password works until it does not
        "hunt-guessing": "Block 203.0.113.77",  # nobody got in: keep it so
        "hunt-mailbox": "Lock the account petra",  # rules come back while the session lives
        "hunt-weak": "Call the people who work with ws21",  # one doubtful sign stops nobody's work
        "hunt-beacon": "Call the people who work with 10.0.1.55",  # updates call home as evenly
        "hunt-nothing": "Check that all logs are on",  # nothing found is only as good as the logs
        "hunt-partial": "Check that all logs are on",
        "triage-package": "Remove colour-pallete 0.1.3 from all projects",  # it acts on install
        "triage-invoice": "Tell all who may have invoice.js",  # it acts on opening
        "triage-hidden": "Tell all who have hello.py not to open",  # hold it until somebody looked
        "triage-locked": "Tell all who have rechnung.zip",  # what cannot be read is not trusted
        "scan-shop": "Until it is mended, let only your own people reach /ping",  # code takes days
        "scan-secret": "Make a new password or key",  # deleting the text would not help
        "exposure-used": "Let only your own people reach /ping",  # it is used now
    }
    for name, begins in first.items():
        steps = [
            step.do.text
            for part in explain(GALLERY[name], Audience.GENERALIST).sections
            for step in part.steps
        ]
        assert steps[0].startswith(begins), (name, steps[0])


def test_schema_of_an_explanation_says_no_more_than_its_noun(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(codec.dump(GALLERY["scan-shop"]))
    _, page, _ = says(tmp_path, "explain", str(report), "-f", "json")
    made = json.loads(page)
    assert made["schema"] == 1
    assert [one["slot"] for one in made["sections"]] == [
        "happened",
        "matters",
        "sure",
        "do",
        "wait",
        "unknown",
    ]
