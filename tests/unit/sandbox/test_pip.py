import hashlib
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

import pytest

from tests.unit.app.acquire.archives import make_tar, make_zip
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import DEFAULTS, Limits
from vedette.sandbox import pip
from vedette.sandbox.pip import fetch
from vedette.sandbox.process import Bounds, Ran

RUN_ME = b"import pathlib; pathlib.Path(__file__).with_name('ran').touch()\n"


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry that is a folder, and a pip that is set up to use just that."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    root = tmp_path / "registry"
    root.mkdir()
    config = tmp_path / "pip.conf"
    config.write_text(f"[global]\nindex-url = file://{root}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(config))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(tmp_path / "nothing"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return root


@pytest.fixture
def read_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forks what asks the registry of this process: to read pip takes longer than to ask."""
    monkeypatch.setattr(pip, "run", forked)


def forked(command: Sequence[str], bounds: Bounds, environ: Mapping[str, str], *, stdin: bytes = b"") -> Ran:
    from vedette.sandbox.pip_child import main  # noqa: PLC0415 - all of pip

    import_module("pip._internal.commands.download")
    del bounds
    assert command[1:] == ["-I", "-m", main.__module__]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(stdin)
        given.seek(0)
        if not (child := os.fork()):
            code = 1
            try:
                os.environ.clear()
                os.environ.update(environ)
                sys.stdin, sys.stdout = (
                    os.fdopen(one.fileno(), way) for one, way in ((given, "r"), (out, "w"))
                )
                code = main()
                sys.stdout.flush()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        return Ran(os.waitstatus_to_exitcode(status), out.read(), "")


def publish(registry: Path, name: str, *files: str, wrong_hash: bool = False) -> None:
    folder = registry / name
    folder.mkdir()
    links = []
    for file in files:
        make = make_zip if file.endswith(".whl") else make_tar
        path = make(folder / file, {"p.py": b"x", "setup.py": RUN_ME})
        digest = "0" * 64 if wrong_hash else hashlib.sha256(path.read_bytes()).hexdigest()
        links.append(f'<a href="{file}#sha256={digest}">{file}</a>')
    (folder / "index.html").write_text("<!DOCTYPE html>" + "".join(links))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


@pytest.mark.usefixtures("read_already")
def test_a_wheel_for_everyone_is_preferred_then_any_wheel_then_source(registry: Path, into: Path) -> None:
    other = "p-1.0-cp27-cp27m-win32.whl"
    publish(registry, "p", "p-1.0.tar.gz", other, "p-1.0-py3-none-any.whl")
    assert fetch("P", "1.0", into, DEFAULTS).path.name == "p-1.0-py3-none-any.whl"
    publish(registry, "q", "q-1.0.tar.gz", other.replace("p-1", "q-1"))
    assert fetch("q", "1.0.0", into, DEFAULTS).path.name == "q-1.0-cp27-cp27m-win32.whl"


def test_source_is_taken_and_never_run(registry: Path, into: Path) -> None:
    publish(registry, "some-name", "some_name-1.0.tar.gz")
    got = fetch("some.name", None, into, DEFAULTS)
    assert (got.path.name, got.version) == ("some_name-1.0.tar.gz", "1.0")
    assert [path.name for path in into.iterdir()] == ["some_name-1.0.tar.gz"]


@pytest.mark.slow
def test_the_newest_is_no_trial_unless_there_is_nothing_else(registry: Path, into: Path) -> None:
    publish(
        registry,
        "p",
        "p-1.9.tar.gz",
        "p-1.10.tar.gz",
        "p-2.0rc1.tar.gz",
        "p-not.a.version.tar.gz",
        "x-9.tar.gz",
    )
    assert fetch("p", None, into, DEFAULTS).version == "1.10"
    publish(registry, "q", "q-2.0rc1.tar.gz")
    assert fetch("q", None, into, DEFAULTS).version == "2.0rc1"


@pytest.mark.usefixtures("read_already")
def test_what_no_registry_has_is_the_callers_mistake(registry: Path, into: Path) -> None:
    publish(registry, "p", "p-1.0.tar.gz")
    with pytest.raises(BadInput, match="no registry has p==3"):
        fetch("p", "3", into, DEFAULTS)


@pytest.mark.usefixtures("read_already")
def test_a_file_that_is_not_what_the_registry_states_is_refused(registry: Path, into: Path) -> None:
    publish(registry, "p", "p-1.0.tar.gz", wrong_hash=True)
    with pytest.raises(Unavailable, match="does not have the sha256"):
        fetch("p", None, into, DEFAULTS)


@pytest.mark.slow
def test_a_file_that_is_too_large_is_refused(registry: Path, into: Path) -> None:
    publish(registry, "p", "p-1.0.tar.gz")
    with pytest.raises(LimitHit, match="larger than 10 bytes"):
        fetch("p", None, into, Limits(archive_bytes=10))


@pytest.mark.usefixtures("read_already")
def test_a_registry_that_does_not_answer_is_said_soon(
    registry: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del registry
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")
    with pytest.raises(Unavailable) as told:
        fetch("p", "1.0", into, Limits(network_seconds=2))
    assert str(told.value) == "p==1.0 could not be downloaded: 127.0.0.1 cannot be reached"


@pytest.mark.slow
def test_one_registry_that_does_not_answer_may_be_the_one_that_has_it(
    registry: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(registry, "p", "p-1.0.tar.gz")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "http://127.0.0.1:9/")
    assert fetch("p", "1.0", into, Limits(network_seconds=2)).version == "1.0"
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1 cannot be reached"):
        fetch("q", "1", into, Limits(network_seconds=2))
