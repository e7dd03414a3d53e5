"""Questions about kept events and a report, answered through the gate by a model that may only ask."""

from pathlib import Path

import pytest

from benchmarks.explain.gallery import cases
from tests.unit.app.test_desk import home
from tests.unit.app.test_narrate import with_model
from vedette.app.narrate_requests import AnalyseEvents
from vedette.core import codec
from vedette.core.dialogue import ModelRole
from vedette.core.errors import BadInput, Unavailable

PLAN = {"action": "plan", "sources": ["findings"], "columns": []}
LOOK = {
    "action": "look",
    "source": "findings",
    "where": [],
    "columns": [],
    "count": True,
    "order": "",
    "limit": 9,
}
CONCLUDE = {"action": "conclude", "claims": [{"query": "Q1", "says": "count", "row": 0, "number": None}]}


def test_an_answer_names_the_question_it_rests_on(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(codec.dump(dict(cases())["hunt-guessed"]))
    app = home(tmp_path)
    model = with_model(app, "vedette-open", ModelRole.ROUTER)
    model.answers = [PLAN, LOOK, CONCLUDE]
    made = app.run("events.analyse", AnalyseEvents(question="How many findings?", subject=report)).value
    count = len(dict(cases())["hunt-guessed"].findings)
    assert [one.text for one in made.stated] == [f"{count} finding{'s' if count != 1 else ''}."]
    assert '"source":"findings"' in made.stated[0].asked
    assert made.counts() == {"sentences": 1, "proposed": 1, "dropped": 0}


def test_with_nothing_kept_and_no_report_nothing_is_stated(tmp_path: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, "vedette-open", ModelRole.ROUTER)
    model.answers = [PLAN, LOOK, {**LOOK, "source": "events"}, CONCLUDE, CONCLUDE]
    made = app.run("events.analyse", AnalyseEvents(question="How many?")).value
    assert made.stated == ()
    assert made.tally.inconclusive == 1


def test_nobody_may_ask_without_the_role_or_a_question(tmp_path: Path) -> None:
    app = home(tmp_path)
    with_model(app, "vedette-open", ModelRole.EXTRACTOR)
    with pytest.raises(Unavailable, match="role of router"):
        app.run("events.analyse", AnalyseEvents(question="How many?"))
    for question in ("", " ", "x" * 601):
        with pytest.raises(BadInput, match="a question has"):
            app.run("events.analyse", AnalyseEvents(question=question))
