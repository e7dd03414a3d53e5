"""Explanations re-worded through the gate, as whoever asks, by whatever stands behind a profile."""

import io
import re
from pathlib import Path

import pytest
from msgspec import structs

from benchmarks.explain.gallery import cases
from tests.unit.app.test_desk import home
from tests.unit.app.test_modeluse import Behind
from tests.warm import warm
from vedette.access.budgets import Memory
from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.app import wiring
from vedette.app.clock import SYSTEM
from vedette.app.desk import Desk
from vedette.app.desk_requests import AskDesk
from vedette.app.modelmeter import Meter
from vedette.app.modeluse import Attached, ModelUse
from vedette.app.narrate import Speaking
from vedette.app.narrate_requests import NarrateReport
from vedette.core import codec
from vedette.core.dialogue import Ask, ModelRole
from vedette.core.errors import BadInput
from vedette.core.executions import NotExecuted, Program
from vedette.core.explanations import Audience
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.models.profiles import profile
from vedette.models.scripted import Said, Scripted

LINE = re.compile(r"^(\d+)\. \[(.*?)\] (.*)$", re.MULTILINE)


def rewording(ask: Ask) -> Said:
    """Replace one word everywhere, and lie about one sentence."""
    made = []
    for number, ids, text in LINE.findall(ask.messages[-1].text):
        said = text.replace("somebody", "someone").replace("data was taken", "nothing was taken")
        made.append({"of": int(number), "text": said, "cites": ids.split(", ")})
    return {"sentences": made}


def with_model(app: wiring.App, name: str, *roles: ModelRole) -> Scripted:
    """Put a model that re-words behind a profile of an app."""
    model = Scripted(rewording)
    attached = Attached(name="toy", profile=profile(name), model=model, roles=frozenset(roles), stays=True)
    use = ModelUse(
        back_ends=Behind(attached),
        meter=Meter(Memory(), SYSTEM),
        desk=Desk([app.gate], at_home=True),
        masked=lambda ask: (ask, 0),
    )
    made = use.handlers(lambda work, one: app.gate.could(work.caller, one, AskDesk(conversation=())))
    structs.force_setattr(app.gate, "handlers", dict(app.gate.handlers) | made)
    return model


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(codec.dump(dict(cases())["hunt-guessed"]))
    return path


def test_a_model_with_the_role_rewords_and_its_lie_is_dropped(tmp_path: Path, report: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, "vedette-cyber", ModelRole.DRAFTER)
    result = app.run("report.narrate", NarrateReport(subject=report, audience=Audience.ANALYST))
    made = result.value
    said = [one.text for part in made.explanation.sections for one in part.sentences]
    assert any("someone" in one for one in said)
    assert not any("nothing was taken" in one for one in said)
    assert made.reworded >= 1
    assert made.tally.dropped_count >= 1
    assert made.tally.proposed == made.tally.confirmed + made.tally.dropped_count
    assert model.asks
    assert made.counts()["reworded"] == made.reworded
    assert result.receipt.decision


def test_without_the_role_the_words_are_ours_and_it_says_so(tmp_path: Path, report: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, "vedette-cyber", ModelRole.ROUTER)
    made = app.run("report.narrate", NarrateReport(subject=report)).value
    assert (made.reworded, made.tally.proposed, model.asks) == (0, 0, [])
    assert "not granted" in made.notes[0]


def test_with_nothing_attached_the_words_are_ours(tmp_path: Path, report: Path) -> None:
    made = home(tmp_path).run("report.narrate", NarrateReport(subject=report, profile="vedette-open")).value
    assert made.reworded == 0
    assert "vedette-open was not granted" in made.notes[0]


def test_a_profile_there_is_not_is_said(tmp_path: Path, report: Path) -> None:
    with pytest.raises(BadInput, match="no model is called"):
        home(tmp_path).run("report.narrate", NarrateReport(subject=report, profile="gpt-9"))


def test_from_the_command_line(tmp_path: Path, report: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    environ = {
        "HOME": str(tmp_path),
        "VEDETTE_DATA_DIR": f"{tmp_path}/data",
        "VEDETTE_CACHE_DIR": warm(),
    }
    code = main(["explain", str(report), "--model", "vedette-core"], Console(environ, out, err))
    assert code == 0
    assert out.getvalue().startswith("Attack on gw1: password guessed")
    assert "vedette-core was not granted the role of drafter" in err.getvalue()
    assert "0 sentences proposed" in err.getvalue()


def test_who_only_speaks_does_nothing_else() -> None:
    speaking = Speaking({})
    assert speaking.model(ModelRole.DRAFTER) is None
    assert speaking.read(ReadSource(path="x")) is None
    with pytest.raises(BadInput, match="only speaks"):
        speaking.rescan(Rescan())
    assert isinstance(speaking.execute(Execute(program=Program(command=("true",)))), NotExecuted)
