"""What a claim may rest on, taken out of findings, attacks, verdicts, items and rows."""

from decimal import Decimal

from tests.unit.explain.subjects import GUESSED, attack, code
from vedette.agents.gates.exhibits import (
    Ground,
    of_attack,
    of_finding,
    of_item,
    of_judgement,
)
from vedette.core.verdicts import Judgement, Verdict
from vedette.explain.facts.item import Item


def test_what_our_engines_say_and_what_artefacts_hold_are_kept_apart() -> None:
    found = of_finding("E1", code("sql", "CWE-89"))
    quotes = {one.quote for one in code("sql", "CWE-89").evidence}
    assert quotes <= set(found.quoted)
    assert quotes.isdisjoint(found.said)
    assert "CWE-89" in found.said


def test_names_and_numbers_of_what_was_seen() -> None:
    found = of_finding("E1", GUESSED)
    assert {"203.0.113.9", "ws01", "ben"} <= found.names
    assert any(one.value == 48 and "count" in one.labels for one in found.figures)
    assert of_attack("E2", attack(GUESSED)).severity is attack(GUESSED).severity


def test_a_verdict_is_the_verdict_of_the_report() -> None:
    judged = Judgement(
        artefact="sha256:1", name="a.js", kind="a script", verdict=Verdict.MALICIOUS, summary="It runs."
    )
    found = of_judgement("E1", judged)
    assert (found.verdict, "a.js" in found.names, "It runs." in found.said) == (Verdict.MALICIOUS, True, True)


def test_an_item_is_its_names_and_its_numbers() -> None:
    item = Item(
        kind="finding",
        ref="f",
        situation="guessed",
        names={"hosts": ("GW1",)},
        counts={"count": 3, "vast": 10**20},
    )
    assert of_item("E1", item).names == {"gw1"}
    assert [one.value for one in of_item("E1", item).figures] == [Decimal(3)]


def test_what_is_cited_and_not_there_is_left_out() -> None:
    one = of_finding("K1", GUESSED)
    assert Ground(exhibits={"K1": one}).cited(("K1", "K2")) == (one,)
