from pathlib import Path

import pytest

from tests.unit.app.acquire.archives import make_zip
from vedette.app.acquire.opened import Selection
from vedette.app.acquire.package import Wish, open_package, wish
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, Limits
from vedette.core.nouns import ArtefactKind
from vedette.sandbox import pip


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("flask", Wish("flask", None)),
        ("ruamel.yaml==0.18", Wish("ruamel.yaml", "0.18")),
        ("x == 1.0.0RC1", Wish("x", "1.0.0rc1")),
        ("-e", None),
        ("a/b", None),
        ("flask>=1", None),
        ("flask[async]", None),
        ("--index-url==1", None),
        ("x" * 101, None),
    ],
)
def test_what_is_a_wish_for_a_package(target: str, expected: Wish | None) -> None:
    assert wish(target) == expected


def test_a_version_is_an_exact_one() -> None:
    with pytest.raises(BadInput, match="no version"):
        wish("flask==1.*")


def test_what_was_downloaded_is_read_and_named_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    folders: list[Path] = []

    def fetched(name: str, version: str | None, folder: Path, limits: Limits) -> pip.Fetched:
        assert (name, version, limits) == ("p", None, DEFAULTS)
        folders.append(folder)
        return pip.Fetched(make_zip(folder / "p-1.0-py3-none-any.whl", {"p.py": b"x"}), "1.0", "here")

    monkeypatch.setattr(pip, "fetch", fetched)
    artefact, opened = open_package(Wish("p", None), Selection(), DEFAULTS, lambda _: None)
    assert (artefact.kind, artefact.name, artefact.origin) == (
        ArtefactKind.PACKAGE,
        "p-1.0-py3-none-any.whl",
        "p==1.0",
    )
    assert [one.read() for one in opened.files] == [b"x"]
    assert not folders[0].exists()
