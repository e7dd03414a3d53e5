"""Mending at home, a named model asked through the gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.toys import plant
from tests.unit.app.test_desk import home
from tests.unit.app.test_narrate import with_model
from vedette.app.fix_answers import Became
from vedette.app.fix_requests import Fix
from vedette.core.dialogue import ModelRole
from vedette.core.errors import Unavailable
from vedette.core.patches import Author, Gate, Outcome

APP = "def calc(text):\n    return eval(text + '')\n"


def answer(_: Any) -> str:  # noqa: ANN401
    block = {"path": "app.py", "before": "    return eval(text + '')\n", "after": "    return int(text)\n"}
    return json.dumps({"says": "only numbers", "replacements": [block]})


def test_a_named_model_proposes_what_passes_the_gates(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"app.py": APP})
    app = home(tmp_path / "home")
    with_model(app, "vedette-cyber", ModelRole.DRAFTER).answers = answer
    wish = Fix(target=str(root), run=False, model="vedette-cyber")
    (mending,) = app.run("code.fix", wish).value.mendings
    assert mending.became is Became.PATCHED
    assert mending.accepted is not None
    assert mending.accepted.patch.author is Author.MODEL
    said = {one.gate: one for one in mending.accepted.trials}
    assert said[Gate.G3].why.startswith("no attack could be tried: not executed")
    assert said[Gate.G6].outcome is Outcome.NOT_RUN, "it drafts, and was not granted to judge"


def test_a_model_without_a_role_for_it_is_not_asked(tmp_path: Path) -> None:
    root = plant(tmp_path / "app", {"app.py": APP})
    app = home(tmp_path / "home")
    model = with_model(app, "vedette-cyber", ModelRole.ROUTER)
    with pytest.raises(Unavailable, match="granted the role"):
        app.run("code.fix", Fix(target=str(root), run=False, model="vedette-cyber"))
    assert not model.asks
