import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.firewalls import KEY, Firewall, certificate, firewall
from tests.unit.app.actionhouse import Home
from vedette.app.actionremote import Post, key_of
from vedette.core.actions import Action, ActionKind, ActionState
from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable, VedetteError
from vedette.respond.actions.openc2 import MAPPING
from vedette.sandbox.responding import Responding

THEM = "203.0.113.7"
SCRIPT = """#!/bin/sh
# Keeps our contract: one program for one kind of action, asked in JSON, answering in JSON.
state="$(dirname "$0")/blocked"
asked="$(cat)"
name="$(printf '%s' "$asked" | sed 's/.*"name":"\\([^"]*\\)".*/\\1/')"
case "$1" in
plan) echo '{"ok":true,"breaks":"the guests","undoes":"the rule goes"}' ;;
dry-run) echo '{"ok":true,"said":"I would add a rule"}' ;;
execute) echo "$name" > "$state"; echo '{"ok":true,"said":"rule added","before":"no rule"}' ;;
undo)
    case "$asked" in
    *'"before":"no rule"'*) rm -f "$state"; echo '{"ok":true}' ;;
    *) echo '{"ok":false}' ;;
    esac ;;
check) if [ -e "$state" ]; then echo '{"ok":true}'; else echo '{"ok":false}'; fi ;;
esac
"""


@pytest.fixture
def wall() -> Iterator[Firewall]:
    with firewall() as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(KEY + b"\n")
    path.chmod(0o600)
    return path


def ordered(home: Home, wall: Firewall, adapter: str = "webhook", **more: str) -> Action:
    return home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter=adapter, at=wall.url, **more)


def test_a_webhook_does_it_and_takes_it_back(home: Home, wall: Firewall, key: Path) -> None:
    action = ordered(home, wall, key=str(key))
    assert "the shop's own guests" in action.plan.breaks
    assert home.tries(action).trials[0].said == "I would"
    assert not wall.done
    action = home.run(action)
    assert action.state is ActionState.VERIFIED
    assert wall.blocked == {THEM}
    assert home.undo(action).state is ActionState.UNDONE
    assert wall.blocked == set()
    assert wall.done == [("execute", f"{action.id}/execute"), ("undo", f"{action.id}/undo")]


def test_each_order_is_signed_with_the_time_and_says_nothing_of_our_files(
    home: Home, wall: Firewall, key: Path
) -> None:
    home.run(ordered(home, wall, key=str(key)))
    for number, said in enumerate(wall.asked):
        body = json.dumps(said, separators=(",", ":")).encode()
        assert wall.signed(number, body)
        assert str(key) not in body.decode()


def test_without_a_key_nothing_is_signed(home: Home, wall: Firewall) -> None:
    home.run(ordered(home, wall))
    assert all("vedette-signature" not in one for one in wall.headers)


def test_what_it_refuses_is_not_done(home: Home, wall: Firewall) -> None:
    wall.refuses = "plan"
    with pytest.raises(BadInput, match="no room"):
        ordered(home, wall)
    wall.refuses = "dry-run"
    action = ordered(home, wall)
    with pytest.raises(BadInput, match="no room"):
        home.run(action)
    assert not wall.done
    wall.refuses = "execute"
    assert home.run(action).state is ActionState.UNDONE
    assert wall.blocked == set()


def test_what_it_cannot_take_back_is_left_to_a_person(home: Home, wall: Firewall) -> None:
    action = home.run(ordered(home, wall))
    wall.refuses = "undo"
    action = home.undo(action)
    assert action.state is ActionState.STUCK
    assert f"POST {wall.url} undo" in action.why
    wall.refuses = ""
    wall.seen.clear()
    assert home.undo(action).state is ActionState.UNDONE


