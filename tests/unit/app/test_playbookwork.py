"""Playbooks in an incident, through the real gate: begun, gone through, answered; each step on the record."""

import json
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest

from tests.warm import warm
from vedette.app import incident_requests
from vedette.app import playbook_requests as asked
from vedette.app.wiring import App, build
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident, TaskState
from vedette.respond.playbooks.authored import ours

Run: TypeAlias = asked.PlaybooksRun


@pytest.fixture
def app(tmp_path: Path) -> App:
    return build({"VEDETTE_DATA_DIR": str(tmp_path / "data"), "VEDETTE_CACHE_DIR": warm()})


@pytest.fixture
def incident(app: App) -> str:
    wish = incident_requests.OpenIncident(title="Files are locked")
    return app.run("incident.open", wish).value.incident.id


def stands(app: App, incident: str) -> Incident:
    return app.run("incident.show", incident_requests.ShowIncident(incident=incident)).value.incident


def begun(app: App, incident: str, name: str = "ransomware") -> Run:
    return app.run("playbook.start", asked.StartPlaybook(incident=incident, name=name)).value


def done(app: App, incident: str, step: str, state: asked.Doing = "done", said: str = "") -> Run:
    wish = asked.DoStep(incident=incident, step=step, state=state, said=said)
    return app.run("playbook.step", wish).value


def first(run: Run) -> asked.StepShown:
    return run.runs[0].ready[0]


def test_what_can_be_done_first_becomes_a_task_with_a_time(app: App, incident: str) -> None:
    run = begun(app, incident)
    assert [one.does for one in run.runs[0].ready] == [first(run).does]
    assert "off the network" in first(run).does
    (task,) = stands(app, incident).tasks
    assert (task.text, task.owner, task.step) == (first(run).does, "IT support", first(run).step)
    assert task.due == first(run).due != ""


def test_a_step_that_an_action_can_do_names_its_command_and_runs_nothing(app: App, incident: str) -> None:
    run = begun(app, incident)
    assert first(run).action == f"vedette act plan isolate-host HOST --for {incident}"
    app.run("playbook.answer", asked.AnswerPlaybook(incident=incident, name="host", value="pc-7; rm -rf /"))
    after = app.run("playbook.follow", asked.FollowPlaybooks(incident=incident)).value
    assert "'pc-7; rm -rf /'" in first(after).action, "a name of a stranger stays one word"


def test_a_step_that_is_done_ends_its_task_and_begins_the_next(app: App, incident: str) -> None:
    run = begun(app, incident)
    short = first(run).short
    again = done(app, incident, short, "running")
    assert first(again).begun
    after = done(app, incident, short, said="cable pulled")
    assert first(after).step != first(run).step
    states = {one.step: one.state for one in stands(app, incident).tasks}
    assert states[first(run).step] is TaskState.DONE
    assert states[first(after).step] is TaskState.OPEN
    with pytest.raises(BadInput, match="no step that can be done now"):
        done(app, incident, short)


def test_a_question_takes_yes_or_no_and_nothing_else(app: App, incident: str) -> None:
    run = begun(app, incident, "exposed-secret")
    while not first(run).asks:
        run = done(app, incident, first(run).short)
    with pytest.raises(BadInput, match="is a question"):
        done(app, incident, first(run).short, said="perhaps")
    run = done(app, incident, first(run).short, said="No")
    assert not any("stolen credentials" in one.does for one in run.runs[0].ready)


def test_an_answer_decides_the_question_when_it_comes(app: App, incident: str) -> None:
    begun(app, incident, "exposed-secret")
    run = app.run(
        "playbook.answer", asked.AnswerPlaybook(incident=incident, name="misused", value="YES")
    ).value
    while "stolen credentials" not in first(run).does:
        assert not first(run).asks
        run = done(app, incident, first(run).short)
    with pytest.raises(BadInput, match="no playbook of this incident asks"):
        app.run("playbook.answer", asked.AnswerPlaybook(incident=incident, name="weather", value="good"))


def test_it_comes_to_its_end_and_can_be_begun_once_only(app: App, incident: str) -> None:
    run = begun(app, incident, "lost-device")
    for _ in range(40):
        if run.runs[0].ended:
            break
        run = done(app, incident, first(run).short, said="no" if first(run).asks else "")
    assert run.runs[0].ended
    assert not [one for one in stands(app, incident).tasks if one.state is TaskState.OPEN]
    with pytest.raises(BadInput, match="runs in this incident"):
        begun(app, incident, "lost-device")


def test_a_file_of_somebody_else_is_followed_as_it_was_begun(app: App, incident: str, tmp_path: Path) -> None:
    made = json.loads(msgspec.json.encode(ours("lost-device")))
    made["name"] = "Theirs"
    path = tmp_path / "theirs.json"
    path.write_text(json.dumps(made))
    assert app.run("playbook.read", asked.ReadPlaybook(path=path)).value.title == "Theirs"
    run = app.run("playbook.start", asked.StartPlaybook(incident=incident, path=path)).value
    path.unlink()
    assert done(app, incident, first(run).short).runs[0].title == "Theirs"


def test_a_file_that_is_none_is_refused_in_words(app: App, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        app.run("playbook.read", asked.ReadPlaybook(path=tmp_path / "gone.json"))
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(BadInput, match="not a CACAO"):
        app.run("playbook.read", asked.ReadPlaybook(path=tmp_path / "bad.json"))
    with pytest.raises(BadInput, match="no playbook of ours"):
        app.run("playbook.read", asked.ReadPlaybook(name="nothing"))


def test_a_page_for_people_has_each_step_once(app: App) -> None:
    found = app.run("playbook.read", asked.ReadPlaybook(name="ransomware")).value
    texts = [one.text for one in found.lines if one.who]
    assert len(texts) == len(set(texts)) == 19
    assert any(one.mark == "?" for one in found.lines)
    assert json.loads(found.data)["spec_version"] == "cacao-2.0"


def test_those_that_fit_are_listed_with_why(app: App, incident: str) -> None:
    assert app.run("playbook.list", asked.ListPlaybooks(incident=incident)).value.playbooks == ()
    assert len(app.run("playbook.list", asked.ListPlaybooks()).value.playbooks) == 10


def test_every_event_of_a_playbook_is_sealed_in_the_ledger(app: App, incident: str) -> None:
    run = begun(app, incident)
    done(app, incident, first(run).short)
    wish = incident_requests.CheckCustody(incident=incident)
    checked = app.run("incident.custody", wish).value.checked
    assert checked.holds, checked
