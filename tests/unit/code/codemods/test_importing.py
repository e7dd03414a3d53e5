"""Imports: where they go, which are used, and when there is none to be had."""

# ruff: noqa: E501  code of the cases, a line each

import pytest

from tests.unit.code.codemods.mending import found, mend
from vedette.code.codemods import propose

BODY = "\n\ndef go():\n    return hashlib_or_not('x')\n"
RANDOM = "import random\n{}\n\ndef make():\n    token = random.choice('abc')\n    return token\n"


def mended(head: str) -> str:
    return mend(
        f"{head}\n\ndef make():\n    token = random.choice('abc')\n    return token\n", "weak-random"
    ).after


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("import random\n", "import random\nimport secrets\n"),
        ("import os\nimport random\nimport sys\n", "import os\nimport random\nimport secrets\nimport sys\n"),
        ('"""Words."""\n\nimport random\n', '"""Words."""\n\nimport random\nimport secrets\n'),
        (
            '#!/usr/bin/env python\n"""Words."""\nfrom __future__ import annotations\n\nimport random\nfrom a import b\n',
            '#!/usr/bin/env python\n"""Words."""\nfrom __future__ import annotations\n\nimport random\nimport secrets\nfrom a import b\n',
        ),
        ("import random\nimport secrets as hidden\n", "import random\nimport secrets as hidden\n"),
        ("import random\nfrom secrets import choice\n", "import random\nfrom secrets import choice\n"),
    ],
)
def test_where_an_import_goes(head: str, wanted: str) -> None:
    assert mended(head).startswith(wanted + "\n\ndef make")


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("import random\nimport secrets\n", "secrets.choice('abc')"),
        ("import random\nimport secrets as hidden\n", "hidden.choice('abc')"),
        ("import random\nfrom secrets import choice\n", "= choice('abc')"),
        ("import random\nfrom secrets import choice as pick\n", "= pick('abc')"),
        ("import random\n\nsecrets = ['mine']\n", "= choice('abc')"),
        ("import random\n\nsecrets, choice = ['mine'], 1\n", "= secrets_choice('abc')"),
    ],
)
def test_how_a_name_is_written(head: str, wanted: str) -> None:
    assert wanted in mended(head)


def test_only_a_future_import_is_there() -> None:
    code = "# coding: utf-8\nfrom __future__ import annotations\n\n\ndef page(request):\n    import random\n\n    token = random.choice('a')\n    return token\n"
    made = mend(code, "weak-random").after
    assert made.startswith("# coding: utf-8\nfrom __future__ import annotations\n\nimport secrets\n")


def test_a_file_without_imports() -> None:
    made = mend("DATABASE_PASSWORD = 'h7Kq2mVx9ZtLw4Rb'\n", "hardcoded-secret").after
    read = 'os.environ.get("DATABASE_PASSWORD") or secrets.token_urlsafe(32)'
    assert made == f"import os\nimport secrets\n\nDATABASE_PASSWORD = {read}\n"


def test_a_module_of_the_project_s_own_by_that_name_is_not_mistaken() -> None:
    code = "import random\n\n\ndef make():\n    token = random.choice('abc')\n    return token\n"
    files = {"case.py": code, "secrets.py": "x = 1\n"}
    (finding,) = found(files, "weak-random")
    assert propose(finding, files.get) == ()


def test_an_import_in_the_function_is_used_behind_it() -> None:
    code = "import random\n\n\ndef make():\n    import secrets\n\n    token = random.choice('abc')\n    return token\n"
    assert "import secrets" not in mend(code, "weak-random").after.partition("def make")[0]


def test_lines_end_as_the_file_s_do() -> None:
    code = "import random\r\n\r\n\r\ndef make():\r\n    token = random.choice('abc')\r\n    return token\r\n"
    made = mend(code, "weak-random").after
    assert made.count("\r\n") == made.count("\n")


def test_names_of_a_library_are_imported_with_those_that_are() -> None:
    code = "from flask import (\n    Flask,\n    request,\n)\n\n\ndef go():\n    with open('a/' + request.args['x']) as file:\n        return file.read()\n"
    assert "    Flask,\n    abort,\n    request,\n)" in mend(code, "path-traversal").after
