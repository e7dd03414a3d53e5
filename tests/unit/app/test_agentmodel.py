"""A named model as agents ask it: through the gate, and nobody's who may not."""

from pathlib import Path

import pytest

from tests.unit.app.test_desk import home
from tests.unit.app.test_narrate import with_model
from vedette.app.agentmodel import Named
from vedette.core.dialogue import Ask, Ending, Message, ModelRole, Speaker
from vedette.core.errors import BadInput, Unavailable

ASK = Ask(messages=(Message(speaker=Speaker.USER, text="1. [E1] somebody knocked"),))


def test_it_answers_whole_and_in_one_piece(tmp_path: Path) -> None:
    app = home(tmp_path)
    with_model(app, "vedette-cyber", ModelRole.DRAFTER)
    named = Named(app.gate, app.caller, "vedette-cyber")
    assert named.roles() == {ModelRole.DRAFTER}
    assert "someone knocked" in named.answer(ASK).text
    (piece,) = named.stream(ASK)
    assert ("someone knocked" in piece.text, piece.ending) == (True, Ending.STOP)
    assert named.size(ASK) > 0


def test_it_is_nobodys_where_nothing_is_attached(tmp_path: Path) -> None:
    app = home(tmp_path)
    named = Named(app.gate, app.caller, "vedette-open")
    assert named.roles() == frozenset()
    with pytest.raises(Unavailable):
        named.answer(ASK)
    with pytest.raises(BadInput):
        Named(app.gate, app.caller, "gpt-9").roles()


def test_nobody_waits_for_what_was_stopped(tmp_path: Path) -> None:
    app = home(tmp_path)
    model = with_model(app, "vedette-cyber", ModelRole.DRAFTER)
    with pytest.raises(Unavailable, match="waits"):
        Named(app.gate, app.caller, "vedette-cyber").answer(ASK, lambda: True)
    assert model.asks == []
