from pathlib import Path

import pytest

from tests.unit.models.stubserver import always, message, serving, whole
from vedette.app.backendlocal import LocalModel
from vedette.app.modelplace import ModelPlace, placed
from vedette.core.dialogue import Ask, Message, ModelRole, Speaker
from vedette.core.errors import BadInput
from vedette.models.attachments import DataRule
from vedette.models.cards import keep
from vedette.models.compatible import Compatible
from vedette.models.dialect import Dialect
from vedette.models.probe.run import digest
from vedette.models.probe.seen import Card

KEY = "sk-planted-0123456789"
ASK = Ask(messages=(Message(speaker=Speaker.USER, text="Hi"),), seconds=5)


def place(tmp_path: Path, url: str = "http://127.0.0.1:9/v1", **environ: str) -> ModelPlace:
    (tmp_path / "models.toml").write_text(
        f'[backend.near]\nkind = "openai"\nurl = "{url}"\nmodel = "m"\nkey_env = "NEAR_KEY"\n'
        "price_prompt = 1.0\nprice_completion = 2.0\n"
        '[backend.here]\nkind = "gguf"\nmodel = "smollm2-135m"\n'
    )
    return ModelPlace(folder=tmp_path, environ={"NEAR_KEY": KEY} | environ)


def test_what_is_attached_is_opened_once_and_asked_with_its_key(tmp_path: Path) -> None:
    with serving(always(whole(message()))) as stub:
        near = place(tmp_path, stub.url)
        model = near.open("near")
        assert model.answer(ASK).text == "Hello"
        assert near.open("near") is model
    assert stub.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert near.data_rule("near") is DataRule.STAYS
    assert (prices := near.prices("near")) is not None
    assert prices.completion == 2.0
    assert near.prices("here") is None
    assert KEY not in repr(model) + repr(near.backends())


def test_a_model_of_this_machine_is_opened_without_being_started(tmp_path: Path) -> None:
    here = place(tmp_path)
    model = here.open("here")
    assert isinstance(model, LocalModel)
    assert model.pid() == 0
    assert model.file.parent == tmp_path / "models"
    here.close()


def test_roles_and_manners_are_what_a_probe_saw_and_none_before(tmp_path: Path) -> None:
    near = place(tmp_path)
    assert near.roles("near") == frozenset()
    made = near.backend("near")
    dialect = Dialect(seed=False)
    card = Card(
        backend="near", model="m", probe=digest(), date="", roles=(ModelRole.ROUTER,), dialect=dialect
    )
    keep(near.cards, "near", made, card)
    assert near.roles("near") == {ModelRole.ROUTER}
    model, fresh = near.open("near"), near.fresh("near")
    assert isinstance(model, Compatible)
    assert isinstance(fresh, Compatible)
    assert (model.dialect, fresh.dialect) == (dialect, Dialect())
    near.close()


def test_what_is_not_attached_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as told:
        place(tmp_path).open("office")
    assert told.value.hint.startswith("attached: here, near")
    with pytest.raises(BadInput):
        ModelPlace(folder=tmp_path / "none", environ={}).roles("x")


def test_a_key_that_is_not_there_is_said_when_it_is_needed(tmp_path: Path) -> None:
    made = ModelPlace(folder=place(tmp_path).folder, environ={})
    assert made.data_rule("near") is DataRule.STAYS
    with pytest.raises(BadInput, match="NEAR_KEY is not set"):
        made.open("near")


def test_where_things_are_is_the_operators_choice(tmp_path: Path) -> None:
    environ = {"VEDETTE_MODELS": str(tmp_path / "my.toml"), "VEDETTE_CACHE_DIR": str(tmp_path / "cache")}
    made = placed(tmp_path / "data", environ)
    assert made.where == tmp_path / "my.toml"
    assert made.weights == tmp_path / "cache" / "models"
    assert made.cards == tmp_path / "data" / "models" / "probes"
    assert placed(tmp_path / "data", {}).where == tmp_path / "data" / "models.toml"
    with pytest.raises(BadInput, match="VEDETTE_MODELS"):
        placed(tmp_path, {"VEDETTE_MODELS": ""})
