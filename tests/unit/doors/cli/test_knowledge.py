import json
from pathlib import Path

from tests.unit.doors.cli.fakes import Ran
from tests.unit.knowledge.catalogues.published import EPSS, KEV


def test_entries_are_searched_and_shown(tmp_path: Path) -> None:
    found = Ran(tmp_path, "knowledge", "search", "files", "are", "locked", "and", "money", "is", "wanted")
    assert found.code == 0
    assert "ransomware" in found.out
    assert "vedette knowledge show" in found.err
    shown = Ran(tmp_path, "knowledge", "show", "T1486")
    assert "What to do first" in shown.out
    assert "[ATT&CK 18.1 of 2025-11-13]" in shown.out
    assert Ran(tmp_path, "knowledge", "show", "lateral", "movement").code == 0
    nothing = Ran(tmp_path, "knowledge", "search", "xyzzy")
    assert (nothing.code, nothing.out) == (0, "nothing fits: try other words\n")
    assert Ran(tmp_path, "knowledge", "show", "xyzzy").code == 2


def test_answers_are_json_where_asked_for(tmp_path: Path) -> None:
    for words in (["search", "password"], ["show", "CWE-89"], ["list"]):
        assert json.loads(Ran(tmp_path, "knowledge", *words, "-f", "json").out)


def test_a_catalogue_is_added_listed_warned_of_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(KEV)
    assert "nothing is mounted" in Ran(tmp_path, "knowledge", "list").out
    added = Ran(tmp_path, "knowledge", "add", "kev", str(path), "--max-age", "1")
    assert "added kev: 2 entries of 2026-11-01" in added.err
    assert "replaced kev" in Ran(tmp_path, "knowledge", "add", "kev", str(path), "--max-age", "1").err
    listed = Ran(tmp_path, "knowledge", "list")
    assert "STALE" in listed.out
    assert "kev is" in listed.err
    shown = Ran(tmp_path, "knowledge", "show", "CVE-2026-0001")
    assert "Known to be exploited  [KEV of 2026-11-01]" in shown.out
    assert "note: kev is" in shown.err
    assert "removed kev" in Ran(tmp_path, "knowledge", "remove", "kev").err
    assert Ran(tmp_path, "knowledge", "remove", "kev").code == 2


def test_broken_catalogues_are_named_and_the_wrong_kind_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(EPSS)
    refused = Ran(tmp_path, "knowledge", "add", "kev", str(path))
    assert refused.code == 2
    assert "table.csv: no KEV catalogue" in refused.err
    Ran(tmp_path, "knowledge", "add", "epss", str(path))
    (card,) = tmp_path.rglob("knowledge/epss.json")
    card.write_text("{}")
    assert "epss cannot be read" in Ran(tmp_path, "knowledge", "list").err


def test_text_of_strangers_controls_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(KEV.replace(b"Update it.", b"\\u001b[2J\\u202eUpdate"))
    Ran(tmp_path, "knowledge", "add", "kev", str(path))
    shown = Ran(tmp_path, "knowledge", "show", "CVE-2026-0001").out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "Update" in shown
