from pathlib import Path

import pytest

from tests.toys import NOON
from vedette.access.documents import Memory
from vedette.app import wiring
from vedette.app.parts import LOOKING, Parts, Serving
from vedette.core.errors import BadInput


def made(folder: Path, url: str = "https://vedette.example", names: tuple[str, ...] = ()) -> Parts:
    chosen = wiring.chosen({"VEDETTE_DATA_DIR": str(folder / "data")})
    documents = Memory()
    return Parts.made(Serving(settings=chosen, url=url, nameservers=names), documents, documents)


@pytest.mark.parametrize("url", ["", "vedette.example", "ftp://vedette.example", "https://"])
def test_a_service_has_a_public_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadInput, match="no public address"):
        made(tmp_path, url)


@pytest.mark.parametrize(
    "names",
    [
        ("192.0.2.1:x", "192.0.2.2", "192.0.2.3"),
        ("192.0.2.1",),
        ("192.0.2.1", "192.0.2.1", "192.0.2.1"),
    ],
)
def test_name_servers_are_at_least_three_addresses(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        made(tmp_path, names=names)


def test_name_servers_may_have_ports_and_be_of_either_family(tmp_path: Path) -> None:
    names = ("192.0.2.1:5353", "192.0.2.2", "2001:db8::1")
    assert made(tmp_path, names=names).chosen.nameservers == names


def test_chores_forget_what_is_over(tmp_path: Path) -> None:
    parts = made(tmp_path)
    parts.passkeys.ask_to_log_in(NOON.timestamp())
    for chore in parts.chores():
        chore(NOON.timestamp() + 1e6)


def test_proofs_are_not_looked_at_again_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may wait for a name server of somebody's who wants just that: the next round does the rest."""
    parts, looked = made(tmp_path), []
    monkeypatch.setattr(type(parts.proofs), "due", lambda *_: ("one", "two"))
    monkeypatch.setattr(type(parts.proofs), "recheck", lambda _, asset, now: looked.append((asset, now)))
    now = parts.chosen.clock.now().timestamp()
    for began in (now, now - LOOKING - 60):
        for chore in parts.chores():
            chore(began)
    assert looked == [("one", now), ("two", now)]
