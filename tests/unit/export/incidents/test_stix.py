"""The bundle is one the OASIS library takes, carries its marking everywhere, and names nobody who was hit."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stix2  # type: ignore[import-untyped]
from msgspec import structs

from tests.unit.export.incidents.hostile import everywhere
from tests.unit.export.incidents.samples import MADE_AT, RANSOMWARE, WEBSHELL
from vedette.core.errors import Refused
from vedette.core.incidents import Incident, Tlp
from vedette.export.incidents import OUTSIDE, Context, Share, shared

CONTEXT = Context(made_at=MADE_AT)


def objects(incident: Incident) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shared(incident, Share.STIX, CONTEXT))["objects"]
    return found


@pytest.mark.parametrize("incident", [RANSOMWARE, WEBSHELL, everywhere()], ids=["ransom", "shell", "hostile"])
def test_the_library_of_its_makers_reads_it_and_every_reference_is_there(incident: Incident) -> None:
    made = objects(incident)
    assert len(stix2.parse(shared(incident, Share.STIX, CONTEXT).decode()).objects) == len(made)
    known = {one["id"] for one in made}
    assert len(known) == len(made), "no id twice"
    for one in made:
        refs = [value for key, value in one.items() if key.endswith("_ref")]
        refs += [value for key, values in one.items() if key.endswith("_refs") for value in values]
        assert set(refs) <= known


@pytest.mark.parametrize(
    ("tlp", "ident"),
    [
        (Tlp.CLEAR, "94868c89-83c2-464b-929b-a1a8aa3c8487"),
        (Tlp.AMBER_STRICT, "939a9414-2ddd-4d32-a0cd-375ea402b003"),
        (Tlp.RED, "e828b379-4e03-4974-9ac4-e53a884c97c1"),
    ],
)
def test_everything_carries_the_marking_with_its_fixed_id(tlp: Tlp, ident: str) -> None:
    marking, *rest = objects(structs.replace(RANSOMWARE, tlp=tlp))
    assert marking["id"] == f"marking-definition--{ident}"
    assert marking["name"] == tlp.value
    assert all(one["object_marking_refs"] == [marking["id"]] for one in rest)


def test_what_to_look_for_and_how_it_was_done_are_there() -> None:
    made = objects(RANSOMWARE)
    patterns = [one["pattern"] for one in made if one["type"] == "indicator"]
    assert "[ipv4-addr:value = '203.0.113.66']" in patterns
    assert "[file:name = 'rechnung_2026-03.pdf.exe']" in patterns
    techniques = [
        one["external_references"][0]["external_id"] for one in made if one["type"] == "attack-pattern"
    ]
    assert {"T1486", "T1021.002"} <= set(techniques)
    (head,) = (one for one in made if one["type"] == "incident")
    related = [one for one in made if one["type"] == "relationship"]
    assert {one["target_ref"] for one in related} == {head["id"]}
    assert [one for one in made if one["type"] == "grouping"]


def test_who_was_hit_is_not() -> None:
    text = shared(RANSOMWARE, Share.STIX, CONTEXT).decode().lower()
    for ours in ("empfang", "klinik", "müller", "öztürk", "10.20.0.14", "svc-backup"):
        assert ours not in text


def test_it_is_the_same_each_time_and_stops_at_its_marking() -> None:
    assert shared(RANSOMWARE, Share.STIX, CONTEXT) == shared(RANSOMWARE, Share.STIX, CONTEXT)
    with pytest.raises(Refused):
        shared(RANSOMWARE, Share.STIX, structs.replace(CONTEXT, reader=OUTSIDE))


def test_the_layer_has_every_technique_once() -> None:
    layer = json.loads(shared(RANSOMWARE, Share.NAVIGATOR, CONTEXT))
    techniques = [one["techniqueID"] for one in layer["techniques"]]
    assert techniques == sorted(set(techniques))
    assert {one["techniqueID"]: one["score"] for one in layer["techniques"]}["T1486"] == 5
    assert layer["metadata"] == [{"name": "TLP", "value": "TLP:AMBER"}]
