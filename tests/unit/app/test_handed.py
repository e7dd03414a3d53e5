"""What somebody hands in: paths, packages by name, the standard input."""

from pathlib import Path

import pytest

from vedette.app.handed import handed
from vedette.app.requests import Triage
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS
from vedette.sandbox import npm, pip


def test_a_path_alone_keeps_its_name_and_where_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "a.js"
    path.write_bytes(b"1")
    with handed(Triage(targets=(str(path),)), DEFAULTS) as gathered:
        assert [one.name for one in gathered.files] == ["a.js"]
        assert (gathered.name, gathered.origin) == ("a.js", str(path))


def test_the_standard_input_is_a_thing_too_and_gone_afterwards() -> None:
    with handed(Triage(targets=(), given=b"echo"), DEFAULTS) as gathered:
        (one,) = gathered.files
        assert (one.name, one.path.read_bytes()) == ("standard input", b"echo")
    assert not one.path.exists()


def test_packages_are_fetched_as_files(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def of_pip(name: str, version: str | None, folder: Path, _: object) -> pip.Fetched:
        asked.append((name, version))
        path = folder / "p-1.0.tar.gz"
        path.write_bytes(b"x")
        return pip.Fetched(path, "1.0", "")

    def of_npm(name: str, version: str | None, folder: Path, _: object) -> Path:
        asked.append((name, version))
        path = folder / "q-1.0.0.tgz"
        path.write_bytes(b"y")
        return path

    monkeypatch.setattr(pip, "fetch", of_pip)
    monkeypatch.setattr(npm, "fetch", of_npm)
    targets = ("pypi:p==1.0", "npm:@scope/q@1.0.0", "npm:@scope/q")
    with handed(Triage(targets=targets), DEFAULTS) as gathered:
        assert [one.name for one in gathered.files] == ["p-1.0.tar.gz", "q-1.0.0.tgz", "q-1.0.0.tgz"]
        assert gathered.origin == "pypi:p==1.0 npm:@scope/q@1.0.0 npm:@scope/q"
        assert gathered.name == "3 things"
    assert asked == [("p", "1.0"), ("@scope/q", "1.0.0"), ("@scope/q", None)]


@pytest.mark.parametrize(
    "wanted", ["pypi:", "pypi:a b", "pypi:a/../b", "npm:", "npm:../x", "npm:a b", "npm:-x"]
)
def test_what_is_no_name_is_refused_before_anybody_is_asked(wanted: str) -> None:
    with pytest.raises(BadInput), handed(Triage(targets=(wanted,)), DEFAULTS):
        pass