@pytest.mark.parametrize(
    ("status", "answer", "why"),
    [
        (302, b"{}", "answered 302"),
        (500, b'{"ok":true}', "answered 500"),
        (200, b"<html>", "did not answer as agreed"),
        (200, b'{"ok":true,"then":"rm -rf /"}', "did not answer as agreed"),
        (200, b" " * 70_000, "too much"),
    ],
)
def test_an_answer_that_is_none_changes_nothing(
    home: Home, wall: Firewall, status: int, answer: bytes, why: str
) -> None:
    wall.status, wall.answer = status, answer
    wall.location = wall.url if status == 302 else ""
    with pytest.raises(VedetteError, match=why):
        ordered(home, wall)
    assert home.shown() == []


def test_a_server_that_is_gone_is_said_so(home: Home, wall: Firewall) -> None:
    action = ordered(home, wall)
    at = wall.url.replace("localhost", "127.0.0.2")
    with pytest.raises(Unavailable, match="does not answer"):
        home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter="webhook", at=at)
    wall.answer = b"?"
    with pytest.raises(BadInput, match="cannot be run"):
        home.run(action)


@pytest.mark.parametrize(
    "url",
    [
        "http://fw.example.org/x",
        "ftp://127.0.0.1/x",
        "https://user:pass@fw.example.org/",
        "https://",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
        "",
    ],
)
def test_orders_go_encrypted_or_stay_here(url: str) -> None:
    post = Post(url=url, key=b"", now=lambda: datetime.now(UTC))
    with pytest.raises(BadInput):
        post.send(b"{}", {})


def test_orders_go_only_to_whom_a_certificate_vouches_for(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vouched = certificate(tmp_path / "fw.pem")
    with firewall(vouched) as wall:
        with pytest.raises(Unavailable, match="certificate verify failed"):
            ordered(home, wall)
        assert not wall.asked
        monkeypatch.setenv("SSL_CERT_FILE", str(vouched))
        action = home.run(ordered(home, wall))
        assert action.state is ActionState.VERIFIED
        wrong = wall.url.replace("localhost", "127.0.0.1")
        with pytest.raises(Unavailable, match="certificate"):
            home.plan(ActionKind.BLOCK_ADDRESS, "203.0.113.9", adapter="webhook", at=wrong)


def test_words_that_would_steer_a_terminal_stay_words(home: Home, wall: Firewall) -> None:
    wall.answer = json.dumps({"ok": True, "breaks": "\x1b[2J\r\n\u202eoops"}).encode()
    assert "\x1b[2J" in ordered(home, wall).plan.breaks, "kept as said; the door makes it harmless"


# --- OpenC2


def test_a_consumer_is_sent_commands_and_deletes_the_rule_it_numbered(home: Home, wall: Firewall) -> None:
    action = ordered(home, wall, adapter="openc2")
    assert home.tries(action).trials[0].said == "it knows the command"
    action = home.run(action)
    assert action.state is ActionState.DONE, "OpenC2 has no question whether it holds"
    assert wall.blocked == {THEM}
    assert wall.headers[-1]["content-type"] == "application/openc2-cmd+json;version=1.0"
    assert home.undo(action).state is ActionState.UNDONE
    assert wall.done[-1] == ("delete", '{"slpf:rule_number": 7}')
    assert wall.blocked == set()


def test_what_a_consumer_does_not_know_is_not_sent(home: Home, wall: Firewall) -> None:
    action = home.plan(ActionKind.BLOCK_HASH, "a" * 64, adapter="openc2", at=wall.url)
    with pytest.raises(BadInput, match="does not know"):
        home.run(action)
    assert {one for one, _ in wall.done} == {"query"}


def test_what_a_consumer_refuses_is_failed_and_said_the_other_way(home: Home, wall: Firewall) -> None:
    action = home.plan(ActionKind.BLOCK_DOMAIN, "evil.example", adapter="openc2", at=wall.url)
    action = home.run(action)
    assert action.state is ActionState.UNDONE
    assert "501 not here" in action.done[1].said
    assert [one for one, _ in wall.done][-2:] == ["deny", "allow"]


# --- a folder of programs


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "scripts"
    folder.mkdir()
    folder.chmod(0o700)
    path = folder / "block-address"
    path.write_text(SCRIPT)
    path.chmod(0o700)
    return folder


def test_a_users_program_does_it_and_takes_it_back(home: Home, scripts: Path) -> None:
    action = home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter="folder", at=str(scripts))
    assert "the guests" in action.plan.breaks
    assert "the rule goes" in action.plan.undoes
    assert action.plan.steps[0].command == (str(scripts / "block-address"), "execute")
    assert home.tries(action).ok
    assert not (scripts / "blocked").exists()
    action = home.run(action)
    assert action.state is ActionState.VERIFIED
    assert (scripts / "blocked").read_text() == f"{THEM}\n"
    assert home.undo(action).state is ActionState.UNDONE
    assert not (scripts / "blocked").exists()


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 3", "ended with 3"),
        ("echo no JSON", "did not answer as agreed"),
        ("head -c 70000 /dev/zero", "more than"),
        ('echo \'{"ok":false,"said":"the firewall is down"}\'', "the firewall is down"),
        ("sleep 30", "was stopped after 1 s"),
    ],
)
def test_a_program_that_does_not_keep_the_contract_plans_nothing(
    tmp_path: Path, scripts: Path, script: str, why: str
) -> None:
    (scripts / "block-address").write_text(f"#!/bin/sh\n{script}\n")
    home = Home(tmp_path, responding=Responding(script_seconds=1))
    with pytest.raises(VedetteError, match=why):
        home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter="folder", at=str(scripts))


