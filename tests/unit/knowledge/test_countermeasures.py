"""What defenders can do: by id, and against a technique."""

from importlib import resources

from vedette.knowledge.countermeasures import TACTICS, countermeasure, countermeasures, everything
from vedette.knowledge.techniques import technique


def names(technique_id: str) -> list[str]:
    return [one.name for one in countermeasures(technique_id)]


def test_what_is_made_for_a_technique_comes_first() -> None:
    found = countermeasures("T1566.002")
    assert {"URL Analysis", "Sender Reputation Analysis"} <= {one.name for one in found[:6]}
    assert "Data Inventory" in [one.name for one in found[-3:]], "keeping lists is no defence by itself"


def test_what_has_nothing_to_do_with_a_technique_does_not_counter_it() -> None:
    assert "Strong Password Policy" in names("T1110.003")
    assert "Strong Password Policy" not in names("T1566.002")
    assert names("T9999") == []


def test_a_sub_technique_nobody_knows_has_what_counters_its_parent() -> None:
    assert names("T1078.999") == names("T1078") != []


def test_a_technique_nothing_is_said_of_has_what_counters_its_sub_techniques() -> None:
    assert "Strong Password Policy" in names("T1110")


def test_ids_of_another_version_are_understood() -> None:
    assert names("T1685.001") == names("T1562.002")


def test_every_row_is_about_techniques_there_are() -> None:
    for one in everything():
        assert one.id.startswith("D3-")
        assert one.tactic in TACTICS
        for ident in one.counters:
            found = technique(ident)
            assert found is not None
            assert found.id == ident


def test_one_is_found_by_its_id() -> None:
    found = countermeasure("d3-mfa")
    assert found is not None
    assert found.name == "Multi-factor Authentication"
    assert countermeasure("D3-NOTHING") is None


def test_tables_of_others_say_whose_they_are() -> None:
    folder = resources.files("vedette.knowledge")
    notice = folder.joinpath("NOTICE").read_text("utf-8")
    assert "reproduced and distributed with the permission of The MITRE Corporation" in notice
    assert "MIT License" in notice
    tables = {one.name: one for one in folder.iterdir() if one.name.endswith(".tsv")}
    assert tables.pop("sayings.tsv").read_text("utf-8").partition("\n")[0].endswith("Source: ours.")
    for table in tables.values():
        head = "".join(line for line in table.read_text("utf-8").splitlines() if line.startswith("#"))
        assert "MITRE" in head, table.name
        assert "Source: " in head, table.name
