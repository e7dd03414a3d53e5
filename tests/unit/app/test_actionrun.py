import ast
import inspect
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

import vedette
from tests.toys import OWNER
from tests.unit.app.actionhouse import Home, users
from vedette.access.nouns import Decision, Verdict
from vedette.app import actionkeep
from vedette.app.action_requests import Act
from vedette.app.actionadapters import Adapter, Mandate
from vedette.app.actionlocal import Local
from vedette.app.actionrun import Runner
from vedette.app.gate import Work
from vedette.app.jobs import Job
from vedette.core.actions import Action, ActionKind, ActionState
from vedette.core.errors import BadInput, Refused, Unavailable
from vedette.respond.actions.record import halves
from vedette.respond.events import ActionStep
from vedette.sandbox.responding import SYSTEM_PATH

USERMOD = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("usermod", path=SYSTEM_PATH) is None, reason="needs root and usermod"
)
EVIL = "evil.example"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "hosts").write_bytes(b"127.0.0.1 localhost")
    return Home(tmp_path)


def domain(home: Home, **more: str) -> Action:
    return home.plan(ActionKind.BLOCK_DOMAIN, EVIL, hosts=str(home.folder / "hosts"), **more)


def test_a_plan_is_kept_and_nothing_is_done(home: Home) -> None:
    action = domain(home)
    assert action.state is ActionState.PROPOSED
    assert (home.folder / "hosts").read_bytes() == b"127.0.0.1 localhost"
    tried = home.tries(action)
    assert tried.ok
    assert tried.action.state is ActionState.TRIED
    assert (home.folder / "hosts").read_bytes() == b"127.0.0.1 localhost"


def test_every_step_is_on_the_record_before_and_after(home: Home) -> None:
    action = home.run(domain(home))
    assert action.state is ActionState.VERIFIED
    events = home.kept.events(action.id)
    steps = [one.what.done for one in events if isinstance(one.what, ActionStep)]
    assert [(one.begun, one.ok) for one in steps] == [(True, False), (False, True)]
    assert steps[0].before == "joined", "how it stood is known before anything is done"
    assert all(one.decision and one.by == OWNER.subject.id for one in events)


def test_who_decided_stands_with_the_action(home: Home) -> None:
    action = home.run(domain(home))
    _, decision, _ = home.record.entries[-1]
    assert action.decisions == (decision.id,)
    assert action.approved_by == (OWNER.subject.id,)
    action = home.undo(action)
    assert len(set(action.decisions)) == 2
    assert action.state is ActionState.UNDONE
    assert (home.folder / "hosts").read_bytes() == b"127.0.0.1 localhost"


def test_the_ledger_seals_every_step(home: Home) -> None:
    action = home.run(domain(home))
    _, _, ended = home.record.entries[-1]
    assert ended is not None
    assert ended.counts["plan"] == action.plan.digest
    assert ended.counts["record"] == home.kept.seal(action.id)
    file = home.kept.folder / f"{action.id}.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"ok":true', b'"ok":false'))
    assert ended.counts["record"] != home.kept.seal(action.id)


def test_another_plan_than_the_one_agreed_to_is_not_run(home: Home) -> None:
    action = domain(home)
    for digest in ("", "0" * 64, action.plan.digest + "0"):
        with pytest.raises(Refused, match="agreed"):
            home.gate.run(OWNER, "action.small", Act(action=action.id, digest=digest))
    assert home.kept.action(action.id).state is ActionState.PROPOSED


def test_what_was_changed_on_the_disk_is_not_run(home: Home) -> None:
    action = domain(home)
    file = home.kept.folder / f"{action.id}.jsonl"
    file.write_bytes(file.read_bytes().replace(b"evil.example", b"good.example"))
    with pytest.raises(Refused, match="agreed"):
        home.run(action)


def test_when_things_changed_since_it_has_to_be_planned_anew(home: Home) -> None:
    path = home.folder / "a.php"
    path.write_bytes(b"one")
    action = home.plan(ActionKind.QUARANTINE_FILE, str(path))
    path.write_bytes(b"two")
    with pytest.raises(BadInput, match="changed since it was planned"):
        home.run(action)
    assert path.read_bytes() == b"two"


def test_a_spared_target_is_not_touched_even_when_agreed_to(home: Home) -> None:
    action = domain(home)
    (home.kept.folder / "spare.txt").write_text("never evil.example our test server\n")
    with pytest.raises(Refused, match="our test server"):
        home.run(action)
    assert b"evil" not in (home.folder / "hosts").read_bytes()


