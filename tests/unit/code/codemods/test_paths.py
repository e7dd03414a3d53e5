"""Paths stay in their folder, archives too: harmless names are read as before."""

# ruff: noqa: E501  code of the cases, a line each

import io
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import found, mend, outcome, patches

HEAD = "import os\nfrom pathlib import Path\nfrom flask import request\n\nROOT = Path('files')\n\n\n"
SHAPES = {
    "plus": "def go():\n    with open('files/' + request.args['name']) as file:\n        return file.read()\n",
    "f-string": "def go():\n    with open(f\"files/{request.args['name']}\") as file:\n        return file.read()\n",
    "join": "def go():\n    with open(os.path.join('files', request.args['name'])) as file:\n        return file.read()\n",
    "variable": "def go():\n    path = os.path.join('files', request.args['name'])\n    with open(path) as file:\n        return file.read()\n",
    "slash": "def go():\n    return (ROOT / request.args['name']).read_text()\n",
    "Path": "def go():\n    return Path('files', request.args['name']).read_text()\n",
    "assigned": "def go():\n    path = ROOT / request.args['name']\n    return path.read_text()\n",
    "helper": "def where(name):\n    return os.path.join('files', name)\n\n\ndef go():\n    with open(where(request.args['name'])) as file:\n        return file.read()\n",
    "attribute": "class Store:\n    def __init__(self, name):\n        self.path = ROOT / name\n\n    def read(self):\n        return self.path.read_text()\n\n\ndef go():\n    return Store(request.args['name']).read()\n",
    "format": "def go():\n    with open('files/{}'.format(request.args['name'])) as file:\n        return file.read()\n",
    "walrus of with": "def go():\n    name = request.args['name']\n    with open('files/%s' % name) as file:\n        return file.read()\n",
}
ATTACKS = (
    "../secret.txt",
    "sub/../../secret.txt",
    "link",
    "../files-too/secret.txt",
    "{}/secret.txt",
    "sub/../link",
)


def asked(code: SimpleNamespace, name: str) -> object:
    with Flask(__name__).test_request_context("/", query_string={"name": name}):
        return outcome(code.go)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("files/a.txt", "a"),
        ("files/sub/b.txt", "b"),
        ("secret.txt", "secret"),
        ("files-too/secret.txt", "secret"),
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("files/link").symlink_to(tmp_path / "secret.txt")
    return tmp_path


@pytest.mark.parametrize("shape", SHAPES)
def test_files_of_the_folder_are_read_as_before(shape: str) -> None:
    before, after = mend(HEAD + SHAPES[shape], "path-traversal").both()
    for name in ("a.txt", "sub/b.txt", "./a.txt", "sub/../a.txt"):
        assert asked(after, name) == asked(before, name)
        assert asked(after, name) in ("a", "b")


@pytest.mark.parametrize("shape", SHAPES)
def test_files_elsewhere_are_not_read(shape: str, tmp_path: Path) -> None:
    before, after = mend(HEAD + SHAPES[shape], "path-traversal").both()
    won = 0
    for attack in ATTACKS:
        won += asked(before, attack.format(tmp_path)) == "secret"
        assert asked(after, attack.format(tmp_path)) in ("NotFound", "FileNotFoundError")
    assert won >= 4


def test_a_path_without_a_folder_is_left_alone() -> None:
    code = HEAD + "def go():\n    return open(request.args['name']).read()\n"
    assert patches(code, "path-traversal") == ()


def test_a_path_from_the_root_is_left_alone() -> None:
    code = HEAD + "def go():\n    return open('/' + request.args['name']).read()\n"
    assert patches(code, "path-traversal") == ()


@pytest.mark.parametrize(
    ("imports", "wanted"),
    [
        ("from django.http import HttpRequest\n", "raise Http404"),
        ("from fastapi import FastAPI\n", "raise HTTPException(404)"),
        ("import tornado.web\n", "raise tornado.web.HTTPError(404)"),
        ("import bottle\n", "bottle.abort(404)"),
        ("import json\n", 'raise ValueError("path outside its folder")'),
    ],
)
def test_each_framework_refuses_in_its_own_way(imports: str, wanted: str) -> None:
    code = (
        imports
        + "import os\n\n\nclass Cache:\n    def __init__(self, folder):\n        self.folder = folder\n\n    def read(self, name):\n        with open(os.path.join(self.folder, name)) as file:\n            return file.read()\n"
    )
    made = mend(code, "path-traversal").after
    assert wanted in made
    assert "folder = os.path.abspath(self.folder)" in made


