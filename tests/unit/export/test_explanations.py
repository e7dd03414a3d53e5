"""Explanations on a terminal and as JSON: all parts, harmless names, lines that fit."""

from msgspec.structs import replace

from vedette.core import codec
from vedette.core.explanations import (
    Audience,
    Cited,
    Explanation,
    Section,
    Sentence,
    Slot,
    Step,
    Term,
)
from vedette.core.levels import Confidence, Severity
from vedette.export.explanations import document, marks, proofs, render

WORDS = {
    "severity": "High",
    "confidence": "very sure",
    "check": "It worked if",
    "undo": "To undo",
    "type": "You can type",
    "terms": "Words used here",
    "rests": "Rests on",
    "dropped": "{dropped} sentences were left out.",
}
EVIL = "\x1b[2J<script>alert(1)</script> **bold** [x](http://bad.invalid) \u202eevil"


def explanation(text: str = "Somebody attacked ws01.", dropped: int = 0) -> Explanation:
    step = Step(
        do=Sentence(text=f"Cut {text}", rests_on=("E1",)),
        who="IT support",
        within="within 15 minutes",
        check=Sentence(text="It reaches nothing.", rests_on=("E1",)),
        undo="Plug it in again.",
        command=("nft", text),
    )
    return Explanation(
        audience=Audience.GENERALIST,
        language="en",
        title=Sentence(text=text, rests_on=("E1",)),
        subject="sha256:" + "0" * 64,
        severity=Severity.HIGH,
        confidence=Confidence.STRONG,
        sections=tuple(
            Section(
                slot=slot,
                title=f"Part {slot}",
                sentences=(Sentence(text=text, rests_on=("E1", "E10", "E2")),),
                steps=(step,) if slot is Slot.DO else (),
            )
            for slot in Slot
        ),
        terms=(Term(word="firewall", meaning=text),),
        cited=(Cited(id="E1", kind="attack", ref="sha256:" + "ab" * 32),),
        dropped=dropped,
    )


def test_all_of_it_is_there_in_order() -> None:
    page = render(explanation(), WORDS, colour=False, width=80)
    places = [
        page.index(word)
        for word in ("Somebody attacked", "▲ High · very sure", *(f"Part {one}" for one in Slot))
    ]
    assert places == sorted(places)
    for word in (
        "1. Cut",
        "IT support, within 15 minutes",
        "It worked if: It reaches nothing.",
        "To undo: Plug",
    ):
        assert word in page
    assert "You can type: nft Somebody attacked ws01." in page
    assert "firewall: Somebody" in page
    assert "Rests on: E1, E2, E10" in page
    assert "E1: attack abababababab" in page
    assert "left out" not in page
    assert "3 sentences were left out." in render(explanation(dropped=3), WORDS, colour=False, width=80)


def test_who_decides_reads_the_decision_before_the_steps() -> None:
    for audience, before in ((Audience.EXECUTIVE, True), (Audience.GENERALIST, False)):
        made = replace(explanation("Decide now."), audience=audience)
        page = render(made, WORDS, colour=False, width=80)
        part = page[page.index("Part do") : page.index("Part wait")]
        assert (part.index("Decide now.") < part.index("1. Cut")) is before


def test_lines_fit_and_nothing_controls_the_terminal() -> None:
    page = render(explanation(EVIL * 20), WORDS, colour=False, width=10)
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert all(len(line) <= 100 for line in page.splitlines() if not line.lstrip().startswith("You can type"))


def test_colour_only_where_it_is_wanted() -> None:
    assert "\x1b[1;31m▲ High" in render(explanation(), WORDS, colour=True, width=80)


def test_json_comes_back_as_it_was() -> None:
    made = explanation()
    assert codec.load(document(made), Explanation) == made


def test_marks_name_what_a_sentence_rests_on() -> None:
    assert marks(Sentence(text="x", rests_on=("E1", "E2"))) == "[E1, E2]"
    assert marks(Sentence(text="x")) == ""
    assert list(proofs(explanation())) == ["E1: attack abababababab"]
