"""What lies where, and what no file may say: about this project as a stranger gets it."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.houserules.tree import PYPROJECT, ROOT, SRC, name, text, tracked

# A developer's machine. What lies hidden in the home of root is what attackers read, so rules may name
# it; what attackers wrote may name anything there.
WORKBENCH = re.compile(r"(?<![\w.~-])/wor[k]/")
WORKPLACE = re.compile(rf"{WORKBENCH.pattern}|(?<![\w.~-])/roo[t]/(?:\w|\.(?:pyenv|cache|local|venv))")
FOLDERS = tuple(f"/{one}/" for one in ("work", "root"))
NOT_OURS = {"fixtures", "samples", "demo"}
REGISTRY = re.compile(
    r"https?://[^\s\"'`]+/simple\b|^\s*--(?:extra-)?index-url|^\s*--find-links", re.MULTILINE
)
POSSESSIVE = re.compile(r"(?<![\\(])\)(?:[*?+]|\{[\d,%a-z]+\})\+(?![+,])")
OF_REGISTRIES = ("/simple", "index-url", "--find-links")
OF_POSSESSIVE = (")*+", ")++", ")?+", "}+")
DATA = {".md", ".toml", ".html", ".json", ".css", ".js", ".cedar", ".cedarschema", ".sha256"}
USER_TARGETS = {"help", "run", "test"}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*##", text(ROOT / "Makefile"), re.MULTILINE))


def named(words: str) -> set[str]:
    return set(re.findall(r"\bmake ([a-z-]+)", words))


def commands(readme: str) -> set[str]:
    """Make targets in code, fenced or quoted: prose may well make sense."""
    code = re.findall(r"^```.*?^```|`[^`\n]+`", readme, re.MULTILINE | re.DOTALL)
    return {target for piece in code for target in named(piece)}


def has(pattern: re.Pattern[str], parts: tuple[str, ...], words: str) -> bool:
    """Whether a pattern is found; one of the parts stands in all it finds, and is found in no time."""
    return any(one in words for one in parts) and pattern.search(words) is not None


def names_workplace(path: Path) -> bool:
    words = text(path)
    if not any(one in words for one in FOLDERS):  # to look for the expressions takes a hundred times as long
        return False
    pattern = WORKBENCH if NOT_OURS & set(path.relative_to(ROOT).parts) else WORKPLACE
    return pattern.search(words) is not None


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert not [name(path) for path in tracked() if names_workplace(path)]


def test_no_file_names_a_registry() -> None:
    assert not [name(path) for path in tracked() if has(REGISTRY, OF_REGISTRIES, text(path))]


def test_no_group_is_repeated_without_a_way_back() -> None:
    """Python 3.11.2, which Debian 12 has, loses its place where the last round of one fails half-way."""
    assert not [
        name(path)
        for path in tracked()
        if path.is_relative_to(SRC) and has(POSSESSIVE, OF_POSSESSIVE, text(path))
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (r"(?:a b)*" + "+c", True),
        ("(a){3,}" + "+", True),
        (r"(?>(?:a b)*)c", False),
        (r"[ab]*+", False),
        (r"\)++", False),
    ],
)
def test_what_loses_its_place_is_seen(words: str, told: bool) -> None:  # noqa: FBT001
    assert has(POSSESSIVE, OF_POSSESSIVE, words) is told


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.lock")), ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_everything_and_no_address(lock: Path) -> None:
    words = text(lock)
    pins = re.split(r"^(?=\w)", words, flags=re.MULTILINE)[1:]
    assert pins
    assert all("--hash=sha256:" in pin for pin in pins)
    assert "://" not in words
    assert "#" not in words


def test_what_runs_is_what_was_tested() -> None:
    pins = {
        path.stem: set(re.findall(r"^\S+==\S+", text(path), re.MULTILINE))
        for path in ROOT.glob("requirements/*")
    }
    assert pins["run"] < pins["dev"]


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert re.search(r"^## Unreleased$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)


def test_every_folder_has_a_place_among_the_floors() -> None:
    contracts = PYPROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floors = {folder for layer in layers for folder in re.findall(r"\w+", layer)}
    folders = {path.name for path in SRC.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= floors, "give it a place in the layers of pyproject.toml"


def test_the_readme_names_what_a_user_may_make() -> None:
    in_readme = commands(text(ROOT / "README.md"))
    assert in_readme >= USER_TARGETS
    assert in_readme <= targets(), "the Makefile has no such target"


def test_the_check_of_a_change_is_in_the_readme() -> None:
    assert named(text(ROOT / ".ci" / "run")) <= commands(text(ROOT / "README.md"))


def test_the_wheel_has_the_data(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path))
    with ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    ours = {path.relative_to(SRC.parent).as_posix() for path in tracked() if path.is_relative_to(SRC)}
    data = {path for path in ours if Path(path).suffix in DATA} | {"vedette/py.typed"}
    assert data <= packed
