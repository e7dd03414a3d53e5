"""Makes the gallery anew, with the command line: `python -m benchmarks.explain.gallery [CASE...]`."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import chdir
from pathlib import Path
from typing import Final

from benchmarks.explain import logs, things
from benchmarks.explain.gallery import HERE
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

ROOT: Final = HERE.parents[2]
MOST: Final = 60_000
SHOP: Final = "tests/fixtures/weakshop"
FOLDERS: Final = {"hunt": "logs", "triage": "downloads", "scan": "program", "exposure": "weblogs"}
SURE: Final = ("--min-confidence", "likely")
LOGS: Final[Mapping[str, Mapping[str, Callable[[], bytes]]]] = {
    "hunt-ransomware": {"fs02.jsonl": logs.ransomware},
    "hunt-document": {"ws11.jsonl": logs.macro},
    "hunt-domain": {"dc01.jsonl": logs.domain},
    "hunt-cleared": {"ws14.jsonl": logs.cleared},
    "hunt-weak": {"ws21.jsonl": logs.remote_once},
    "hunt-nothing": {"ws11.jsonl": logs.quiet},
    "hunt-partial": {"ws11.jsonl": logs.quiet, "old.evtx": lambda: b"ElfFile\0" + b"\0" * 100},
    "hunt-guessing": {"auth.log": lambda: logs.ssh(90, succeeds=False)},
    "hunt-guessed": {"auth.log": lambda: logs.ssh(60, succeeds=True)},
    "hunt-web-shell": {"access.log": logs.web_shell},
    "hunt-mailbox": {"audit.jsonl": logs.mailbox},
    "hunt-cloud": {"cloudtrail.jsonl": logs.cloud},
    "hunt-cluster": {"audit.jsonl": logs.cluster},
    "hunt-beacon": {"conn.log": logs.beacon},
}
THINGS: Final[Mapping[str, Mapping[str, Callable[[], bytes]]]] = {
    "triage-native": {"fast-blur-2.1.0.tgz": things.native_package},
    "triage-telemetry": {"left-align-1.0.4.tgz": things.telemetry_package},
    "triage-locked": {"rechnung.zip": things.locked_zip},
    "triage-page": {"captcha.html": things.paste_page},
    "triage-locker": {"cleaner.py": things.locker},
    "triage-shell": {"update.sh": things.shell_back},
    "triage-hidden": {"hello.py": things.hidden_script},
    "triage-fine": {"rotate.sh": things.harmless},
}
INCIDENTS: Final = {
    "incident-new": (("open", "Ransom note on a screen at the front desk", "--severity", "high"),),
    "incident-guessed": (("open", "--from", "hunt-guessed.json"),),
    "incident-contained": (("open", "--from", "hunt-ransomware.json"), ("status", "ID", "contained")),
}
EXPOSED: Final = {
    "exposure-used": logs.broken_in,
    "exposure-tried": logs.probed,
    "exposure-untouched": logs.visits,
}


def make(name: str, *words: str) -> None:
    """Run one command, and keep its report."""
    report = HERE / f"{name}.json"
    with tempfile.TemporaryDirectory() as home:
        environ = {"HOME": home, "VEDETTE_DATA_DIR": f"{home}/data", "VEDETTE_CACHE_DIR": f"{home}/cache"}
        err = io.StringIO()
        code = main([*words, "-f", "json", "-o", str(report)], Console(environ, io.StringIO(), err))
    size = report.stat().st_size if report.exists() else 0
    print(f"{name:24}{'exit ' + str(code):8}{size:8}{'  TOO LARGE' if size > MOST else ''}")
    if code > 1:
        print(err.getvalue(), file=sys.stderr)


def keep_incident(name: str, *steps: tuple[str, ...]) -> None:
    """Open an incident, go through more steps with its id in the place of ID, and keep how it stands."""
    with tempfile.TemporaryDirectory() as home, chdir(HERE):
        environ = {"HOME": home, "VEDETTE_DATA_DIR": f"{home}/data", "VEDETTE_CACHE_DIR": f"{home}/cache"}
        ident, out = "", io.StringIO()
        for words in (*steps, ("show", "ID", "-f", "json")):
            out = io.StringIO()
            main(["incident", *(ident if one == "ID" else one for one in words)], Console(environ, out, out))
            ident = ident or out.getvalue().split()[0]
        (HERE / f"{name}.json").write_text(out.getvalue())
    print(f"{name:24}{'':8}{(HERE / f'{name}.json').stat().st_size:8}")


def every() -> Mapping[str, Callable[[Path], tuple[str, ...]]]:
    """Return what makes each case: a folder in, words of the command line out."""
    made: dict[str, Callable[[Path], tuple[str, ...]]] = {
        "hunt-incident": lambda _: ("hunt", "demo/incident"),
        "triage-folder": lambda _: ("triage", "demo/suspicious"),
        "triage-package": lambda _: ("triage", "demo/suspicious/colour-pallete-0.1.3.tgz"),
        "triage-invoice": lambda _: ("triage", "demo/suspicious/invoice.js", *SURE),
        "scan-shop": lambda _: ("scan", SHOP, "--no-cache"),
    }
    for name, files in LOGS.items():
        made[name] = lambda folder, files=files: ("hunt", _written(folder, files))  # type: ignore[misc]
    for name, files in THINGS.items():
        made[name] = lambda folder, files=files: ("triage", *_each(folder, files))  # type: ignore[misc]
    for name, log in EXPOSED.items():
        made[name] = lambda folder, log=log: _exposed(folder, log)  # type: ignore[misc]
    for name, texts in things.PROGRAMS.items():
        made[name] = lambda folder, texts=texts: ("scan", _program(folder, texts), "--no-cache")  # type: ignore[misc]
    return made


def _written(folder: Path, files: Mapping[str, Callable[[], bytes]]) -> str:
    for name, content in files.items():
        (folder / name).write_bytes(content())
    return folder.name


def _each(folder: Path, files: Mapping[str, Callable[[], bytes]]) -> tuple[str, ...]:
    _written(folder, files)
    return tuple(f"{folder.name}/{name}" for name in files)


def _program(folder: Path, texts: Mapping[str, str]) -> str:
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder.name


def _exposed(folder: Path, log: Callable[[], bytes]) -> tuple[str, ...]:
    (folder / "access.log").write_bytes(log())
    code = folder / "code.json"
    environ = {
        "HOME": str(folder),
        "VEDETTE_DATA_DIR": f"{folder}/data",
        "VEDETTE_CACHE_DIR": f"{folder}/cache",
    }
    main(
        ["scan", str(ROOT / SHOP), "-f", "json", "-o", str(code)],
        Console(environ, io.StringIO(), io.StringIO()),
    )
    return ("hunt", f"{folder.name}/access.log", "--code", str(code))


def run(wanted: list[str]) -> int:
    """Make those that are named, or all."""
    for name, words in every().items():
        if wanted and name not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="gallery-") as folder:
            place = Path(folder) / FOLDERS[name.partition("-")[0]]
            place.mkdir()
            wish = words(place)
            with chdir(
                ROOT
                if any((ROOT / one).exists() for one in wish if not one.startswith("/") and "/" in one)
                else folder
            ):
                make(name, *wish)
    for name, steps in INCIDENTS.items():
        if not wanted or name in wanted:
            keep_incident(name, *steps)
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
