"""What is said about one thing: from what ships, from what is mounted, and where each is from."""

import json
from pathlib import Path

import pytest

from tests.examples import few
from tests.toys import tools
from tests.unit.app.test_knowledge import given
from tests.unit.knowledge.catalogues.published import CWE, EPSS, KEV, OSV, attack, zipped
from vedette.app.jobs import Job
from vedette.app.knowledge_answers import Known
from vedette.app.knowledge_requests import SearchKnowledge, ShowKnowledge
from vedette.app.lookup import shown, sought
from vedette.core.errors import BadInput
from vedette.knowledge.glossary import Glossary


def show(home: Path, ident: str) -> Known:
    return shown(tools(home / "data"), ShowKnowledge(ident=ident), Job())


def part(known: Known, heading: str) -> str:
    return "\n".join(line for one in known.parts if one.heading == heading for line in one.lines)


def sources(known: Known) -> set[str]:
    return {one.source for one in known.parts if one.source}


@pytest.mark.parametrize(
    ("ident", "kind", "name"),
    [
        ("cwe-89", "weakness", "Database questions built from input"),
        ("T1486", "technique", "Data Encrypted for Impact"),
        ("ta0040", "tactic", "Impact"),
        ("M1017", "mitigation", "User Training"),
        ("DC0032", "log data", "Process Creation"),
        ("d3-mfa", "countermeasure", "Multi-factor Authentication"),
        ("Ransomware", "term", "ransomware"),
        ("business e-mail  compromise", "term", "business e-mail compromise"),
    ],
)
def test_each_kind_of_thing_is_known_by_its_id(tmp_path: Path, ident: str, kind: str, name: str) -> None:
    known = show(tmp_path, ident)
    assert (known.kind, known.name) == (kind, name)
    assert known.parts


def test_a_technique_says_what_it_means_what_to_do_and_what_helps(tmp_path: Path) -> None:
    known = show(tmp_path, "T1566.002")
    assert part(known, "What it means")
    assert part(known, "Then").startswith("1. ")
    assert "Done when: " in part(known, "Then")
    assert "M1017 User Training" in part(known, "Mitigations")
    assert "D3-UA URL Analysis (detect)" in part(known, "Countermeasures")
    assert sources(known) == {"ATT&CK 18.1 of 2025-11-13", "D3FEND 1.2.0 of 2025-08-25"}


def test_what_counters_only_its_parent_is_called_so(tmp_path: Path) -> None:
    assert part(show(tmp_path, "T1566.004"), "Countermeasures against its kin")


def test_an_id_of_the_next_version_is_the_same_technique(tmp_path: Path) -> None:
    known = show(tmp_path, "T1685")
    assert "the same as T1562.001 of another version" in "\n".join(
        line for one in known.parts for line in one.lines
    )


def test_what_is_known_of_a_vulnerability_stands_with_its_sources(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    given(tmp_path, "epss", EPSS)
    known = show(tmp_path, "cve-2026-0001")
    assert "ransomware crews use it" in part(known, "Known to be exploited")
    assert "94.3%" in part(known, "How likely it is to be exploited")
    assert sources(known) == {"KEV of 2026-11-01", "EPSS of 2026-11-02"}
    assert all("days old" in note for note in known.notes)
    assert len(known.notes) == 2


def test_what_was_not_asked_for_is_not_warned_of(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    assert show(tmp_path, "ransomware").notes == ()


def test_advisories_of_a_package_and_by_id(tmp_path: Path) -> None:
    given(tmp_path, "osv", zipped({"a.json": json.dumps(OSV).encode()}))
    assert "mended in 1.2.0" in part(show(tmp_path, "GHSA-aaaa-bbbb-cccc"), "Packages")
    assert "GHSA-aaaa" in part(show(tmp_path, "pypi:toy-box==1.1"), "Known against it")
    assert "GHSA-aaaa" in part(show(tmp_path, "pypi:toy-box@1.1"), "Known against it")
    assert "nothing" in part(show(tmp_path, "pypi:toy-box==1.5"), "Known against it")
    assert "nothing" in part(show(tmp_path, "npm:@a/b@1.5"), "Known against it")


def test_catalogues_add_to_what_ships(tmp_path: Path) -> None:
    given(tmp_path, "cwe", CWE)
    given(tmp_path, "attack", attack())
    weakness, technique = show(tmp_path, "CWE-79"), show(tmp_path, "T1001.001")
    assert "Input becomes part of a page." in part(weakness, "In the catalogue")
    assert part(weakness, "How to mend it")
    assert technique.name == "Doll Theft"
    assert "One takes toys." in part(technique, "In the catalogue")


def test_a_weakness_without_words_of_its_own_has_those_of_its_parent(tmp_path: Path) -> None:
    other = CWE.replace(b'ID="79"', b'ID="9901"').replace(b'CWE_ID="74"', b'CWE_ID="89"')
    given(tmp_path, "cwe", other)
    known = show(tmp_path, "CWE-9901")
    assert part(known, "How to mend it")
    assert any("CWE-89" in source for source in sources(known))


@pytest.mark.parametrize(
    ("ident", "hint"),
    few(
        [
            ("CVE-2026-4444", "add kev|epss|osv"),
            ("pypi:x", "add osv"),
            ("T9999", "add attack"),
            ("CWE-99999", "add cwe"),
            ("ransomwares of some kind", "did you mean"),
            ("", "search"),
            ("\x1b[2J" * 500, "search"),
        ],
        several=True,
    ),
)
def test_what_nobody_knows_is_the_callers_mistake_with_a_way_on(
    tmp_path: Path, ident: str, hint: str
) -> None:
    with pytest.raises(BadInput, match="nothing is known") as caught:
        show(tmp_path, ident)
    assert hint in caught.value.hint


def test_search_finds_and_is_bounded(tmp_path: Path) -> None:
    made = tools(tmp_path / "data")
    found = sought(made, SearchKnowledge(words="files are locked and money is wanted", most=5), Job())
    assert "ransomware" in {one.id for one in found.hits}
    assert found.counts() == {"entries": 5}
    for asked in (
        SearchKnowledge(words=" "),
        SearchKnowledge(words="x", most=0),
        SearchKnowledge(words="x", most=101),
        SearchKnowledge(words="x" * 1001),
    ):
        with pytest.raises(BadInput):
            sought(made, asked, Job())


def test_search_looks_into_what_is_mounted_as_well(tmp_path: Path) -> None:
    made = tools(tmp_path / "data")
    asked = SearchKnowledge(words="doll theft")
    assert "T1001.001" not in {one.id for one in sought(made, asked, Job()).hits if one.name == "Doll Theft"}
    given(tmp_path, "attack", attack(name="T1999.001"))
    given(tmp_path, "cwe", CWE.replace(b'ID="79"', b'ID="9901"'))
    (first, *_) = sought(made, asked, Job()).hits
    assert (first.id, first.name, first.says) == ("T1999.001", "Doll Theft", "One takes toys. Then more.")
    found = sought(made, SearchKnowledge(words="CWE-9901"), Job()).hits
    assert found[0].id == "CWE-9901"


def test_a_term_is_explained_in_the_language_it_is_asked_for_in(tmp_path: Path) -> None:
    for language in ("de", "es"):
        term = Glossary.load(language).get("lateral-movement")
        assert term is not None
        known = show(tmp_path, term.name)
        assert part(known, "What it is") == term.meaning
