"""Actions that belong to an incident: what is done stands there as well, each thing once."""

import subprocess  # noqa: TID251 - a process that has loaded nothing yet
import sys
from pathlib import Path

import pytest

from tests.serving import environment
from vedette.app import wiring
from vedette.app.action_requests import Act, PlanAction, ShowActions
from vedette.app.incident_requests import OpenIncident, ShowIncident
from vedette.app.wiring import App
from vedette.core.actions import Action, ActionKind, ActionState
from vedette.core.errors import VedetteError


@pytest.fixture
def app(tmp_path: Path) -> App:
    return wiring.build(environment(tmp_path))


def opened(app: App) -> str:
    return app.run("incident.open", OpenIncident(title="somebody is in")).value.incident.id


def planned(app: App, home: Path, incident: str) -> Action:
    wish = PlanAction(
        kind=ActionKind.BLOCK_DOMAIN,
        target="evil.example",
        parameters={"hosts": str(home / "hosts")},
        incident=incident,
    )
    return app.run("action.plan", wish).value.action


def there(app: App, incident: str) -> tuple[Action, ...]:
    return app.run("incident.show", ShowIncident(incident=incident)).value.incident.actions


def test_an_incident_knows_what_is_done_for_it(app: App, tmp_path: Path) -> None:
    incident = opened(app)
    action = planned(app, tmp_path, incident[:6])
    assert there(app, incident)[0].state is ActionState.PROPOSED
    act = Act(action=action.id, digest=action.plan.digest)
    action = app.run("action.small", act).value.action
    assert there(app, incident) == (action,), "the same as it is kept with the actions"
    app.run("action.small", Act(action=action.id, digest=action.plan.digest, does="undo"))
    assert there(app, incident)[0].state is ActionState.UNDONE
    shown = app.run("action.show", ShowActions(action=action.id)).value.actions[0]
    assert shown.incident == incident, "whole, however short it was named"
    assert shown.action == there(app, incident)[0]


def test_an_incident_that_is_not_there_gets_no_plan(app: App, tmp_path: Path) -> None:
    with pytest.raises(VedetteError, match="no incident"):
        planned(app, tmp_path, "ffffff")
    assert app.run("action.show", ShowActions()).value.actions == ()


def test_the_way_back_does_not_depend_on_the_incident(app: App, tmp_path: Path) -> None:
    incident = opened(app)
    action = planned(app, tmp_path, incident)
    action = app.run("action.small", Act(action=action.id, digest=action.plan.digest)).value.action
    (tmp_path / "data" / "incidents" / "incidents.sqlite").rename(tmp_path / "away")
    other = wiring.build(environment(tmp_path))
    undone = other.run(
        "action.small", Act(action=action.id, digest=action.plan.digest, does="undo")
    ).value.action
    assert undone.state is ActionState.UNDONE


def test_what_acts_is_loaded_when_it_is_asked_for() -> None:
    words = "import sys, vedette.app.actiontable\nprint([one for one in sys.modules if 'sandbox' in one])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"
