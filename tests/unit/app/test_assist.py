from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.toys import plant
from tests.warm import warm
from vedette.access.budgets import Memory
from vedette.agents.hunter.proposals import Claim, Harm, Origin, Part, Propose
from vedette.app import wiring
from vedette.app.agentdrivejournal import read_entries
from vedette.app.assist import AssistPlace
from vedette.app.assist_answers import Assisted
from vedette.app.assist_requests import Assist
from vedette.app.callers import owner
from vedette.app.clock import SYSTEM
from vedette.app.gate import Denied, Work
from vedette.app.jobs import Job
from vedette.app.modeluse import Attached
from vedette.app.requests import Scan
from vedette.core import codec
from vedette.core.assistance import Lean
from vedette.core.budgets import Cap
from vedette.core.dialogue import Ask, ModelRole
from vedette.core.errors import BadInput, Unavailable
from vedette.core.executions import NotExecuted, Program
from vedette.core.nouns import Confidence, Report
from vedette.models.profiles import profile
from vedette.models.scripted import Said, Scripted, Trouble

SHOP = {
    "shop/views.py": """\
from flask import request
import acme
import os


def find():
    name = request.args["name"]
    return acme.db.look("select * from goods where name = '" + name + "'")


def show():
    os.system("cat " + request.args["name"])


def quiet():
    acme.db.look(request.args["q"])  # vedette: ignore[sql-injection] a test of it
""",
}
RAW = Propose(
    claims=(
        Claim(
            part=Part.SINK,
            harm=Harm.SQL,
            callable="acme.db.look",
            argument="0",
            origin=Origin.REMOTE,
            returns="",
            parameter="",
            path=('name = request.args["name"]', "return acme.db.look("),
        ),
    )
)


def answering(ask: Ask) -> Said:
    """Judge everything lower; propose the one row where it fits."""
    text = ask.messages[1].text
    if "static analyser reports" in ask.messages[0].text:
        return {"action": "judged", "priority": "lower", "rank": 1, "why": "It is harmless."}
    if "Unit find" in text:
        return msgspec.json.encode(RAW).decode()
    return {"action": "nothing"}


class NoSandbox:
    def run(self, program: Program) -> NotExecuted:
        del program
        return NotExecuted(why="none here")


@dataclass
class Standing:
    """What stands behind vedette-cyber: a model for all roles, unless a test says otherwise."""

    answers: Callable[[Ask], Said] = answering
    roles: frozenset[ModelRole] = frozenset(ModelRole)
    stays: bool = True
    empty: bool = False
    made: list[Scripted] = field(default_factory=list)

    def serving(self, name: str) -> Attached | None:
        if self.empty:
            return None
        self.made.append(Scripted(self.answers))
        wide = msgspec.structs.replace(profile(name), roles=tuple(ModelRole))
        return Attached(name="here", profile=wide, model=self.made[-1], roles=self.roles, stays=self.stays)


@dataclass
class House:
    folder: Path
    standing: Standing
    said: list[str] = field(default_factory=list)
    budgets: Memory = field(default_factory=Memory)

    def place(self) -> AssistPlace:
        environ = {
            "VEDETTE_DATA_DIR": str(self.folder / "data"),
            "VEDETTE_CACHE_DIR": warm(),
        }
        app = wiring.build(environ)
        return AssistPlace(
            tools=wiring.tools(wiring.chosen(environ)),
            folder=self.folder / "agents",
            back_ends=lambda: self.standing,
            budgets=lambda: self.budgets,
            sandbox=NoSandbox,
            gates=[app.gate],
        )

    def assist(self, **wishes: Any) -> Assisted:  # noqa: ANN401
        target = self.folder / "target"
        if not target.exists():
            plant(target, SHOP)
        scan = Scan(target=str(target), **wishes.pop("scan", {}))
        request = Assist(scan=scan, profile=wishes.pop("profile", "vedette-cyber"), **wishes)
        decision: Any = None
        work = Work(Job(notice=self.said.append), owner(), decision)
        return self.place().assist(request, work)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path, Standing())


def by_rule(report: Report) -> Mapping[str, Confidence]:
    return {one.rule: one.confidence for one in report.findings if one.suppressed is None}


def test_a_scan_gains_what_was_confirmed_and_loses_nothing(house: House) -> None:
    made = house.assist()
    report = made.scanned.report
    assert by_rule(report) == {
        "command-injection": Confidence.STRONG,
        "sql-injection": Confidence.POSSIBLE,
    }
    assistance = report.assistance
    assert assistance is not None
    assert (assistance.profile, assistance.model) == ("vedette-cyber", "scripted")
    assert assistance.roles == (ModelRole.DRAFTER, ModelRole.JUDGE)
    assert [one.lean for one in assistance.opinions] == [Lean.DISAGREES]
    assert assistance.tally.confirmed == 1
    assert assistance.tally.dropped_count >= 1
    assert assistance.requests == len(house.standing.made[0].asks)
    assert assistance.opinions[0].why == ""  # it is not so, and a gate says so
    assert made.counts()["confirmed"] == 1
    names = {(one.digest, one.name) for one in report.artefacts}
    assert all((e.artefact, e.name) in names for one in report.findings for e in one.evidence)
    assert codec.load(codec.dump(report), Report) == report


def test_what_somebody_suppressed_stays_so(house: House) -> None:
    report = house.assist().scanned.report
    hidden = [one for one in report.findings if one.suppressed is not None]
    assert [one.primary.quote for one in hidden] == ['acme.db.look(request.args["q"])']


