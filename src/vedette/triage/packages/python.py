"""Python packages: wheels and source distributions, what they say they are, and what of them runs when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact, When
from vedette.triage.kinds import EXECUTABLES, Kind
from vedette.triage.packages.files import Files, Said, fact_at, python_imports, reached, text_of
from vedette.triage.packages.imitation import imitated
from vedette.triage.packages.package import Package
from vedette.triage.sample import Sample

_FIELD: Final = re.compile(r"^(Name|Version|Root-Is-Purelib): ?(.{0,200})$", re.MULTILINE)
_IN_SETUP: Final = re.compile(r"""\b(name|version)\s?=\s?['"]([^'"\n]{1,100})['"]""")
_IMPORTING: Final = re.compile(r"^import[ \t].*$", re.MULTILINE)
_REQUIRED: Final = re.compile(r"^Requires-Dist: ?(.{1,200}@ ?(https?|git)[^\n]{0,200})$", re.MULTILINE)


def recognise(files: Files) -> Package | None:
    """Return the Python package these files are, if they are one."""
    metadata = next(files.named(".dist-info/METADATA"), None)
    if metadata is not None:
        return _wheel(files, metadata[1])
    setups = [row for row in files.named("setup.py", "pyproject.toml", "PKG-INFO") if row[0].count("/") <= 1]
    return _source(files, setups) if setups else None


def _wheel(files: Files, metadata: Sample) -> Package:
    said = dict(_FIELD.findall(text_of(metadata)))
    tops = [path for path in files.by_path if path.endswith(".py") and _outermost(path)]
    runs = dict.fromkeys(_names(files, reached(files, tops, python_imports)), When.IMPORT)
    made: dict[str, list[Fact]] = {}
    for path, sample in files.named(".pth"):
        if "/" not in path:
            made[sample.name] = list(_pth(sample))
    made.setdefault(metadata.name, []).extend(_about(files, metadata, said))
    return Package(
        ecosystem="pypi",
        name=said.get("Name", ""),
        version=said.get("Version", ""),
        root=files.root,
        runs=runs,
        facts=made,
    )


def _outermost(path: str) -> bool:
    """Whether a file is what an import of the package runs first."""
    return path.count("/") == 0 or (path.count("/") == 1 and path.endswith("/__init__.py"))


def _source(files: Files, setups: list[tuple[str, Sample]]) -> Package:
    first = next((one for path, one in setups if path.endswith("PKG-INFO")), setups[0][1])
    said = dict(_FIELD.findall(text_of(first))) or {
        key.capitalize(): word for key, word in _IN_SETUP.findall(text_of(first))
    }
    root = setups[0][0].rpartition("/")[0]
    inside = f"{root}/" if root else ""
    tops = [
        path
        for path in files.by_path
        if path.endswith("/__init__.py") and path.removeprefix(inside).removeprefix("src/").count("/") == 1
    ]
    runs = dict.fromkeys(_names(files, reached(files, tops, python_imports)), When.IMPORT)
    hooks = [path for path, _ in setups if path.endswith("setup.py")]
    runs |= dict.fromkeys(_names(files, reached(files, hooks, python_imports)), When.INSTALL)
    return Package(
        ecosystem="pypi",
        name=said.get("Name", ""),
        version=said.get("Version", ""),
        root=files.root,
        runs=runs,
        facts={first.name: list(_about(files, first, said))},
    )


def _names(files: Files, paths: set[str]) -> list[str]:
    return [files.by_path[path].name for path in sorted(paths)]


def _pth(sample: Sample) -> Iterator[Fact]:
    """Yield what the lines of a `.pth` file do: those that begin with `import` run whenever Python starts."""
    if not _IMPORTING.search(text_of(sample)):
        return
    from vedette.triage.facts.python import facts as python_facts  # noqa: PLC0415  heavy, and seldom asked for

    script = replace(sample, kind=Kind.PYTHON, parent="")
    for fact in python_facts(script, Allowance()):
        yield replace(fact, when=When.IMPORT)
    line = _IMPORTING.search(text_of(sample))
    words = line[0] if line is not None else ""
    says = "runs code whenever Python starts"
    yield fact_at(sample, words, Said(act=Act.PERSISTS, says=says, how=".pth", when=When.UNKNOWN))


def _about(files: Files, metadata: Sample, said: dict[str, str]) -> Iterator[Fact]:
    name = said.get("Name", "").strip()
    if name and (model := imitated("pypi", name)):
        says = f"its name {name} is close to {model}, which many people use"
        yield fact_at(metadata, name, Said(act=Act.IMITATES, says=says, target=model, how="name"))
    for match in _REQUIRED.finditer(text_of(metadata)):
        says = "depends on what lies at an address, not in the index"
        yield fact_at(
            metadata, match[1], Said(act=Act.INSTALLS, says=says, target=match[1], how="dependency")
        )
    yield from _native(files)


def _native(files: Files) -> Iterator[Fact]:
    for _, sample in files.named(".dist-info/WHEEL"):
        pure = dict(_FIELD.findall(text_of(sample))).get("Root-Is-Purelib", "").strip().lower() == "true"
        found = next((path for path, one in files.by_path.items() if one.kind in EXECUTABLES), "")
        if pure and found:
            says = f"says it is pure Python and carries the program {found}"
            yield fact_at(
                sample, "Root-Is-Purelib", Said(act=Act.DIFFERS, says=says, target=found, how="wheel")
            )