def test_the_check_stands_where_the_path_is_made_in_another_file() -> None:
    files = {
        "store.py": "import os\n\n\ndef where(name):\n    path = os.path.join('files', name)\n    return path\n",
        "case.py": "from flask import request\nfrom store import where\n\n\ndef go():\n    return open(where(request.args['name'])).read()\n",
    }
    from vedette.code.codemods import propose  # noqa: PLC0415

    (finding,) = found(files, "path-traversal")
    assert [one.replacements[-1].path for one in propose(finding, files.get)] == ["store.py"]


def archive(*names: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as bundle:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 1
            bundle.addfile(entry, io.BytesIO(b"x"))
    return made.getvalue()


def test_an_archive_is_unpacked_where_it_was_meant_to() -> None:
    code = (
        "import io\nimport tarfile\n\n\ndef unpack(data, folder):\n"
        "    with tarfile.open(fileobj=io.BytesIO(data)) as bundle:\n        bundle.extractall(folder)\n"
    )
    before, after = mend(code, "archive-extraction").both()
    before.unpack(archive("a.txt", "sub/b.txt"), "old")
    if not hasattr(tarfile, "data_filter"):  # Python before 3.11.4 knows no filters, and says so
        assert outcome(after.unpack, archive("a.txt"), "new") == "TypeError"
        assert not Path("new").exists()
        return
    after.unpack(archive("a.txt", "sub/b.txt"), "new")
    assert sorted(one.relative_to("new") for one in Path("new").rglob("*")) == sorted(
        one.relative_to("old") for one in Path("old").rglob("*")
    )
    before.unpack(archive("../won.txt"), "old")
    assert Path("won.txt").exists()
    Path("won.txt").unlink()
    for attack in ("../won.txt", "sub/../../won.txt"):
        assert outcome(after.unpack, archive(attack), "new") == "OutsideDestinationError"
    assert not Path("won.txt").exists()


@pytest.mark.parametrize(
    "code",
    [
        "import shutil\nfrom flask import request\n\n\ndef go():\n    shutil.unpack_archive(request.files['x'], 'folder')\n",
        (
            "import tarfile\nimport zipfile\n\n\nclass Pack:\n    opener = tarfile.open\n\n    def unpack(self, name, folder):\n"
            "        for entry in self.opener(name).getmembers():\n            self.opener(name).extract(entry, folder)\n"
        ),
    ],
)
def test_what_may_be_another_archive_takes_no_filter(code: str) -> None:
    from vedette.code.codemods import propose  # noqa: PLC0415

    files = {"case.py": code}
    assert [patch for one in found(files, "archive-extraction") for patch in propose(one, files.get)] == []


def test_entries_are_unpacked_one_by_one() -> None:
    code = (
        "import tarfile\n\n\ndef unpack(name, folder):\n    with tarfile.open(name) as bundle:\n"
        "        for entry in bundle.getmembers():\n            bundle.extract(entry, folder)\n"
    )
    assert 'bundle.extract(entry, folder, filter="data")' in mend(code, "archive-extraction").after


def test_an_attribute_is_checked_where_it_is_used() -> None:
    made = mend(HEAD + SHAPES["attribute"], "path-traversal").after
    assert "    def read(self):\n        if not self.path.resolve().is_relative_to(ROOT.resolve()):\n" in made


def test_who_calls_a_library_may_have_links_in_his_folder() -> None:
    code = (
        "import os\n\n\nclass Cache:\n    def __init__(self, folder):\n        self.folder = folder\n\n"
        "    def read(self, name):\n        with open(os.path.join(self.folder, name)) as file:\n            return file.read()\n"
    )
    before, after = mend(code, "path-traversal").both()
    for name in ("a.txt", "sub/b.txt", "link"):
        assert after.Cache("files").read(name) == before.Cache("files").read(name)
    for attack in ("../secret.txt", "sub/../../secret.txt", "../files-too/secret.txt"):
        assert before.Cache("files").read(attack) == "secret"
        assert outcome(after.Cache("files").read, attack) == "ValueError"


def test_a_framework_only_some_function_imports_is_not_imported_for_all() -> None:
    code = (
        "import os\n\n\ndef serve():\n    import tornado.web\n    return tornado.web.Application()\n\n\n"
        "class Loader:\n    def __init__(self, folder):\n        self.folder = folder\n\n"
        "    def load(self, name):\n        with open(os.path.join(self.folder, name)) as file:\n"
        "            return file.read()\n"
    )
    made = mend(code, "path-traversal").after
    assert made.count("tornado.web") == code.count("tornado.web")
    assert "raise ValueError(" in made


def test_a_file_looked_for_in_one_folder_after_the_other_may_be_in_none() -> None:
    code = (
        "import os\n\n\nclass Loader:\n    def __init__(self, folders):\n        self.folders = folders\n\n"
        "    def load(self, name):\n        for folder in self.folders:\n"
        "            path = os.path.join(folder, name)\n            if os.path.exists(path):\n"
        "                return open(path).read()\n        return ''\n"
    )
    assert not patches(code, "path-traversal")
