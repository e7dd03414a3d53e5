"""`vedette read` and `vedette query --ask`: a model copies and asks; what does not stand there stays out."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving import environment
from vedette.app.modelserving import Serving
from vedette.app.modeluse import Attached
from vedette.core.dialogue import Ask, ModelRole
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.models.profiles import profile
from vedette.models.scripted import Said, Scripted

WALLET = "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"
NOTE = f"Your files are locked.\nPay 3000 to wallet {WALLET}.\nYou have 5 days.\n"


@contextmanager
def standing(says: Said, *roles: ModelRole) -> Iterator[None]:
    def answer(_: Ask) -> Said:
        return says

    attached = Attached(
        name="toy",
        profile=profile("vedette-open"),
        model=Scripted(answer),
        roles=frozenset(roles),
        stays=True,
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Serving, "serving", lambda *_: attached)
        yield


def typed(home: Path, *words: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = main(words, Console(environment(home), out, err))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    return path


FIELDS = (
    "--field",
    "wallet:id",
    "--field",
    "amount:number",
    "--field",
    "deadline:span",
    "--field",
    "tone:choice=threat|other",
)
TRUE: dict[str, object] = {
    "wallet": WALLET,
    "amount": 3000,
    "deadline": {"line": 3, "end_line": 3},
    "tone": "threat",
}


def test_what_stands_in_the_text_is_copied(tmp_path: Path, note: Path) -> None:
    with standing(TRUE, ModelRole.EXTRACTOR):
        code, out, err = typed(tmp_path, "read", str(note), *FIELDS)
    assert code == 0, err
    assert "wallet: bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh" in out
    assert "amount: 3000" in out
    assert "You have 5 days" in out
    assert "tone: threat  (its opinion)" in out


def test_what_does_not_is_dropped_and_counted(tmp_path: Path, note: Path) -> None:
    with standing({**TRUE, "wallet": "bc1qattacker", "amount": 1}, ModelRole.EXTRACTOR):
        code, out, err = typed(tmp_path, "read", str(note), *FIELDS, "-f", "json")
    assert code == 0
    found = {one["name"] for one in json.loads(out)["fields"]}
    assert not {"wallet", "amount"} & found
    assert "0 dropped" not in err


def test_who_was_not_granted_the_role_reads_nothing(tmp_path: Path, note: Path) -> None:
    with standing(TRUE, ModelRole.ROUTER):
        code, out, err = typed(tmp_path, "read", str(note), *FIELDS)
    assert (code, out) == (4, "")
    assert "extractor" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("/no/such/file", "--field", "a:id"), "/no/such/file"),
        (("{note}",), "nothing to read"),
        (("{note}", "--field", "a:poem"), "is no field"),
        (("{note}", "--field", "a:choice"), "is no field"),
        (("{note}", "--field", "a b:id"), "is no field"),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path: Path, note: Path, words: tuple[str, ...], said: str) -> None:
    with standing(TRUE, ModelRole.EXTRACTOR):
        code, _, err = typed(tmp_path, "read", *(one.replace("{note}", str(note)) for one in words))
    assert code == 2
    assert said in err


def test_a_question_of_events_is_answered_or_nothing_is_known(tmp_path: Path) -> None:
    with standing("no", ModelRole.ROUTER):
        code, out, err = typed(tmp_path, "query", "--ask", "who logged in most often?")
    assert code == 0, err
    assert out.startswith("nothing is known")
    with standing("no", ModelRole.DRAFTER):
        assert typed(tmp_path, "query", "--ask", "who?")[0] == 4