def test_one_capability_does_not_do_what_another_is_for(home: Home) -> None:
    action = domain(home)
    for other in ("action.read", "action.wide", "action.alone"):
        with pytest.raises(Refused, match="is not for that"):
            home.gate.run(OWNER, other, Act(action=action.id, digest=action.plan.digest))


def test_an_action_is_run_once_and_taken_back_once(home: Home) -> None:
    action = domain(home)
    with pytest.raises(BadInput, match="cannot be taken back"):
        home.undo(action)
    home.run(action)
    with pytest.raises(BadInput, match="cannot be run"):
        home.run(action)
    with pytest.raises(BadInput, match="cannot be dropped"):
        home.act(action, "drop")
    home.undo(action)
    with pytest.raises(BadInput, match="cannot be taken back"):
        home.undo(action)


def test_the_same_again_is_a_new_action_once_the_first_came_to_rest(home: Home) -> None:
    first = domain(home)
    with pytest.raises(BadInput, match="planned already"):
        domain(home)
    home.act(first, "drop")
    second = domain(home)
    assert second.id == f"{first.id}-2"
    assert home.run(second).state is ActionState.VERIFIED


def test_what_was_so_before_is_left_so(home: Home) -> None:
    first = home.run(domain(home, minutes="5"))
    second = home.run(domain(home, minutes="6"))
    assert second.done[0].said == "it is so already"
    home.undo(second)
    assert b"evil" in (home.folder / "hosts").read_bytes(), "the first one's"
    home.undo(first)
    assert (home.folder / "hosts").read_bytes() == b"127.0.0.1 localhost"


def test_what_fails_is_said_and_nothing_of_it_is_left(home: Home) -> None:
    action = domain(home)
    (home.folder / "hosts").unlink()
    (home.folder / "hosts").mkdir()
    with pytest.raises(BadInput, match="cannot be run"):
        home.run(action)
    assert home.kept.action(action.id).state is ActionState.PROPOSED


def test_what_only_a_person_can_do_waits_for_their_word(home: Home) -> None:
    action = home.plan(ActionKind.ROTATE_SECRET, "db-password")
    with pytest.raises(BadInput, match="a person has to"):
        home.run(action)
    done = home.run(action, done_by_hand=True)
    assert done.state is ActionState.DONE
    assert done.done[-1].said == "a person says that it is done"
    with pytest.raises(BadInput, match="cannot be taken back"):
        home.undo(done)


def test_what_is_over_its_time_is_due_and_nothing_else(home: Home) -> None:
    short, long = domain(home, minutes="10"), home.plan(ActionKind.BLOCK_HASH, "a" * 64)
    home.run(short)
    home.run(long)
    assert home.shown("due") == []
    home.now += 601
    assert home.shown("due") == [short.id]
    home.undo(short)
    assert home.shown("due") == []
    assert home.shown("half-done") == []
    assert set(home.shown()) == {short.id, long.id}


def test_nothing_is_done_that_cannot_be_written_down(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    action = domain(home)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="No space left"):
        home.run(action)
    assert b"evil" not in (home.folder / "hosts").read_bytes()


# --- a break at any moment


def killed_at(home: Home, work: Callable[[Home], object], number: int) -> bool:
    """Run in a process that is killed at its Nth moment: about to write, just written, just acted."""
    child = os.fork()
    if not child:
        _mortal(number)
        try:
            work(home.again())
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def _mortal(number: int) -> None:
    left = [number]

    def moment() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(does: Callable[..., object]) -> Callable[..., object]:
        def mortal(*given: object, **named: object) -> object:
            moment()
            came = does(*given, **named)
            moment()
            return came

        return mortal

    written = actionkeep.Kept.append
    actionkeep.Kept.append = around(written)  # type: ignore[method-assign, assignment]
    Local.carries_out = around(Local.carries_out)  # type: ignore[method-assign, assignment]
    Local.takes_back = around(Local.takes_back)  # type: ignore[method-assign, assignment]


