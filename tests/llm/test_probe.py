"""The probe, for real: what a small model is granted, and that it is said what it is not fit for."""

from __future__ import annotations

import json

import pytest

from tests.llm.conftest import NAME, House

pytestmark = [pytest.mark.llm, pytest.mark.timeout(3600)]


def test_the_probe_grants_what_it_saw(house: House) -> None:
    code, out, err = house.run("models", "probe", "here", "-f", "json")
    assert code == 0, err
    card = json.loads(out)["card"]
    scores = {one["check"]: one["score"] for one in card["seen"]}
    for one in card["seen"]:
        house.note(f"probe: {one['check']}", **{key: one[key] for key in ("score", "of", "seconds", "words")})
    house.note("roles", roles=card["roles"], seconds=card["seconds"], usage=card["usage"])
    always = ("speaks", "held", "usage", "stops")
    assert {one: scores[one] for one in always} == dict.fromkeys(always, 1.0), "the server sees to these"
    assert card["dialect"]["shaping"] == "json_schema"
    assert {one["role"] for one in card["unfit"]} | set(card["roles"]) == {
        "router",
        "extractor",
        "drafter",
        "judge",
    }
    assert "judge" not in card["roles"], f"{NAME} is far too small for that: look at the questions"
    assert house.place.roles("here") == set(card["roles"])
    assert "may be used as" in house.run("models", "list")[1]
