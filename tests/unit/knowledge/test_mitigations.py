"""What goes with a technique: mitigations, the data that shows it, and the tactics' own names."""

from vedette.knowledge.mitigations import (
    everything_named,
    log_data,
    mitigated_by,
    mitigations,
    named,
    tactic,
)
from vedette.knowledge.techniques import techniques


def ids(found: tuple[object, ...]) -> set[str]:
    return {str(getattr(one, "id", "")) for one in found}


def test_what_hinders_a_technique() -> None:
    assert {"M1017", "M1049", "M1031"} <= ids(mitigations("T1566"))
    assert "M1032" in ids(mitigations("t1110.003"))
    assert mitigations("T9999") == ()


def test_a_sub_technique_without_any_has_those_of_its_parent() -> None:
    assert mitigations("T1003.999") == mitigations("T1003")
    assert log_data("T1003.999") == log_data("T1003") != ()


def test_ids_of_another_version_are_understood() -> None:
    assert mitigations("T1685") == mitigations("T1562.001") != ()
    assert mitigations("T1002") == mitigations("T1560") != ()


def test_what_a_mitigation_hinders_is_the_same_the_other_way_round() -> None:
    assert "T1566" in mitigated_by("m1017")
    for one in techniques()[::40]:
        for each in mitigations(one.id):
            assert {one.id, one.id.partition(".")[0]} & set(mitigated_by(each.id))


def test_what_shows_a_technique_in_logs() -> None:
    found = {one.name for one in log_data("T1003.001")}
    assert {"Process Access", "Process Creation"} <= found


def test_a_tactic_is_one_of_its_matrix() -> None:
    enterprise, plant = tactic("impact"), tactic("impact", "ics")
    assert enterprise is not None
    assert plant is not None
    assert (enterprise.id, plant.id) == ("TA0040", "TA0105")
    assert tactic("impact", "moon") is None


def test_every_tactic_of_every_technique_has_a_name() -> None:
    for one in techniques():
        assert all(tactic(short, one.matrix) is not None for short in one.tactics), one.id


def test_names_by_id() -> None:
    found = named("m1032")
    assert found is not None
    assert found.name == "Multi-factor Authentication"
    assert named("M9999") is None
    assert {one.id[0] for one in everything_named()} == {"T", "M", "D"}
