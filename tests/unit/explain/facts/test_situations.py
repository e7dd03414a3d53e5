"""Which situation something is: tables alone decide, the gravest first, and nothing falls through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core.verdicts import Verdict
from vedette.explain.facts.situations import (
    deeds,
    deeds_of,
    of_techniques,
    of_thing,
    of_weaknesses,
    order,
    sort_of,
    steps_of,
)


@pytest.mark.parametrize(
    ("techniques", "situation"),
    [
        (("T1486",), "ransomware"),
        (("T1490", "T1486"), "ransomware"),
        (("T1490",), "backups_deleted"),
        (("T1110.003", "T1078"), "guessed"),
        (("T1110.003",), "guessing"),
        (("T1078.004",), "account_used"),
        (("T1505.003", "T1190"), "web_shell"),
        (("T1190",), "web_attack"),
        (("T1552.007",), "container"),
        (("T1552.001",), "passwords_taken"),
        (("T1003.006",), "domain_taken"),
        (("T1003.001",), "passwords_taken"),
        (("T1685.005",), "logs_cleared"),  # as version 19 calls T1070.001
        (("T0831",), "plant"),
        ((), "odd"),
        (("nonsense", ""), "odd"),
    ],
)
def test_techniques_say_what_it_is(techniques: tuple[str, ...], situation: str) -> None:
    assert of_techniques(techniques) == situation


@pytest.mark.parametrize(
    ("weaknesses", "kind"),
    [
        (("CWE-78",), "runs_commands"),
        (("CWE-95", "CWE-94"), "runs_commands"),
        (("CWE-89",), "sql"),
        (("CWE-798",), "secret"),
        (("CWE-22",), "files"),
        (("CWE-79",), "visitors"),
        (("CWE-918",), "inside"),
        (("CWE-327",), "crypto"),
        (("CWE-1333",), "slow"),
        (("CWE-489",), "settings"),
        (("CWE-787",), "memory"),
        (("CWE-99999",), "other"),
        (("CWE-" + "9" * 50,), "other"),
        (("'; --",), "other"),
        ((), "other"),
    ],
)
def test_weaknesses_say_which_class_it_is(weaknesses: tuple[str, ...], kind: str) -> None:
    assert of_weaknesses(weaknesses) == kind


def test_a_weakness_nobody_listed_is_what_it_is_a_kind_of() -> None:
    assert of_weaknesses(("CWE-80",)) == "visitors"
    assert of_weaknesses(("CWE-1236",)) in {"texts", "runs_commands", "other"}


@pytest.mark.parametrize(
    ("kind", "sort"),
    [
        ("npm package left-pad 1.3.0", "package"), ("Python wheel", "package"), ("JavaScript", "script"),
        ("PowerShell script", "script"), ("PDF document", "document"), ("mail", "document"),
        ("HTML page", "document"), ("ELF executable", "executable"), ("Java archive", "executable"),
        ("zip archive", "file"), ("", "file"),
    ],
)  # fmt: skip
def test_kinds_of_things_are_sorted(kind: str, sort: str) -> None:
    assert sort_of(kind) == sort


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_on_every_sort_of_thing_is_a_situation_with_steps(verdict: Verdict) -> None:
    for kind in ("npm package", "PowerShell script", "mail", "ELF executable", "zip archive"):
        assert steps_of(of_thing(verdict, kind))


def test_deeds_come_the_gravest_first() -> None:
    assert deeds_of(("behaviour/install-connects", "behaviour/sends-secrets")) == ("steals", "on_install")
    assert deeds_of(("behaviour/unheard-of",)) == ()
    assert deeds()[0] == "ransom"
    assert deeds_of(("behaviour/holds-ransom-note", "behaviour/takes-orders")) == ("ransom", "obeys")


def test_a_weakness_that_was_used_is_graver_than_the_requests_that_tried_it() -> None:
    ranks = order()
    assert ranks.index("exploited") < ranks.index("web_attack")
    assert ranks.index("probed") < ranks.index("web_attack")
    assert len(set(ranks)) == len(ranks)


@given(st.lists(st.text(max_size=12), max_size=4))
def test_whatever_techniques_are_called_there_is_a_situation_with_steps(techniques: list[str]) -> None:
    assert steps_of(of_techniques(techniques))