def test_the_same_question_again_costs_nothing(house: House) -> None:
    first = house.assist()
    again = house.assist()
    assert again.scanned.report.findings == first.scanned.report.findings
    assert again.scanned.report.assistance == first.scanned.report.assistance
    assert house.standing.made[1].asks == []
    house.assist(afresh=True)
    assert len(house.standing.made[2].asks) == len(house.standing.made[0].asks)


def test_old_journals_are_forgotten(house: House) -> None:
    old = house.folder / "agents" / "old.jsonl"
    new = house.folder / "agents" / "new.jsonl"
    old.parent.mkdir()
    for one in (old, new):
        one.write_text("")
    os.utime(old, (1, 1))
    house.assist()
    assert new.exists()
    assert not old.exists()


def test_a_row_is_offered_once_and_makes_the_model_needless(house: House) -> None:
    folder = house.folder / "mine"
    made = house.assist(offer=folder)
    (name,) = made.offered
    report = house.assist(scan={"rules": folder}, offer=folder, profile="vedette-open").scanned.report
    assert by_rule(report)["sql-injection"] is Confidence.STRONG
    (folder / name).write_text("mine now")
    house.assist(offer=folder, afresh=True)
    assert (folder / name).read_text() == "mine now"


def test_every_step_is_in_the_trace_and_no_secret_is(house: House) -> None:
    key = "AKIA" + "Q3EGRIZ5XYZ7ABCD"
    plant(
        house.folder / "target",
        {"a.py": f'import acme\nKEY = "{key}"\ndef f(x):\n    acme.send("{key}", x)\n'},
    )
    made = house.assist()
    data = Path(made.trace).read_bytes()
    kinds = {one.kind for one in read_entries(data, "t")}
    assert {"consult", "rescan"} <= kinds
    assert key.encode() not in b"".join(
        one.messages and msgspec.json.encode(one.messages) for one in read_entries(data, "t") if one.messages
    )
    assert not any(key in m.text for ask in house.standing.made[0].asks for m in ask.messages)


def test_an_estimate_comes_first(house: House) -> None:
    house.assist(requests=2)
    assert "Allowed: 2 requests" in house.said[0]


def test_a_budget_bounds_the_run_and_names_what_is_left(house: House) -> None:
    assistance = house.assist(requests=1).scanned.report.assistance
    assert assistance is not None
    assert assistance.requests == 1
    assert assistance.unexamined
    assert any("budget" in note for note in assistance.notes)


def test_with_more_budget_the_run_goes_on(house: House) -> None:
    house.assist(requests=1)
    assistance = house.assist().scanned.report.assistance
    assert assistance is not None
    assert not assistance.unexamined
    assert assistance.requests == sum(len(one.asks) for one in house.standing.made)
    assert not any("used up" in note for note in assistance.notes)


def test_shared_accounts_are_used(house: House) -> None:
    made = house.assist().scanned.report.assistance
    assert made is not None
    day = profile("vedette-cyber").budget
    now = SYSTEM.now().timestamp()
    for unit, limit, used in (("tokens", day.tokens, made.tokens), ("requests", day.requests, made.requests)):
        account = f"model-{unit}:vedette-cyber:{owner().subject.id}"
        assert house.budgets.used(Cap(account=account, limit=limit), now) == used


def test_a_model_that_is_unfit_is_said_to_be(house: House) -> None:
    house.standing.roles = frozenset()
    report = house.assist().scanned.report
    assert report.assistance is not None
    assert "was not granted the role drafter" in report.assistance.notes[0]
    assert by_rule(report) == {"command-injection": Confidence.STRONG}
    assert house.standing.made[0].asks == []


@pytest.mark.parametrize("trouble", list(Trouble))
def test_trouble_is_inconclusive_and_changes_nothing(house: House, trouble: Trouble) -> None:
    house.standing.answers = lambda _: trouble
    report = house.assist().scanned.report
    assert report.assistance is not None
    assert {one.lean for one in report.assistance.opinions} == {Lean.INCONCLUSIVE}
    assert report.assistance.tally.inconclusive > 0
    assert by_rule(report) == {"command-injection": Confidence.STRONG}


def test_nothing_behind_it_or_elsewhere_is_said_so(house: House) -> None:
    house.standing.empty = True
    with pytest.raises(Unavailable, match="no language model stands behind"):
        house.assist()
    house.standing.empty = False
    with pytest.raises(Unavailable):
        house.assist(profile="vedette-core")
    with pytest.raises(BadInput, match="no model is called"):
        house.assist(profile="vedette-magic")
    house.standing.stays = False
    with pytest.raises(Unavailable, match="stays here"):
        house.assist(profile="vedette-open")


def test_choosing_a_model_is_not_being_granted_it(house: House) -> None:
    with pytest.raises(Denied, match=r"model\.critical"):
        house.assist(profile="vedette-critical")
    assert house.standing.made == []


def test_the_model_makes_no_run_fail_less(house: House) -> None:
    made = house.assist()
    assert made.scanned.failing == 1  # command-injection, whatever the judge thinks of it


def test_a_run_that_was_killed_is_taken_up(house: House) -> None:
    class Killed(BaseException):
        pass

    asked: list[Ask] = []

    def dying(ask: Ask) -> Said:
        asked.append(ask)
        if len(asked) == 2:
            raise Killed
        return answering(ask)

    house.standing.answers = dying
    with pytest.raises(Killed):
        house.assist()
    house.standing.answers = answering
    made = house.assist().scanned.report.assistance
    assert made is not None
    assert len(house.standing.made[0].asks) + len(house.standing.made[1].asks) == made.requests
    assert any("killed" in note for note in made.notes)
