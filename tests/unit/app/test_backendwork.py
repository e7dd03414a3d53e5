from pathlib import Path

import pytest

from vedette.app.backend_requests import AttachBackend, ListBackends
from vedette.app.backendwork import BackendWork
from vedette.app.clock import SYSTEM
from vedette.app.jobs import Cancelled, Job
from vedette.app.modelplace import ModelPlace
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS
from vedette.models.assignments import assignments
from vedette.models.attachments import read


def work(folder: Path) -> BackendWork:
    return BackendWork(ModelPlace(folder=folder, environ={}), DEFAULTS, SYSTEM)


def test_what_is_attached_is_written_as_it_was_said_whatever_it_holds(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text('[profile.vedette-open]\nback_end = "one"')
    odd = 'quote " back \\ and ümläut'
    asked = AttachBackend(
        name="one", kind="openai", model=odd, url="https://models.example.org/v1", context=4096, data="stays"
    )
    assert work(tmp_path).attached(asked, Job()).where == "models.example.org"
    (made,) = read(tmp_path / "models.toml").values()
    assert (made.model, made.context, made.rule.value) == (odd, 4096, "stays")
    assert (tmp_path / "models.toml").read_text().startswith("[profile.vedette-open]")


@pytest.mark.parametrize("name", ["", "a.b", 'a"]\n[profile.x', "x" * 100])
def test_a_name_that_is_none_writes_nothing(tmp_path: Path, name: str) -> None:
    asked = AttachBackend(name=name, kind="gguf", model="m")
    with pytest.raises(BadInput, match="no name"):
        work(tmp_path).attached(asked, Job())
    assert not (tmp_path / "models.toml").exists()


def test_weights_nobody_knows_are_said_in_the_list(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text(
        '[backend.x]\nkind = "gguf"\nmodel = "my-own"\n'
        '[backend.y]\nkind = "openai"\nurl = "https://models.example.org/v1"\nmodel = "m"\n'
        "price_prompt = 0.5\nprice_completion = 1.5\n"
    )
    first, second = work(tmp_path).listed(ListBackends(), Job()).backends
    assert "no weights 'my-own' are known" in first.lacks
    assert (second.lacks, second.price) == ("", "0.5 in, 1.5 out EUR")


def test_whoever_stopped_gets_nothing(tmp_path: Path) -> None:
    job = Job()
    job.cancel()
    with pytest.raises(Cancelled):
        work(tmp_path).listed(ListBackends(), job)


def test_what_is_attached_stands_behind_the_named_models_that_were_named(tmp_path: Path) -> None:
    asked = AttachBackend(name="here", kind="gguf", model="m", behind=("vedette-open", "vedette-cyber"))
    assert work(tmp_path).attached(asked, Job()).behind == ("vedette-open", "vedette-cyber")
    made = assignments(tmp_path / "models.toml")
    assert {name: one.back_end for name, one in made.items()} == {
        "vedette-open": "here",
        "vedette-cyber": "here",
    }


@pytest.mark.parametrize("behind", ["vedette-core", "vedette-open", "vedette-huge"])
def test_nothing_is_put_where_something_is_or_nothing_can_be(tmp_path: Path, behind: str) -> None:
    file = tmp_path / "models.toml"
    file.write_text('[profile.vedette-open]\nback_end = "one"\n')
    asked = AttachBackend(name="here", kind="gguf", model="m", behind=(behind,))
    with pytest.raises(BadInput, match=behind):
        work(tmp_path).attached(asked, Job())
    assert "here" not in file.read_text()
