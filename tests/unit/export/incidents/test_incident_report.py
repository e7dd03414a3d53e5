"""The report holds everything the incident does, each thing where somebody looks for it."""

from __future__ import annotations

import pytest
from msgspec import structs

from tests.unit.export.incidents.samples import EXPLAINED, MADE_AT, RANSOMWARE
from vedette.core.incidents import Custody, Incident
from vedette.export.incidents import TEAM, Context, Form, ReportKind, written

CONTEXT = Context(made_at=MADE_AT, explanations=EXPLAINED, reader=TEAM)


def page(incident: Incident = RANSOMWARE, context: Context = CONTEXT) -> str:
    return written(incident, ReportKind.INCIDENT, Form.MARKDOWN, context).decode()


TEXT = page()


def section(title: str, text: str = TEXT) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_parts_come_in_the_order_somebody_reads_them() -> None:
    titles = [line[3:] for line in TEXT.splitlines() if line.startswith("## ")]
    assert titles == [
        "Summary",
        "Key facts",
        "What happened, in order",
        "What is hit",
        "How it was done",
        "What to look for elsewhere",
        "Evidence and who held it",
        "What may have been so",
        "What was done about it",
        "Whom the law may want told",
        "What we do not know",
        "What we recommend",
        "Tasks of the team",
        "Where it comes from",
        "Appendix: findings",
        "Words",
    ]


def test_sentences_of_an_explanation_name_what_they_rest_on() -> None:
    assert "harmful mail attachment on empfang-01. \\[f1f1f1f1\\]" in section("Summary")


def test_every_action_names_its_decision_and_how_it_went() -> None:
    actions = section("What was done about it")
    assert "`decision-7b21`" in actions
    assert "`decision-7b23, decision-7b24`" in actions
    assert "**failed**: step 1 failed: access denied on dc01" in actions
    assert "taken back by itself at 2026-03-03 02:51:00" in actions


def test_duties_say_what_is_left_what_is_late_and_that_nobody_here_is_a_lawyer() -> None:
    duties = section("Whom the law may want told")
    assert "This is not legal advice" in duties
    assert "open **late by 1 h 30 min**" in duties
    assert "open 2 d 20 h left" in duties
    assert "clock not started" in duties
    assert "does not apply" in duties


def test_evidence_has_its_digest_its_taking_and_every_hand() -> None:
    evidence = section("Evidence and who held it")
    assert f"`sha256:{'c4' * 32}`" in evidence
    assert "memory of empfang-01, 2026-03-02 02:38:00" in evidence
    assert "| `e-1` | 2026-03-02 04:00:00 | Tomás Núñez | handed over | `131 03be1a` |" in evidence
    assert "not sealed" in evidence
    assert "only its digest is kept" in evidence


def test_a_digest_that_changed_on_the_way_is_seen() -> None:
    link = Custody(at=MADE_AT, by="x", what="copied", digest="sha256:" + "ee" * 32)
    piece = structs.replace(RANSOMWARE.locker[0], custody=(*RANSOMWARE.locker[0].custody, link))
    text = page(structs.replace(RANSOMWARE, locker=(piece,)))
    assert "copied **(the digest differs from the one before)**" in text


def test_recommendations_are_apart_from_tasks() -> None:
    assert "Use accounts of their own" in section("What we recommend")
    assert "Use accounts of their own" not in section("Tasks of the team")
    assert "Check the backup" not in section("What we recommend")


def test_confirmed_indicators_are_apart_and_nobody_clicks_on_one() -> None:
    indicators = section("What to look for elsewhere")
    confirmed, _, candidates = indicators.partition("### Not confirmed yet")
    assert "203[.]0[.]113[.]66" in confirmed
    assert "hxxp://cdn-telemetry[.]example" in candidates


@pytest.mark.parametrize("words", ["Which files were taken?", "Open: The domain controller is clean."])
def test_what_nobody_knows_is_listed(words: str) -> None:
    assert words in section("What we do not know")


def test_without_explanation_and_attack_it_says_so() -> None:
    bare = Incident(id="inc-1", title="")
    text = page(bare, Context(made_at=MADE_AT))
    assert "# inc-1" in text
    assert "Nobody has explained this incident yet" in text


def test_it_came_from_places_not_from_files() -> None:
    line = next(one for one in TEXT.splitlines() if "**Came from:**" in one)
    assert line == "- **Came from:** 203.0.113.66, cdn-telemetry.example"
