"""Figures show the incident: each line in its row, the same thing once whatever it is called."""

from __future__ import annotations

from msgspec import structs

from tests.unit.export.incidents.samples import FINDINGS, FRONT, INSIDE, OUTSIDE, RANSOMWARE
from vedette.core.attacks import Entity, EntityKind
from vedette.core.incidents import Incident
from vedette.core.nouns import Seen
from vedette.export.incidents.drawings import draw_graph, draw_matrix, draw_timeline, techniques
from vedette.export.incidents.labels import labels

SAY = labels("en")


def test_a_line_stands_in_the_row_of_the_machine_it_names() -> None:
    made = draw_timeline(RANSOMWARE, SAY)
    assert made is not None
    assert "empfang-01: 3, " in made.description
    assert "dc01: 1, " in made.description
    assert "response: 4, " in made.description
    assert "Events: 12," in made.description, "the line without a time is not drawn"


def test_a_machine_known_by_its_address_is_the_same_machine() -> None:
    seen = Seen(first="", last="", actors=(INSIDE,), targets=(OUTSIDE,))
    called = structs.replace(RANSOMWARE, findings=(structs.replace(FINDINGS[4], seen=seen),))
    made = draw_graph(called, SAY)
    assert made is not None
    assert f"{FRONT.name} to {OUTSIDE.name}: Collecting and taking T1041." in made.description


def test_a_file_is_there_by_its_name_not_by_its_digest() -> None:
    digest = Entity(EntityKind.HASH, "ab" * 32)
    more = structs.replace(RANSOMWARE.entities[0], entity=digest, aliases=())
    made = draw_graph(structs.replace(RANSOMWARE, entities=(*RANSOMWARE.entities, more)), SAY)
    assert made is not None
    assert "abab" not in made.svg


def test_techniques_of_attacks_findings_and_lines_are_there_once() -> None:
    found = {one.id: one for one in techniques(RANSOMWARE)}
    assert len(found) == 7
    assert len(found["T1021.002"].findings) == 2
    made = draw_matrix(RANSOMWARE, SAY)
    assert made is not None
    assert made.svg.count("T1021.002") == 3, "in the cell, where somebody points, and in words"


def test_nothing_is_no_figure() -> None:
    bare = Incident(id="x", title="x")
    assert draw_timeline(bare, SAY) is None
    assert draw_graph(bare, SAY) is None
    assert draw_matrix(bare, SAY) is None
