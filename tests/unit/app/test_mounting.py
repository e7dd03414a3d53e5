"""Catalogues added, replaced and forgotten."""

import json
from pathlib import Path

import pytest

from tests.toys import tools
from tests.unit.app.test_knowledge import given, held
from tests.unit.knowledge.catalogues.published import CWE_CSV, EPSS, KEV, KEV_CSV, OSV, attack, zipped
from vedette.app.jobs import Job
from vedette.app.knowledge_requests import AddCatalogue, Kind, RemoveCatalogue
from vedette.app.mounting import add, remove
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, LimitHit, VedetteError


def folder(home: Path) -> list[str]:
    return sorted(one.name for one in (home / "data" / "knowledge").iterdir())


def test_a_card_says_what_was_given_and_when(tmp_path: Path) -> None:
    done = given(tmp_path, "kev", KEV)
    card = done.mount.catalogue
    assert not done.replaced
    assert (card.name, card.version, card.date, card.added) == (
        "kev",
        "2026.11.01",
        "2026-11-01",
        "2026-11-22",
    )
    assert (card.source, card.entries) == ("given.kev", 2)
    assert f"sha256:{card.sha256}" == sha256(KEV)
    assert done.mount.age == 21
    assert done.mount.stale
    assert len(folder(tmp_path)) == 2


def test_one_of_the_same_name_is_put_in_its_place(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    done = given(tmp_path, "kev", KEV_CSV)
    assert done.replaced
    assert held(tmp_path).exploited("CVE-2026-0002") is None
    assert len(folder(tmp_path)) == 2, "what it replaced is gone"
    given(tmp_path, "kev", KEV_CSV)
    assert held(tmp_path).exploited("CVE-2026-0001") is not None


def test_matrices_stand_beside_each_other_and_names_can_be_given(tmp_path: Path) -> None:
    assert given(tmp_path, "attack", attack()).mount.catalogue.name == "attack-enterprise"
    assert given(tmp_path, "attack", attack(), name="next").mount.catalogue.name == "next"
    assert len(held(tmp_path).mounts) == 2


def test_a_date_a_catalogue_lacks_is_the_day_it_was_added(tmp_path: Path) -> None:
    done = given(tmp_path, "cwe", CWE_CSV)
    assert (done.mount.catalogue.date, done.mount.age, done.mount.stale) == ("", 0, False)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("kev", EPSS),
        ("epss", KEV),
        ("cwe", KEV),
        ("attack", KEV),
        ("osv", KEV),
        ("osv", zipped({"a.txt": b""})),
    ],
)
def test_what_it_is_not_is_refused_by_name_and_leaves_nothing(
    tmp_path: Path, kind: Kind, data: bytes
) -> None:
    with pytest.raises(BadInput, match=f"given.{kind}"):
        given(tmp_path, kind, data)
    assert not (tmp_path / "data" / "knowledge").exists() or folder(tmp_path) == []


def test_what_was_there_stays_when_the_next_is_refused(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    with pytest.raises(BadInput):
        given(tmp_path, "kev", b"{}")
    assert held(tmp_path).exploited("CVE-2026-0001") is not None


@pytest.mark.parametrize(
    "more", [{"name": "../x"}, {"name": "A"}, {"name": ""}, {"max_age": 0}, {"max_age": 10**9}]
)
def test_names_and_ages_that_make_no_sense_are_refused(tmp_path: Path, more: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        given(tmp_path, "kev", KEV, **more)


def test_a_file_that_is_not_there_is_the_callers_mistake(tmp_path: Path) -> None:
    for kind in ("kev", "osv"):
        asked = AddCatalogue(kind=kind, path=tmp_path / "gone")
        with pytest.raises(VedetteError, match="gone"):
            add(tools(tmp_path / "data"), asked, Job())


def test_records_of_several_ecosystems_are_one_catalogue(tmp_path: Path) -> None:
    other = json.loads(json.dumps(OSV))
    other["affected"][0]["package"]["ecosystem"] = "npm"
    made = zipped({"a.json": json.dumps(OSV).encode(), "b.json": json.dumps(other).encode()})
    assert given(tmp_path, "osv", made).mount.catalogue.name == "osv"


def test_a_name_from_a_stranger_is_made_one_of_ours(tmp_path: Path) -> None:
    other = json.loads(json.dumps(OSV))
    other["affected"][0]["package"]["ecosystem"] = "../../Evil\u202e name"
    name = given(tmp_path, "osv", zipped({"a.json": json.dumps(other).encode()})).mount.catalogue.name
    assert name == "osv-evil-name"


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    given(tmp_path, "kev", KEV)
    (tmp_path / "data" / "knowledge" / "old.json").write_text("broken")
    with pytest.raises(BadInput, match="no catalogue is called") as caught:
        remove(tools(tmp_path / "data"), RemoveCatalogue(name="epss"), Job())
    assert "kev, old" in caught.value.hint
    for name in ("kev", "old"):
        remove(tools(tmp_path / "data"), RemoveCatalogue(name=name), Job())
    assert folder(tmp_path) == []


@pytest.mark.parametrize(
    ("bound", "most"), [("_KEPT", 100), ("_TOTAL", 100), ("_RECORDS", 1), ("_DIRECTORY", 50)]
)
def test_more_than_there_can_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(f"vedette.app.mounting.{bound}", most)
    record = json.dumps(OSV).encode()
    with pytest.raises(LimitHit, match=r"given\.osv: (more than|its list)"):
        given(tmp_path, "osv", zipped({"a.json": record, "b.json": record}))
    assert folder(tmp_path) == []


def test_one_broken_record_of_a_zip_is_left_out_and_counted(tmp_path: Path) -> None:
    made = bytearray(zipped({"a.json": json.dumps(OSV).encode(), "b.json": json.dumps(OSV).encode()}))
    at = made.index(b"a.json") + len("a.json")
    made[at : at + 20] = b"\xff" * 20
    card = given(tmp_path, "osv", bytes(made)).mount.catalogue
    assert (card.entries, card.skipped) == (1, 1)
