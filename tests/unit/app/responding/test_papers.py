"""Papers for each reader: what a reader may not see is gone, and no word is mistaken for a name."""

import pytest

from vedette.app.responding.papers import MEDIA, explaining, papers, report
from vedette.core.attacks import Attack, Entity, EntityKind, Involved, Part, TechniqueSeen
from vedette.core.errors import Refused
from vedette.core.explanations import Audience
from vedette.core.incidents import EntityState, Incident, Task, Tlp
from vedette.core.levels import Confidence, Severity
from vedette.export.incidents.asked import EXECUTIVE, Context, Form, Reach, Reader, ReportKind, Role

NAMES = ("own", "test", "it", "mark.weber")
ATTACK = Attack(
    id="attack-1",
    title="Passwords tried on srv1",
    summary="Somebody tried passwords.",
    severity=Severity.HIGH,
    confidence=Confidence.STRONG,
    reasons=("two rules agree",),
    first="2026-11-28T20:00:00Z",
    last="2026-11-28T21:00:00Z",
    entities=(
        Involved(entity=Entity(EntityKind.HOST, "srv1"), part=Part.VICTIM),
        *(Involved(entity=Entity(EntityKind.USER, name), part=Part.INVOLVED) for name in NAMES),
    ),
    timeline=(),
    techniques=(TechniqueSeen(id="T1110", name="Brute Force", tactics=("credential-access",), findings=()),),
    findings=(),
)
INCIDENT = Incident(
    id="0123456789ab",
    title="Passwords tried on srv1",
    attacks=(ATTACK,),
    entities=tuple(
        EntityState(entity=one.entity, part=one.part) for one in ATTACK.entities
    ),
    tasks=(Task(id="t1", text="Ask mark.weber what he saw", owner="it"),),
)  # fmt: skip
ABOUT = Context(made_at="2026-11-29T00:00:00Z", explanations=explaining("en")(INCIDENT))


def page(kind: ReportKind, reader: Reader | None) -> str:
    return report(INCIDENT, ABOUT, kind, Form.MARKDOWN, reader).decode()


def test_a_word_that_is_also_somebody_s_name_stays_a_word_in_what_we_say() -> None:
    text = page(ReportKind.EXECUTIVE, EXECUTIVE)
    assert "your own test" in text
    assert "(IT support" in text
    assert "mark.weber" not in text


def test_a_name_in_what_others_wrote_is_gone() -> None:
    text = page(ReportKind.INCIDENT, Reader(role=Role.EXECUTIVE))
    assert "mark.weber" not in text
    assert "Ask user" in text
    assert "mark.weber" in page(ReportKind.INCIDENT, None)


def test_what_its_marking_forbids_is_not_written() -> None:
    red = Incident(id="0123456789ab", title="x", tlp=Tlp.RED)
    with pytest.raises(Refused):
        report(red, ABOUT, ReportKind.INCIDENT, Form.MARKDOWN, Reader(reach=Reach.PUBLIC))


def test_there_is_a_paper_for_every_reader() -> None:
    names = {one.paper.name for one in papers(INCIDENT, ABOUT)}
    assert {f"explained-{one.value}.md" for one in Audience} <= names
    assert {"incident.pdf", "executive.pdf", "handover.md", "lessons.md", "incident.json"} <= names
    assert set(MEDIA) == set(Form)
