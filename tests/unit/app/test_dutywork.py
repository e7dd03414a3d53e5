"""Duties of an incident, through the real gate: asked, counted, told, drafted; all of it on the record."""

from pathlib import Path

import pytest

from tests.warm import warm
from vedette.app import incident_requests
from vedette.app import playbook_requests as asked
from vedette.app.wiring import App, build
from vedette.core.clocks import DutyState
from vedette.core.errors import BadInput

ANSWERS = {
    "eu": "yes",
    "nis2": "yes",
    "significant": "y",
    "personal_data": "no",
    "aware": "2026-11-28T10:00+01:00",
}


@pytest.fixture
def app(tmp_path: Path) -> App:
    return build({"VEDETTE_DATA_DIR": str(tmp_path / "data"), "VEDETTE_CACHE_DIR": warm()})


@pytest.fixture
def incident(app: App) -> str:
    wish = incident_requests.OpenIncident(title="A server talks to strangers")
    return app.run("incident.open", wish).value.incident.id


def change(app: App, incident: str, **what: str) -> asked.DutiesTold:
    return app.run("duty.change", asked.ChangeDuties(incident=incident, **what)).value  # type: ignore[arg-type]


def answered(app: App, incident: str, answers: dict[str, str] = ANSWERS) -> asked.DutiesTold:
    return app.run("duty.change", asked.ChangeDuties(incident=incident, answers=answers)).value


def test_answers_start_clocks_and_are_kept(app: App, incident: str) -> None:
    told = answered(app, incident)
    assert {one.id: one.due for one in told.duties} == {
        "nis2-24h": "2026-11-29T09:00:00Z",
        "nis2-72h": "2026-12-01T09:00:00Z",
        "nis2-final": "",
    }
    assert len(told.left) == 3
    again = app.run("duty.show", asked.ShowDuties(incident=incident)).value
    assert again.duties == told.duties
    assert "eu" not in {one.id for one in again.ask}
    shown = app.run("incident.show", incident_requests.ShowIncident(incident=incident)).value.incident
    assert {one.id for one in shown.duties} == {"nis2-24h", "nis2-72h", "nis2-final"}


def test_telling_stops_a_clock_and_starts_the_one_that_follows(app: App, incident: str) -> None:
    answered(app, incident)
    told = change(app, incident, told="nis2-72h", at="2026-11-29T12:00Z", proof="reference 4711")
    by_id = {one.id: one for one in told.duties}
    assert by_id["nis2-72h"].state is DutyState.TOLD
    assert by_id["nis2-72h"].proof == "reference 4711"
    assert by_id["nis2-final"].due == "2026-12-29T12:00:00Z"


def test_what_does_not_apply_needs_a_reason(app: App, incident: str) -> None:
    answered(app, incident)
    with pytest.raises(BadInput, match="why"):
        change(app, incident, not_applicable="nis2-24h")
    told = change(app, incident, not_applicable="nis2-24h", why="a holding without services")
    kept = next(one for one in told.duties if one.id == "nis2-24h")
    assert (kept.state, kept.why) == (DutyState.NOT_APPLICABLE, "a holding without services")


def test_a_draft_is_written_and_nothing_else(app: App, incident: str) -> None:
    answered(app, incident)
    text = app.run("duty.show", asked.ShowDuties(incident=incident, draft="nis2-24h")).value.draft
    assert "A server talks to strangers" in text
    assert "not legal advice" in text
    with pytest.raises(BadInput, match="no duty of this incident"):
        app.run("duty.show", asked.ShowDuties(incident=incident, draft="gdpr-33"))


def test_nonsense_is_refused_and_writes_nothing(app: App, incident: str) -> None:
    for answers in ({"eu": "perhaps"}, {"weather": "good"}, {"aware": "yesterday"}):
        with pytest.raises(BadInput):
            answered(app, incident, answers)
    assert app.run("duty.show", asked.ShowDuties(incident=incident)).value.duties == ()


def test_all_of_it_is_sealed(app: App, incident: str) -> None:
    answered(app, incident)
    change(app, incident, told="nis2-24h")
    checked = app.run("incident.custody", incident_requests.CheckCustody(incident=incident)).value.checked
    assert checked.holds, checked
