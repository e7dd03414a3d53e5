"""A small real model, served for real on loopback: for `make test-llm` only."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vedette.app.backendlocal import LocalModel
from vedette.app.modelplace import ModelPlace, placed
from vedette.core.dialogue import ModelRole
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.models.cards import keep
from vedette.models.dialect import Dialect
from vedette.models.probe.run import digest
from vedette.models.probe.seen import Card

NAME = os.environ.get("VEDETTE_TEST_LLM", "qwen2.5-coder-0.5b")
THREADS = os.environ.get("VEDETTE_TEST_LLM_THREADS", "1")
TICKS = os.sysconf("SC_CLK_TCK")
PROFILES = ("vedette-open", "vedette-cyber", "vedette-critical")


@dataclass
class House:
    """One machine's data folder, where the model is attached twice: as probed, and as if it could do all.

    The second is there to try our gates on what a small model says where it is not fit to be asked.
    """

    home: Path
    environ: dict[str, str]
    place: ModelPlace
    notes: list[str] = field(default_factory=list)

    def run(self, *words: str) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        code = main(list(words), Console(self.environ, out, err))
        return code, out.getvalue(), err.getvalue()

    def note(self, what: str, **measured: object) -> None:
        """Say something at the end of the run, in a line of its own."""
        NOTES.append(json.dumps({"model": NAME, "what": what} | measured, ensure_ascii=False))


NOTES: list[str] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in NOTES:
        terminalreporter.write_line(line)


def cpu(pid: int) -> float:
    """Return the CPU seconds a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("llm")
    environ = {key: value for key, value in os.environ.items() if not key.startswith("VEDETTE_")}
    environ |= {"VEDETTE_DATA_DIR": str(home / "data")}
    (home / "data").mkdir()
    tables = [
        f'[backend.{name}]\nkind = "gguf"\nmodel = "{NAME}"\nthreads = {THREADS}\nmost_seconds = 1800\n'
        for name in ("here", "asif")
    ]
    tables += [f'[profile.{one}]\nback_end = "asif"\n' for one in PROFILES]
    (home / "data" / "models.toml").write_text("\n".join(tables))
    place = placed(home / "data", environ)
    made = House(home, environ, place)
    began = time.monotonic()
    code, _, err = made.run("models", "install", NAME)
    assert code == 0, err
    made.note("install", seconds=round(time.monotonic() - began, 1), said=err.splitlines()[0])
    card = Card(
        backend="asif",
        model=NAME,
        probe=digest(),
        date="2026-01-01",
        dialect=Dialect(tools="actions"),
        roles=tuple(ModelRole),
    )
    keep(place.cards, "asif", place.backend("asif"), card)
    yield made
    place.close()


@pytest.fixture(scope="session")
def model(house: House) -> LocalModel:
    """The model itself, begun."""
    made = house.place.open("asif")
    assert isinstance(made, LocalModel)
    began = time.monotonic()
    made.server()
    house.note("start", seconds=round(time.monotonic() - began, 1), cpu=cpu(made.pid()))
    return made
