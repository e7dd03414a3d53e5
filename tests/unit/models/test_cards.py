from pathlib import Path

import msgspec
import pytest

from vedette.core.dialogue import ModelRole
from vedette.models.attachments import Attachment
from vedette.models.cards import keep, kept
from vedette.models.probe.run import digest
from vedette.models.probe.seen import Card

MADE = Attachment(kind="openai", url="https://models.example.org/v1", model="m")
CARD = Card(backend="a", model="m", probe=digest(), date="2026-11-29", roles=(ModelRole.ROUTER,))


def test_a_card_is_of_one_back_end_one_model_and_one_probe(tmp_path: Path) -> None:
    folder = tmp_path / "probes"
    assert kept(folder, "a", MADE) is None
    path = keep(folder, "a", MADE, CARD)
    assert kept(folder, "a", MADE) == CARD
    assert [one.name for one in folder.iterdir()] == [path.name]
    assert kept(folder, "b", MADE) is None
    for other in ({"model": "m2"}, {"url": "https://elsewhere.example.org/v1"}):
        assert kept(folder, "a", msgspec.structs.replace(MADE, **other)) is None
    assert kept(folder, "a", msgspec.structs.replace(MADE, context=9)) == CARD
    keep(folder, "a", MADE, msgspec.structs.replace(CARD, probe="0" * 16))
    assert kept(folder, "a", MADE) is None, "other questions were asked then"


def test_other_weights_are_another_model(tmp_path: Path) -> None:
    one = Attachment(kind="gguf", model="m", path="/w.gguf", sha256="0" * 64)
    keep(tmp_path, "a", one, CARD)
    assert kept(tmp_path, "a", msgspec.structs.replace(one, sha256="1" * 64)) is None


@pytest.mark.parametrize("data", [b"", b"{", b'{"backend": 3}', b"\xff", b"[" * 100_000])
def test_one_that_cannot_be_read_grants_nothing(tmp_path: Path, data: bytes) -> None:
    keep(tmp_path, "a", MADE, CARD).write_bytes(data)
    assert kept(tmp_path, "a", MADE) is None
