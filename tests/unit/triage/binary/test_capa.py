"""What capa printed, as facts."""

from __future__ import annotations

from typing import Any

from vedette.triage.binary.capa import facts
from vedette.triage.kinds import Kind
from vedette.triage.sample import Sample

SAMPLE = Sample(name="a", data=b"\x7fELF and more", kind=Kind.ELF)


def test_rules_that_matched_are_facts_and_their_parts_are_not() -> None:
    document: dict[str, Any] = {
        "rules": {
            "encrypt data": {"meta": {"attack": [{"id": "T1486"}, {"id": "T1027"}]}},
            "part of another": {"meta": {"lib": True}},
        }
    }
    (one,) = facts(SAMPLE, document)
    assert (one.says, one.target, one.how) == ("encrypt data", "T1486 T1027", "capa")


def test_what_is_no_answer_of_capa_gives_nothing() -> None:
    for document in ({}, {"rules": 3}, {"rules": {"a": 4}}, {"rules": {"a": {"meta": 5}}}):
        assert len(list(facts(SAMPLE, document))) <= 1
