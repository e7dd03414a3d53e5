import pytest

from tests.unit.hunt.network import wire
from vedette.hunt import actions


@pytest.mark.parametrize(("code", "outcome"), [(b"230", "success"), (b"530", "failure")])
def test_who_logs_in_and_whether_that_went_well(code: bytes, outcome: str) -> None:
    talk = wire.Talk(other=21).opened().hear(b"220 hello\r\n").say(b"USER Bob\r\n").hear(b"331 password\r\n")
    talk.say(b"PASS hunter2\r\n").hear(code + b" so\r\n")
    (event,) = wire.events(talk.frames, actions.LOGIN)
    assert (event.user, event.outcome, event.protocol) == ("bob", outcome, "ftp")
    assert "hunter2" not in repr(wire.events(talk.frames))


def test_what_is_done_to_files() -> None:
    talk = wire.Talk(other=21).opened().say(b"USER bob\r\n").hear(b"230 in\r\n")
    talk.say(b"RETR /etc/passwd\r\n").hear(b"150 coming\r\n", b"226 done\r\n")
    talk.say(b"STOR shell.php\r\nDELE log\r\n").hear(b"226-done\r\n226 done\r\n550 no\r\n")
    found = {one.action: (one.file, one.outcome, one.user) for one in wire.events(talk.frames)}
    assert found[actions.FILE_READ] == ("/etc/passwd", "success", "bob")
    assert found[actions.FILE_WRITE] == ("shell.php", "success", "bob")
    assert found[actions.FILE_DELETE] == ("log", "failure", "bob")


def test_what_nobody_answers_is_told_without_an_outcome() -> None:
    talk = wire.Talk(other=21).opened().say(b"USER bob\r\n", b"RETR a\r\n")
    found = [(one.action, one.outcome) for one in wire.events(talk.frames)]
    assert found[:2] == [(actions.LOGIN, None), (actions.FILE_READ, None)]
