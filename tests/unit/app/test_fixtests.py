from __future__ import annotations

import pytest

from tests.patching import Target
from vedette.app.fixtests import detected
from vedette.core.digest import sha256
from vedette.core.errors import BadInput
from vedette.core.sources import SourceFile


def file(path: str, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path=path, digest=sha256(data), size=len(data), read=lambda: data)


@pytest.mark.parametrize(
    ("path", "text", "command"),
    [
        ("tests/test_a.py", "def test_a():\n    pass\n", ("py", "-m", "pytest")),
        ("a_test.py", "import pytest\n", ("py", "-m", "pytest")),
        ("test_a.py", "import unittest\n", ("py", "-m", "unittest", "discover", "-v")),
        ("test_a.py", "x = 1\n", ()),
        ("a.py", "import pytest\ndef test_a(): pass\n", ()),
    ],
)
def test_the_command_is_read_off_the_files(path: str, text: str, command: tuple[str, ...]) -> None:
    assert detected([file(path, text)], "py") == command


def test_a_file_that_can_no_longer_be_read_shows_nothing() -> None:
    def gone() -> bytes:
        raise BadInput("gone", hint="look")

    assert detected([SourceFile(path="test_a.py", digest=sha256(b""), size=1, read=gone)], "py") == ()
    assert Target({}).report.findings == ()