def test_a_program_others_may_write_to_is_not_asked(home: Home, scripts: Path) -> None:
    (scripts / "block-address").chmod(0o777)
    with pytest.raises(Refused, match="others may write"):
        home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter="folder", at=str(scripts))


def test_a_kind_without_a_program_says_so(home: Home, scripts: Path) -> None:
    with pytest.raises(BadInput, match="block-domain"):
        home.plan(ActionKind.BLOCK_DOMAIN, "evil.example", adapter="folder", at=str(scripts))


DOCS = Path(__file__).parents[3] / "docs" / "actions.md"


def test_the_program_in_the_documentation_keeps_the_contract(home: Home, scripts: Path) -> None:
    text = DOCS.read_text("utf-8")
    program = text.partition("```python\n")[2].partition("```")[0]
    (scripts / "block-address").write_text(program)
    (scripts / "blocked.txt").write_text("198.51.100.1\n")
    action = home.run(home.plan(ActionKind.BLOCK_ADDRESS, THEM, adapter="folder", at=str(scripts)))
    assert action.state is ActionState.VERIFIED
    assert (scripts / "blocked.txt").read_text() == f"198.51.100.1\n{THEM}\n"
    assert home.undo(action).state is ActionState.UNDONE
    assert (scripts / "blocked.txt").read_text() == "198.51.100.1\n"


def test_the_documentation_says_how_each_is_said_in_openc2() -> None:
    rows = {
        (cells[0], cells[1], cells[3])
        for line in DOCS.read_text("utf-8").partition("## OpenC2")[2].splitlines()
        if line.startswith("| `") and len(cells := [one.strip(" `") for one in line.split("|")[1:-1]]) == 4
    }
    assert rows == {(kind.value, words.does, words.undoes) for kind, words in MAPPING.items()}


# --- keys


def test_a_key_is_its_users_alone(key: Path) -> None:
    assert key_of(str(key)) == KEY
    assert key_of("") == b""
    key.chmod(0o640)
    with pytest.raises(Refused, match="others may read"):
        key_of(str(key))
    key.chmod(0o600)
    key.write_bytes(b"short")
    with pytest.raises(BadInput, match="at least 32"):
        key_of(str(key))
    with pytest.raises(BadInput, match="No such file"):
        key_of(str(key.parent / "none"))


def test_too_long_an_answer_is_a_bound_that_was_reached(wall: Firewall) -> None:
    wall.answer = b" " * 70_000
    with pytest.raises(LimitHit):
        Post(url=wall.url, key=b"", now=lambda: datetime.now(UTC)).send(b"{}", {})