def all_files(root: Path) -> dict[str, tuple[bytes, int]]:
    """What is there; programs of the system leave backups of their own."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith("-") and "actions" not in path.parts
    }


def broken_everywhere(home: Home, plan: Callable[[Home], Action], then: str) -> int:
    """Break a run at every moment there is, then finish or take back; return how many there were."""
    number = 0
    while True:
        before = all_files(home.folder)
        action = plan(home)
        broken = killed_at(home, lambda one: one.run(action), number)  # noqa: B023
        found = home.again()
        stood = found.kept.action(action.id)
        half = stood.state in {ActionState.RUNNING, ActionState.FAILED, ActionState.UNDOING}
        assert (action.id in found.shown("half-done")) is half
        if stood.state is ActionState.PROPOSED:
            assert all_files(home.folder) == before, "nothing is done before it is on the record"
            found.act(action, "drop")
        else:
            if then == "run" and half:
                stood = found.run(action)
                assert stood.state is ActionState.VERIFIED
                assert not halves(stood)
            assert found.undo(action).state is ActionState.UNDONE
        assert all_files(home.folder) == before
        if not broken:
            return number
        number += 1


@pytest.mark.parametrize("then", ["run", pytest.param("undo", marks=pytest.mark.slow)])
def test_killed_at_any_moment_a_block_is_finished_or_taken_back(home: Home, then: str) -> None:
    assert broken_everywhere(home, domain, then) > 8


@pytest.mark.slow
@pytest.mark.parametrize("then", ["run", "undo"])
def test_killed_at_any_moment_a_file_is_away_or_back(home: Home, then: str) -> None:
    path = home.folder / "a.php"
    path.write_bytes(b"evil")

    def plan(home: Home) -> Action:
        return home.plan(ActionKind.QUARANTINE_FILE, str(path), evidence="no")

    assert broken_everywhere(home, plan, then) > 8


@USERMOD
@pytest.mark.slow
@pytest.mark.parametrize("then", ["run", "undo"])
def test_killed_at_any_moment_an_account_is_closed_or_open(home: Home, then: str) -> None:
    root = users(home.folder / "system")

    def plan(home: Home) -> Action:
        return home.plan(ActionKind.DISABLE_ACCOUNT, "ana", root=str(root))

    assert broken_everywhere(home, plan, then) > 12


@pytest.mark.slow
def test_killed_while_taking_back_it_is_taken_back_the_next_time(home: Home) -> None:
    before = all_files(home.folder)
    number, broken = 0, True
    while broken:
        action = home.run(domain(home))
        broken = killed_at(home, lambda one: one.undo(action), number)  # noqa: B023
        found = home.again()
        if found.kept.action(action.id).state is not ActionState.UNDONE:
            assert found.undo(action).state is ActionState.UNDONE
        assert all_files(home.folder) == before
        number += 1
    assert number > 6


def test_a_line_that_was_cut_off_is_as_if_it_had_not_been_written(home: Home) -> None:
    action = domain(home)
    file = home.kept.folder / f"{action.id}.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole + whole[: len(whole) // 2])
    assert home.kept.action(action.id) == action
    assert home.run(action).state is ActionState.VERIFIED
    assert len(home.kept.events(action.id)) == len(file.read_bytes().splitlines())


# --- no action without a decision


def decision(verdict: Verdict, ident: str = "d") -> Decision:
    return Decision(
        id=ident, verdict=verdict, reasons=("r",), policy="p", obligations=(), made=0.0, expires=1.0
    )


@pytest.mark.parametrize("one", [decision(Verdict.DENY), decision(Verdict.ALLOW, "")])
def test_without_a_decision_there_is_no_leave(home: Home, one: Decision) -> None:
    work = Work(Job(), OWNER, one)
    with pytest.raises(Refused, match="without a decision"):
        Mandate.of(work)
    action = domain(home)
    with pytest.raises(Refused, match="without a decision"):
        home.actions.act("action.small", Act(action=action.id, digest=action.plan.digest), work)


def test_what_changes_something_takes_the_gates_leave() -> None:
    """Whoever calls these has to have one, and only a decision makes one."""
    for method in (Runner.run, Runner.undo, Adapter.carries_out, Adapter.takes_back):
        given = list(inspect.signature(method).parameters.values())
        assert given[1].annotation == "Mandate"
        assert given[1].default is inspect.Parameter.empty


def called(name: str) -> set[str]:
    """The modules of the application in which something of that name is called."""
    source = Path(vedette.__file__).parent
    return {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if f"{name}(" in (text := path.read_text("utf-8"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name
    }


def test_there_is_one_way_to_a_change_and_the_gate_stands_before_it() -> None:
    assert called("carries_out") == {"app/actionrun.py"}
    assert called("takes_back") == {"app/actionrun.py"}
    assert called("Runner") == {"app/actionwork.py"}
    assert called("Mandate") == set(), "only by a decision: Mandate.of"


def test_programs_are_started_by_these_alone() -> None:
    source = Path(vedette.__file__).parent
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if "vedette.sandbox.responding" in path.read_text("utf-8")
    }
    assert found == {
        "app/actionevidence.py",
        "app/actionlocal.py",
        "app/actionplace.py",
        "app/actionremote.py",
        "app/actiontable.py",
    }, "the last makes it, and hands it to the others"
