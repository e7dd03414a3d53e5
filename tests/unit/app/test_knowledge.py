"""Mounted catalogues looked up: what they say, as of when, and what happens when they are broken."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.toys import plant, tools
from tests.unit.knowledge.catalogues.published import CWE, EPSS_GZ, KEV, OSV, attack, zipped
from vedette.app.jobs import Job
from vedette.app.knowledge import Mounted
from vedette.app.knowledge_answers import CatalogueAdded
from vedette.app.knowledge_requests import AddCatalogue, Kind
from vedette.app.mounting import add
from vedette.core.errors import BadInput

TODAY = date(2026, 11, 22)


def given(home: Path, kind: Kind, data: bytes, **more: Any) -> CatalogueAdded:  # noqa: ANN401 - fields of a request
    path = home / f"given.{kind}"
    path.write_bytes(data)
    return add(tools(home / "data"), AddCatalogue(kind=kind, path=path, **more), Job())


def held(home: Path, today: date = TODAY) -> Mounted:
    return Mounted(home / "data" / "knowledge", today)


def test_without_catalogues_nothing_is_found(tmp_path: Path) -> None:
    mounted = held(tmp_path)
    assert mounted.exploited("CVE-2026-0001") is None
    assert mounted.probability("CVE-2026-0001") is None
    assert mounted.advisories("x", "1", "PyPI") == ()
    assert mounted.parents() == {}
    assert mounted.warnings == ()


def test_what_is_known_to_be_exploited_is_named_with_its_list(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    found = held(tmp_path).exploited("cve-2026-0001")
    assert found is not None
    assert (found.product, found.as_of) == ("Train", "KEV of 2026-11-01")
    assert held(tmp_path).exploited("CVE-2026-9999") is None


def test_how_likely_an_exploit_is(tmp_path: Path) -> None:
    given(tmp_path, "epss", EPSS_GZ)
    found = held(tmp_path).probability("CVE-2026-0001")
    assert found is not None
    assert (found.probability, found.as_of) == (0.94321, "EPSS of 2026-11-02")


def test_weaknesses_and_techniques_of_catalogues(tmp_path: Path) -> None:
    given(tmp_path, "cwe", CWE)
    given(tmp_path, "attack", attack())
    weakness, technique = held(tmp_path).weakness("cwe-79"), held(tmp_path).technique("T1001")
    assert weakness is not None
    assert technique is not None
    assert weakness.as_of == "CWE 4.18 of 2026-09-09"
    assert technique.as_of == "ATT&CK 19.1 of 2026-04-01"
    assert held(tmp_path).parents() == {"CWE-79": ("CWE-74",)}


@pytest.mark.parametrize("folder", [False, True], ids=["zip", "folder"])
def test_advisories_by_package_and_by_any_of_their_names(tmp_path: Path, *, folder: bool) -> None:
    records = {"a.json": json.dumps(OSV).encode(), "b.json": b"nonsense", "c.txt": b"x"}
    if folder:
        plant(tmp_path / "records", records)
    else:
        (tmp_path / "records").write_bytes(zipped(records))
    done = add(tools(tmp_path / "data"), AddCatalogue(kind="osv", path=tmp_path / "records"), Job())
    card = done.mount.catalogue
    assert (card.name, card.entries, card.skipped, card.date) == ("osv-pypi", 1, 1, "2026-05-01")
    mounted = held(tmp_path)
    (found,) = mounted.advisories("toy-box", "1.1", "PyPI")
    assert (found.id, found.as_of) == ("GHSA-aaaa-bbbb-cccc", "OSV of 2026-05-01")
    assert mounted.advisories("toy-box", "1.2", "PyPI") == ()
    assert mounted.advisories("toy-box", "1.1", "npm") == ()
    assert [one.id for one in mounted.advisory("cve-2026-0003")] == ["GHSA-aaaa-bbbb-cccc"]


def test_what_is_older_than_it_should_be_is_warned_of(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    assert held(tmp_path, date(2026, 11, 15)).warnings == ()
    (warning,) = held(tmp_path, date(2026, 11, 16)).warnings
    assert "kev is 15 days old" in warning
    given(tmp_path, "kev", KEV, max_age=30)
    assert held(tmp_path, date(2026, 11, 16)).warnings == ()


CARD = {
    "name": "kev", "kind": "kev", "version": "", "date": "", "sha256": "", "source": "", "entries": 1,
    "added": "2026-11-01", "max_age": 9, "data": "kev.0.sqlite",
}  # fmt: skip


@pytest.mark.parametrize(
    "card",
    [
        b"",
        b"[]",
        json.dumps(CARD | {"data": "../../../etc/passwd"}).encode(),
        json.dumps(CARD | {"data": "gone.sqlite"}).encode(),
        json.dumps(CARD | {"name": "other"}).encode(),
        json.dumps(CARD | {"kind": "other"}).encode(),
        json.dumps(CARD | {"added": "soon"}).encode(),
    ],
)
def test_a_broken_card_is_told_and_does_no_more_harm(tmp_path: Path, card: bytes) -> None:
    plant(tmp_path / "data" / "knowledge", {"kev.json": card, "kev.0.sqlite": b""})
    mounted = held(tmp_path)
    assert mounted.broken == ("kev",)
    assert "kev cannot be read" in mounted.warnings[0]
    assert mounted.exploited("CVE-2026-0001") is None


def test_broken_entries_are_one_clear_error(tmp_path: Path) -> None:
    plant(tmp_path / "data" / "knowledge", {"kev.json": json.dumps(CARD), "kev.0.sqlite": b"x" * 5000})
    with pytest.raises(BadInput, match="kev"):
        held(tmp_path).exploited("CVE-2026-0001")
