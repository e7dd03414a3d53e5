"""What techniques mean and what to do: every one our rules name has words, and the advice keeps its order."""

import re
import tomllib
from collections import Counter

import pytest

from tests.houserules.tree import SRC, text
from tests.reading import grade
from vedette.knowledge.consequences import Consequence, consequence, steps, techniques
from vedette.knowledge.techniques import LATER, LATER_TACTICS, TACTICS
from vedette.knowledge.techniques import techniques as known

FOLDER = SRC / "knowledge" / "consequences"
GENERAL = tomllib.loads(text(FOLDER / "tactics.toml"))
TELLING = {ident: consequence(ident) for ident in techniques()} | {
    tactic: consequence("none", [tactic]) for tactic in GENERAL if "/" not in tactic
}
WORDS = {"means": 25, "matters": 25, "first": 20, "wait": 20}
ID = re.compile(r"\bT[0-9]{4}(?:\.[0-9]{3})?\b")
DESTROYS = {
    "rebuild-host",
    "remove-file",
    "remove-autostart",
    "remove-web-shell",
    "restore-backup",
    "patch-now",
}


def named_by_rules() -> set[str]:
    files = [
        path
        for folder in ("hunt", "triage")
        for path in (SRC / folder).rglob("*")
        if path.suffix in {".py", ".toml", ".md"}
    ]
    return {found for path in files for found in ID.findall(text(path))}


def ids_of(told: Consequence) -> list[str]:
    return [step.id for step in (*told.then, *told.later)]


def test_every_technique_our_rules_name_has_words_of_its_own_or_of_its_technique() -> None:
    named = named_by_rules()
    assert len(named) > 80
    assert not [ident for ident in sorted(named) if consequence(ident).level not in {"exact", "technique"}]


def test_so_has_every_technique_of_firms_and_plants() -> None:
    levels = {one.id: consequence(one.id).level for one in known() if one.matrix != "mobile"}
    assert not [ident for ident, level in levels.items() if level not in {"exact", "technique"}]


def test_every_tactic_has_words_in_every_matrix() -> None:
    assert not [one.id for one in known() if consequence(one.id).level == "anything"]
    for one in known():
        for tactic in one.tactics:
            assert consequence(one.id[:2] + "999", [tactic]).level == "tactic", tactic
    assert set(TACTICS) <= set(GENERAL)


def test_an_id_has_words_once() -> None:
    times = Counter(ident for file in FOLDER.glob("*.toml") for ident in tomllib.loads(text(file)))
    assert max(times.values()) == 1


@pytest.mark.parametrize(
    ("ident", "tactics", "about", "level"),
    [
        ("T1003.001", (), "T1003.001", "exact"),
        ("t1003.001 ", (), "T1003.001", "exact"),
        ("T1003.999", (), "T1003", "technique"),
        ("T1999", ("impact",), "impact", "tactic"),
        ("T1999", ("stealth",), "defense-evasion", "tactic"),
        ("T0999", ("Impact",), "ics/impact", "tactic"),
        ("T1623", (), "mobile/execution", "tactic"),
        ("T1999", ("nonsense",), "anything", "anything"),
        ("", (), "anything", "anything"),
        ("x" * 100_000, (), "anything", "anything"),
    ],
)
def test_the_most_exact_words_are_given(ident: str, tactics: tuple[str, ...], about: str, level: str) -> None:
    told = consequence(ident, tactics)
    assert (told.about, told.level) == (about, level)


def test_ids_of_the_next_version_have_the_same_words() -> None:
    for later, earlier in LATER.items():
        one, two = consequence(later), consequence(earlier)
        assert (one.means, one.first, one.then) == (two.means, two.first, two.then)
        assert one.level == "exact"
    for later, earlier in LATER_TACTICS.items():
        assert consequence("", [later]) == consequence("", [earlier])


def test_an_id_that_was_given_up_has_the_words_of_what_took_its_place() -> None:
    assert consequence("T1086").about == "T1059.001"


def test_a_sub_technique_says_what_differs_and_leaves_the_rest() -> None:
    whole, part = consequence("T1003"), consequence("T1003.001")
    assert part.means != whole.means
    assert part.first == whole.first


@pytest.mark.parametrize(("field", "most"), WORDS.items())
def test_texts_are_short(field: str, most: int) -> None:
    assert not [ident for ident, told in TELLING.items() if not 0 < len(getattr(told, field).split()) <= most]


def test_texts_are_easy_to_read() -> None:
    for ident, told in TELLING.items():
        words = f"{told.means} {told.matters} {told.first} {told.wait} {told.prevent}"
        assert grade(words) <= 9, ident


def test_steps_are_easy_to_read_and_say_all_there_is_to_say() -> None:
    for step in steps():
        assert grade(f"{step.do} {step.check}") <= 9, step.id
        assert re.fullmatch(r"P(?:[0-9]+D|T[0-9]+[HM])", step.within), step.id
        assert all(said.endswith(".") for said in (step.do, step.check, step.breaks, step.undo) if said)


def test_there_is_a_first_thing_two_to_four_more_and_no_step_twice() -> None:
    for ident, told in TELLING.items():
        assert 2 <= len(told.then) <= 4, ident
        assert len(set(ids_of(told))) == len(ids_of(told)), ident


def test_every_step_is_asked_for() -> None:
    asked = {step for file in FOLDER.glob("*.toml") for row in tomllib.loads(text(file)).values()
             for step in row.get("then", ())}  # fmt: skip
    assert asked == {step.id for step in steps()}


def test_a_machine_taken_off_the_network_stays_on() -> None:
    for ident, told in TELLING.items():
        if re.search(r"\b(?:machines?|server|switched)\b.*off (?:the|all) (?:network|internet)", told.first):
            assert re.search(r"\bon\b|write nothing more|control room", told.first), ident


def test_nobody_is_told_to_wipe_or_switch_off_first() -> None:
    bad = re.compile(
        r"\b(?:wipe|reinstall|format|power off|shut down|reboot|restart|pay|delete)\b", re.IGNORECASE
    )
    kept = re.compile(r"do not (?:delete|reset)", re.IGNORECASE)
    assert not [ident for ident, told in TELLING.items() if bad.search(kept.sub("", told.first))]


def test_evidence_is_kept_before_it_is_destroyed() -> None:
    for ident, told in TELLING.items():
        asked = ids_of(told)
        keeps = [at for at, step in enumerate(asked) if step.startswith("keep-")]
        harms = [at for at, step in enumerate(asked) if step in DESTROYS]
        if keeps and harms:
            assert min(keeps) < min(harms), ident


def test_a_password_is_new_before_its_sessions_end() -> None:
    for ident, told in TELLING.items():
        asked = ids_of(told)
        if {"reset-password", "revoke-sessions"} <= set(asked) and "disable-account" not in asked:
            assert asked.index("reset-password") < asked.index("revoke-sessions"), ident


def test_a_plant_is_made_safe_before_it_is_cleaned() -> None:
    safe = re.compile("on site|safe|Stop the plant|control room|by phone|gauges")
    for one in known():
        if one.matrix == "ics":
            told = consequence(one.id)
            asked = [told.first, *(step.do for step in (*told.then, *told.later))]
            assert any(safe.search(said) for said in asked[:4]), one.id
