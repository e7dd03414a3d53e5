"""The table of techniques: what it knows, and what it says of what it does not."""

import pytest

from vedette.knowledge.techniques import (
    LATER,
    LATER_TACTICS,
    TACTICS,
    later,
    settled,
    tactics_of,
    technique,
    techniques,
)


@pytest.mark.parametrize(
    ("ident", "name", "tactics"),
    [
        ("T1003.001", "LSASS Memory", ("credential-access",)),
        ("t1566", "Phishing", ("initial-access",)),
        (
            "T1078",
            "Valid Accounts",
            ("defense-evasion", "persistence", "privilege-escalation", "initial-access"),
        ),
    ],
)
def test_a_technique_has_its_name_and_tactics(ident: str, name: str, tactics: tuple[str, ...]) -> None:
    found = technique(ident)
    assert found is not None
    assert found.name == name
    assert set(found.tactics) == set(tactics)


def test_a_sub_technique_nobody_knows_is_its_parent() -> None:
    found = technique("T1003.999")
    assert found is not None
    assert found.id == "T1003"


def test_nothing_is_made_up_for_what_is_no_technique() -> None:
    assert technique("T9999") is None
    assert tactics_of("nonsense") == ()


def test_enterprise_tactics_are_those_of_the_matrix() -> None:
    assert set(tactics_of("T1059")) <= set(TACTICS)
    assert len(TACTICS) == len(set(TACTICS)) == 14


def test_ids_of_the_next_version_are_those_of_this_one() -> None:
    assert settled("t1685.005") == "T1070.001"
    assert settled("t1003.001") == "T1003.001"
    for newer, ours in LATER.items():
        assert technique(newer) is None
        found = technique(ours)
        assert found is not None
        assert found.id == ours
    assert set(LATER_TACTICS.values()) <= set(TACTICS)


def test_ids_of_this_version_are_those_of_the_next_as_well() -> None:
    assert later("T1562.001") == "T1685"
    assert later("t1070.001") == "T1685.005"
    assert later("T1003.001") == "T1003.001"
    assert later("T1562.004") == "T1686", "of the two it became, the technique itself"
    for newer in LATER.keys() - {"T1686.003"}:
        assert later(newer) == newer
        assert later(settled(newer)) == newer


def test_an_id_that_was_given_up_is_the_one_that_stands_for_it() -> None:
    assert settled("T1002") == "T1560"
    assert technique("T1002") is None, "only who asks for it is told of another one"
    assert settled("T9999") == "T9999"


def test_each_technique_stands_in_one_matrix() -> None:
    matrices = {one.id: one.matrix for one in techniques()}
    assert matrices["T1566"] == "enterprise"
    assert matrices["T0832"] == "ics"
    assert matrices["T1451"] == "mobile"
    assert set(matrices.values()) == {"enterprise", "ics", "mobile"}
    assert len(matrices) == 898
