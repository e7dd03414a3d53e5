"""The watch of a service, put together: whom it stops, what it finds in jobs, what an operator may change."""

from pathlib import Path

import pytest

from tests.unit.app.house import Member, house
from vedette.access.monitor.nouns import Rule
from vedette.access.nouns import Risk
from vedette.app.job_answers import Kept, State, Wish
from vedette.app.member_requests import ShowGrants
from vedette.app.programme_requests import Exchange, Explain
from vedette.app.requests import Discover
from vedette.core.errors import BadInput

pytest_plugins = ["tests.postgres"]
LOOK = "code.discover"


def job(owner: str, engine: str, purpose: str, findings: int) -> Kept:
    return Kept(
        id="0" * 32,
        owner=owner,
        engine=engine,
        target="app.example.org",
        wish=Wish(path="/x"),
        place="here",
        state=State.DONE,
        made=1.0,
        purpose=purpose,
        counts={"findings": findings},
    )


def test_a_scan_of_others_through_a_whole_service_is_paused_and_says_why(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        ana = place.operator().joined("Ana", "Clinic")
        for n in range(6):
            refused = ana.refused(LOOK, Discover(target=f"host{n}.example.org", source="mirror/a.py"))
            assert "measure-paused" not in refused.decision.reasons
        paused = ana.refused(LOOK, Discover(target="host7.example.org", source="mirror/a.py"))
        assert "measure-paused" in paused.decision.reasons
        assert "appeal_measure" in {one.code for one in paused.decision.remedies}
        (made,) = place.service.watched.measures.of_person(ana.id)
        assert paused.told["measure"] == made.id
        assert "6 different targets" in paused.told["measure_reason"]
        explained = ana.run("access.explain", Explain(capability=LOOK, target="x.example.org")).value
        assert "measure-paused" in explained.reasons
        place.now += 24 * 3600 + 1
        after = ana.sign_in().refused(LOOK, Discover(target="host8.example.org", source="mirror/a.py"))
        assert "measure-paused" not in after.decision.reasons


def test_a_program_that_turned_is_stopped_through_a_whole_service_and_its_person_is_not(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as place:
        ana, bot = place.operator().joined("Ana", "Clinic"), Member(place)
        wish = Exchange(agent="helper", tools=(LOOK,), key=dict(bot.holder.public), seconds=600)
        bot.token = ana.ask("agents.exchange", wish).token
        for n in range(6):
            refused = bot.refused(LOOK, Discover(target=f"host{n}.example.org", source="mirror/a.py"))
            assert "measure-paused" not in refused.decision.reasons
        stopped = bot.refused(LOOK, Discover(target="host7.example.org", source="mirror/a.py"))
        assert "measure-paused" in stopped.decision.reasons
        (made,) = place.service.watched.measures.of_person(ana.id)
        assert (made.rule, made.agent) == (Rule.M3, bot.caller().subject.agent)
        assert stopped.told["measure"] == made.id
        mine = ana.refused(LOOK, Discover(target="host8.example.org", source="mirror/a.py"))
        assert "measure-paused" not in mine.decision.reasons
        (told,) = ana.run("member.grants", ShowGrants()).value.measures
        assert (told.agent, told.id) == (made.agent, made.id)
        for n in range(2):  # by hand: with the ninth target of both it rests for her too
            ana.refused(LOOK, Discover(target=f"more{n}.example.org", source="mirror/a.py"))
        rests = ana.refused(LOOK, Discover(target="more3.example.org", source="mirror/a.py"))
        assert "measure-paused" in rests.decision.reasons


@pytest.mark.parametrize(
    ("engine", "purpose", "findings", "opens"),
    [
        (LOOK, "research", 3, True),
        (LOOK, "own_code", 3, False),
        (LOOK, "research", 0, False),
        ("code.scan", "research", 3, False),
    ],
)
def test_what_a_look_found_in_what_may_be_others_is_to_be_told(
    tmp_path: Path, engine: str, purpose: str, findings: int, *, opens: bool
) -> None:
    with house(tmp_path) as place:
        site = place.service.jobs._site  # noqa: SLF001 - the board tells it of ends
        site.ended(job("p-1", engine, purpose, findings))
        found = place.service.parts.documents.all("disclosure")
        assert bool(found) is opens


def test_an_operator_s_thresholds_count_and_nonsense_does_not_start(tmp_path: Path) -> None:
    own = tmp_path / "watching.toml"
    own.write_text("[M3]\ntargets = 2\n")
    with house(tmp_path, watching=own) as place:
        ana = place.operator().joined("Ana", "Clinic")
        for n in range(3):
            ana.refused(LOOK, Discover(target=f"host{n}.example.org", source="mirror/a.py"))
        (made,) = place.service.watched.measures.of_person(ana.id)
        assert (made.rule, made.risk) == (Rule.M3, Risk.C2)
    own.write_text("[M3]\ntargets = 0\n")
    with pytest.raises(BadInput), house(tmp_path, watching=own):
        pass


def test_another_server_on_the_same_database_knows_within_a_second(tmp_path: Path, postgres: str) -> None:
    with (
        house(tmp_path / "here", database=postgres) as here,
        house(tmp_path / "there", database=postgres) as there,
    ):
        ana = here.operator().joined("Ana", "Clinic")
        caller = ana.caller()
        what = there.service.gate.capabilities[LOOK]
        request = Discover(target="x.example.org", source="mirror/a.py")
        assert there.service.watched.standing(caller, what, request, there.now).paused is None
        for n in range(6):
            ana.refused(LOOK, Discover(target=f"host{n}.example.org", source="mirror/a.py"))
        (made,) = here.service.watched.measures.of_person(ana.id)
        assert there.service.watched.standing(caller, what, request, there.now + 1).paused == made
        there.service.watched.measures.lift(made.id, "p-rex", there.now + 2)
        assert here.service.watched.standing(caller, what, request, here.now + 3).paused is None
