"""npm packages and editor extensions: what their manifest runs, and when."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from vedette.triage.fact import Act, Fact, When
from vedette.triage.packages.files import Files, Said, fact_at, reached, script_imports, script_paths, text_of
from vedette.triage.packages.imitation import imitated
from vedette.triage.packages.package import Package
from vedette.triage.sample import Sample

HOOKS: Final = ("preinstall", "install", "postinstall", "preuninstall", "postuninstall")
"""Scripts npm runs when somebody installs the package from a registry."""
_SCRIPT: Final = re.compile(
    r"(?:^|&&|;|\|)\s{0,3}(?:\S{0,60}/)?(?:node|bun|deno run|tsx|ts-node)\s+"
    r"(?:-\S{1,40}\s+){0,4}[\"']?([\w./@-]{1,200})"
)
_ADDRESS: Final = re.compile(
    r"^(?:https?|git|git\+https?|git\+ssh|ssh):"
    r"|^[\w.-]{1,60}/[\w.-]{1,60}(#|$)|^(?:github|gitlab|bitbucket|gist):"
)
_EXPANDED: Final = re.compile(r"<!@?\(([^()\n]{1,300})\)?")
_DEPENDENCIES: Final = ("dependencies", "optionalDependencies")
_LEAST: Final = 2


def recognise(files: Files) -> Package | None:
    """Return the npm package or extension these files are, if they are one."""
    found = next(((path, one) for path, one in files.named("package.json") if path.count("/") < _LEAST), None)
    if found is None:
        return None
    path, sample = found
    manifest = _manifest(sample)
    if manifest is None:
        return None
    folder = posixpath.dirname(path)
    extension = isinstance(manifest.get("engines"), dict) and "vscode" in manifest["engines"]
    return Package(
        ecosystem="vscode" if extension else "npm",
        name=_word(manifest.get("name")),
        version=_word(manifest.get("version")),
        root=files.root,
        runs=_runs(files, folder, manifest),
        facts={sample.name: list(_facts(sample, manifest)), **_native_build(files, folder, manifest)},
    )


def _manifest(sample: Sample) -> dict[str, Any] | None:
    try:
        read = json.loads(text_of(sample))
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _word(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _scripts(manifest: Mapping[str, Any]) -> dict[str, str]:
    given = manifest.get("scripts")
    scripts = given if isinstance(given, dict) else {}
    return {name: scripts[name] for name in HOOKS if isinstance(scripts.get(name), str)}


def _runs(files: Files, folder: str, manifest: Mapping[str, Any]) -> dict[str, When]:
    mains = [
        manifest.get("main"),
        manifest.get("module"),
        manifest.get("browser"),
        "index.js",
        *_exported(manifest),
    ]
    starts = [path for main in mains if isinstance(main, str) for path in script_paths(_inside(folder, main))]
    hooks = [
        path
        for command in _scripts(manifest).values()
        for match in _SCRIPT.finditer(command[:2000])
        for path in script_paths(_inside(folder, match[1]))
    ]
    runs = dict.fromkeys(_names(files, reached(files, starts, script_imports)), When.IMPORT)
    return runs | dict.fromkeys(_names(files, reached(files, hooks, script_imports)), When.INSTALL)


def _exported(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `exports` names for the package itself."""
    waiting: list[Any] = [manifest.get("exports")]
    for _ in range(60):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += (
                [one["."]]
                if "." in one
                else [value for key, value in one.items() if not key.startswith("./")]
            )


def _inside(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path.removeprefix("./")))


def _names(files: Files, paths: set[str]) -> list[str]:
    return [files.by_path[path].name for path in sorted(paths)]


def _facts(sample: Sample, manifest: Mapping[str, Any]) -> Iterator[Fact]:
    for name, command in _scripts(manifest).items():
        when = When.INSTALL if "uninstall" not in name else When.CALL
        said = Said(
            act=Act.RUNS_COMMAND, says=f"{name} runs {command[:200]}", target=command, how=name, when=when
        )
        yield fact_at(sample, json.dumps(command)[1:-1], said)
    name = _word(manifest.get("name"))
    if name and (model := imitated("npm", name)):
        says = f"its name {name} is close to {model}, which many people use"
        yield fact_at(sample, name, Said(act=Act.IMITATES, says=says, target=model, how="name"))
    yield from _addresses(sample, manifest)


def _addresses(sample: Sample, manifest: Mapping[str, Any]) -> Iterator[Fact]:
    for part in _DEPENDENCIES:
        given = manifest.get(part)
        for name, where in list(given.items())[:2000] if isinstance(given, dict) else ():
            if isinstance(where, str) and _ADDRESS.search(where[:400]):
                says = f"depends on {name[:80]} from an address, not from the registry"
                said = Said(act=Act.INSTALLS, says=says, target=where, how="dependency", when=When.INSTALL)
                yield fact_at(sample, where, said)


def _native_build(files: Files, folder: str, manifest: Mapping[str, Any]) -> dict[str, list[Fact]]:
    """`binding.gyp` at the top is built on install, and may run commands of its own."""
    sample = files.by_path.get(_inside(folder, "binding.gyp"))
    if sample is None or manifest.get("gypfile") is False:
        return {}
    made = [fact_at(sample, one, _built(one)) for one in _EXPANDED.findall(text_of(sample))[:40]]
    return {sample.name: made} if made else {}


def _built(command: str) -> Said:
    says = f"the build runs {command}"
    return Said(act=Act.RUNS_COMMAND, says=says, target=command, how="binding.gyp", when=When.INSTALL)
