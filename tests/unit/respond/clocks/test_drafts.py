"""A draft says what is known, marks what is not, and says that it is no legal advice."""

from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.incidents import EntityState, Hypothesis, Incident, Milestones, Standing, Task, TaskState
from vedette.respond.clocks.counting import duties
from vedette.respond.clocks.drafts import BLANK, draft
from vedette.respond.clocks.tables import NOT_ADVICE, rows

ANSWERS = {
    "eu": "yes",
    "personal_data": "yes",
    "people_risk": "high",
    "processor": "no",
    "people_count": "1200",
    "aware": "2026-11-27T22:30:00Z",
}
INCIDENT = Incident(
    id="inc-1",
    title="Files of the practice are locked",
    organisation="Clinic",
    milestones=Milestones(began="2026-11-27T20:00:00Z", detected="2026-11-27T22:00:00Z"),
    entities=(
        EntityState(entity=Entity(EntityKind.HOST, "pc-7"), part=Part.VICTIM, standing=Standing.COMPROMISED),
        EntityState(entity=Entity(EntityKind.HOST, "pc-8"), part=Part.VICTIM, standing=Standing.CLEARED),
    ),
    hypotheses=(Hypothesis(id="h1", text="Were files copied out?"),),
    tasks=(
        Task(id="t1", text="Take pc-7 off the network", state=TaskState.DONE),
        Task(id="t2", text="Restore"),
    ),
)


def written(incident: Incident = INCIDENT, answers: dict[str, str] = ANSWERS, of: str = "gdpr-33") -> str:
    return draft(next(one for one in duties(answers) if one.id == of), incident, answers)


def test_what_is_known_is_filled_in() -> None:
    text = written()
    named = ("Files of the practice are locked", "2026-11-27T20:00:00Z", "host pc-7", "about 1200")
    done = ("Serious harm", "Take pc-7 off the network (done)", "Were files copied out?", "Clinic")
    for part in (*named, *done):
        assert part in text
    assert "pc-8" not in text, "it was cleared"


def test_what_is_not_known_is_a_blank() -> None:
    empty = written(
        Incident(id="i", title="Something"), {k: v for k, v in ANSWERS.items() if k != "people_count"}
    )
    assert f"Began: {BLANK}" in empty
    assert f"about {BLANK}" in empty


def test_it_says_that_it_is_no_legal_advice_and_what_has_to_be_said() -> None:
    text = written()
    assert NOT_ADVICE in text
    known = next(one for one in rows() if one.id == "gdpr-33")
    assert all(f"[ ] {point}" in text for point in known.says)


def test_hostile_text_stays_on_its_line_and_bounded() -> None:
    bad = Incident(id="i", title="A\nTo: somebody else\r\n" + "x" * 5000, organisation="O")
    text = written(bad)
    assert "\nTo: somebody else" not in text
    assert max(len(line) for line in text.splitlines()) < 400
    many = Incident(
        id="i", title="A", hypotheses=tuple(Hypothesis(id=str(n), text=f"q{n}") for n in range(50))
    )
    assert "and 42 more" in written(many)
