"""Data that runs nothing when it is read."""

# ruff: noqa: E501  code of the cases, a line each

import sys
import tempfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from flask import Flask

from tests.unit.code.codemods.mending import mend, outcome, patches, run


def sent(code: SimpleNamespace, data: str) -> object:
    with Flask(__name__).test_request_context("/", method="POST", data=data):
        return outcome(code.go)


LOADS = [
    "yaml.load(request.data, Loader=yaml.UnsafeLoader)",
    "yaml.load(request.data, yaml.Loader)",
    "yaml.unsafe_load(request.data)",
]


@pytest.mark.parametrize("load", LOADS)
def test_yaml_is_data(load: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before, after = mend(
        f"import yaml\nfrom flask import request\n\n\ndef go():\n    return {load}\n",
        "unsafe-deserialisation",
    ).both()
    for text in ("a: 1\nb: [x, y]\nc: 2024-01-01\n", "- true\n- null\n- 1.5\n", "{}"):
        assert sent(after, text) == sent(before, text) == yaml.safe_load(text)
    attack = "!!python/object/apply:os.system [touch won]"
    sent(before, attack)
    assert Path("won").exists()
    Path("won").unlink()
    assert sent(after, attack) == "ConstructorError"
    assert not Path("won").exists()


def test_documents_with_tags_of_the_program_s_own_are_left_alone() -> None:
    code = (
        "import yaml\nfrom flask import request\n\n\nclass Shape(yaml.YAMLObject):\n    yaml_tag = '!shape'\n\n\n"
        "def go():\n    return yaml.load(request.data, Loader=yaml.UnsafeLoader)\n"
    )
    assert patches(code, "unsafe-deserialisation") == ()


def test_a_literal_is_read_and_nothing_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "from flask import request\n\n\ndef go():\n    return eval(request.args['items'])\n"
    before, after = mend(code, "code-injection").both()

    def asked(which: SimpleNamespace, text: str) -> object:
        with Flask(__name__).test_request_context("/", query_string={"items": text}):
            return outcome(which.go)

    for text in ("[1, 2]", "{'a': (1, None)}", "'text'", "-1.5", "True"):
        assert asked(after, text) == asked(before, text)
    asked(before, "open('won', 'w').close()")
    assert Path("won").exists()
    Path("won").unlink()
    for attack in (
        "open('won', 'w').close()",
        "__import__('os').system('touch won')",
        "().__class__.__base__",
    ):
        assert asked(after, attack) == "ValueError"
    assert not Path("won").exists()


@pytest.mark.parametrize("name", ["sum", "formula", "expression"])
def test_calculations_are_left_alone(name: str) -> None:
    code = f"from flask import request\n\n\ndef go():\n    return eval(request.args['{name}'])\n"
    assert patches(code, "code-injection") == ()


def test_an_operator_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from flask import request\nfrom pymongo import MongoClient\n\nusers = MongoClient()['shop']['users']\n\n\n"
        "def go():\n    return users.find_one({'name': request.json['name'], 'password': request.json['password']})\n"
    )
    made = mend(code, "nosql-injection")
    library = ModuleType("pymongo")
    library.MongoClient = lambda: {"shop": {"users": SimpleNamespace(find_one=lambda query: query)}}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pymongo", library)
    before, after = made.both()

    def asked(which: SimpleNamespace, body: object) -> object:
        with Flask(__name__).test_request_context("/", method="POST", json=body):
            return outcome(which.go)

    for body in (
        {"name": "ada", "password": "x"},
        {"name": 7, "password": "x"},
        {"name": True, "password": 1.5},
    ):
        assert asked(after, body) == asked(before, body) == body
    for attack in (
        {"name": "ada", "password": {"$ne": ""}},
        {"name": {"$gt": ""}, "password": "x"},
        {"name": ["a"], "password": "x"},
    ):
        assert asked(before, attack) == attack
        assert asked(after, attack) == "BadRequest"


@pytest.mark.parametrize("query", ["request.json", "{'$where': 'this.name == ' + request.json['name']}"])
def test_whole_queries_and_scripts_are_left_alone(query: str) -> None:
    code = f"from flask import request\nfrom pymongo import MongoClient\n\nusers = MongoClient()['a']['b']\n\n\ndef go():\n    return users.find_one({query})\n"
    assert patches(code, "nosql-injection") == ()


FILES = {
    "assigned": "def go():\n    name = tempfile.mktemp(suffix='.txt')\n    with open(name, 'w') as file:\n        file.write('x')\n    return name\n",
    "inline": "def go():\n    return write(tempfile.mktemp('.txt'))\n\n\ndef write(name):\n    with open(name, 'w') as file:\n        file.write('x')\n    return name\n",
}


@pytest.mark.parametrize("shape", FILES)
def test_a_temporary_file_is_there_at_once(
    shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = mend("import tempfile\n\n\n" + FILES[shape], "insecure-temp-file")
    name = str(run(made.after).go())
    assert Path(name).read_text(encoding="utf-8") == "x"
    assert name.endswith(".txt")
    assert Path(name).stat().st_mode & 0o077 == 0
    assert "mktemp(" not in made.after
