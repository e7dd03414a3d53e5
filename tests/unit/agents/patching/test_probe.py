from __future__ import annotations

import builtins
import io
import json
import logging
import os
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.toys import plant
from vedette.agents.patching import probe
from vedette.agents.patching.standins import HEARD, Request

MODULE = """import asyncio
import logging

request = None


def upper(text, times=1):
    logging.getLogger("x").info("said %s", text)
    return text.upper() * times


def broken(text):
    raise KeyError(text)


async def later(text):
    await asyncio.sleep(0)
    return text


def many(text):
    yield from (text, text)


def asked():
    return request.args["q"] + input()


class Shelf:
    def __init__(self, folder):
        self.folder = folder

    def read(self, name):
        with open(f"{self.folder}/{name}") as file:
            return file.read()

    @staticmethod
    def fixed(text):
        return text

    @classmethod
    def made(cls, text):
        return cls.__name__ + text


class Needy:
    def __init__(self, what):
        self.what = what.missing

    def say(self, text):
        return text
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    plant(tmp_path, {"pkg/__init__.py": "", "pkg/mod.py": MODULE})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "argv", ["x"])
    monkeypatch.setattr(builtins, "input", builtins.input)
    for database in (sqlite3, psycopg):  # the probe puts others in their place
        monkeypatch.setattr(database, "connect", database.connect)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    monkeypatch.setattr(logging.getLogger(), "level", logging.getLogger().level)
    probe._make_place()  # noqa: SLF001
    yield probe.load("pkg/mod.py")
    for name in ("pkg", "pkg.mod"):
        sys.modules.pop(name, None)


def run(module: Any, function: str, fill: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401
    HEARD.__init__()  # type: ignore[misc]
    told = {"function": function, "requests": ["request"]}
    return probe.run(module, told, {"id": "1", "fill": fill} | more)


def test_a_function_is_called_and_what_it_gives_is_told(module: Any) -> None:  # noqa: ANN401
    assert module.__name__ == "pkg.mod"
    said = run(module, "upper", {"text": {"text": "ab"}, "times": {"number": 2}, "unknown": {"text": "x"}})
    assert (said["ended"], said["type"], said["shown"]) == ("returned", "str", "ABAB")
    assert said["logged"] == ["said ab"]
    said = run(module, "broken", {"text": {"text": "ab"}})
    assert (said["ended"], said["type"]) == ("raised", "KeyError")
    assert run(module, "later", {"text": {"text": "ab"}})["shown"] == "ab"
    assert run(module, "many", {"text": {"text": "ab"}})["shown"] == "['ab', 'ab']"


def test_a_method_is_called_on_an_object_made_as_it_can_be(module: Any) -> None:  # noqa: ANN401
    fill = {"folder": {"folder": ""}, "name": {"text": "hello.txt"}}
    assert run(module, "Shelf.read", fill)["shown"] == "hello\n"
    assert run(module, "Shelf.fixed", {"text": {"text": "x"}})["shown"] == "x"
    assert run(module, "Shelf.made", {"text": {"text": "x"}})["shown"] == "Shelfx"
    assert run(module, "Needy.say", {"text": {"text": "x"}, "what": {"nothing": ""}})["shown"] == "x"


def test_what_is_no_parameter_is_put_where_it_is_taken_from(module: Any) -> None:  # noqa: ANN401
    assert run(module, "asked", {}, outer="it")["shown"] == "itit"


def test_values_are_made_of_descriptions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    probe._make_place()  # noqa: SLF001
    assert probe.value_of({"data": "\u00e9"}) == b"\xe9"
    assert probe.value_of({"text": "{work}/x"}) == f"{tmp_path}/x"
    assert Path(probe.value_of({"file": "in it"})).read_bytes() == b"in it"
    assert probe.value_of({"list": ["a"]}) == ["a"]
    with tarfile.open(probe.value_of({"tar": "../a"})) as bundle:
        assert bundle.getnames() == ["../a"]
    assert zipfile.ZipFile(probe.value_of({"zip": "b"})).namelist() == ["b"]
    assert probe.value_of({"yes": 1}) is True
    assert isinstance(probe.value_of({"request": "x"}), Request)


@pytest.mark.usefixtures("module")
def test_it_reads_its_orders_and_prints_one_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    told = {
        "mark": "here:",
        "module": "pkg/mod.py",
        "function": "upper",
        "requests": [],
        "own": ["pkg"],
        "cases": [{"id": "a", "fill": {"text": {"text": "x"}}}],
    }
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(sys, "addaudithook", lambda _: None)
    monkeypatch.setattr(probe, "apart", probe.run)
    for orders, why in ((told, ""), (told | {"module": "pkg/gone.py"}, "ModuleNotFoundError")):
        monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(orders)))
        probe.main()
        line = next(one for one in capfd.readouterr().out.splitlines() if one.startswith("here:"))
        answer = json.loads(line.removeprefix("here:"))
        assert answer["why"].startswith(why)
        assert [one["shown"] for one in answer["cases"]] == ([] if why else ["X"])
    assert os.path.isdir("vedette-probe")  # noqa: PTH112
