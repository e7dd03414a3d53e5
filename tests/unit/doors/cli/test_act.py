import io
import json
import re
from pathlib import Path

import pytest

from tests.serving import environment
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

ID = re.compile(r"^([nswc]-[0-9a-f]{12}(?:-\d+)?) ", re.MULTILINE)


class Desk:
    """Somebody at the command line."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.hosts = home / "hosts"
        self.hosts.write_bytes(b"127.0.0.1 localhost\n")
        self.err = ""

    def act(self, *words: str) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        code = main(["act", *words], Console(environment(self.home), out, err))
        self.err = err.getvalue()
        return code, out.getvalue()

    def plan(self, *words: str, target: str = "evil.example") -> str:
        code, page = self.act("plan", "block-domain", target, "--hosts", str(self.hosts), *words)
        assert code == 0, page + self.err
        found = ID.search(page)
        assert found is not None
        return found[1]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_plan_says_in_plain_words_what_may_break_and_the_way_back(desk: Desk) -> None:
    code, page = desk.act("plan", "block-domain", "evil.example", "--hosts", str(desk.hosts))
    assert code == 0
    for words in (
        "nothing was done",
        "blast radius  small",
        "may break",
        "way back",
        "30 days",
        "word for word",
    ):
        assert words in page
    assert f"do    vedette:hosts-add {desk.hosts} evil.example" in page
    assert "done by vedette itself" in page
    assert desk.hosts.read_bytes() == b"127.0.0.1 localhost\n"


def test_from_plan_to_back(desk: Desk) -> None:
    name = desk.plan()
    code, page = desk.act("try", name)
    assert (code, "can be done" in page) == (0, True)
    code, page = desk.act("run", name, "--yes")
    assert code == 0
    assert "done, and seen to hold" in page
    assert f"vedette act undo {name} --yes" in page
    assert b"evil.example" in desk.hosts.read_bytes()
    code, page = desk.act("undo", name)
    assert (code, "you have not agreed" in desk.err) == (2, True)
    code, page = desk.act("undo", name, "--yes", "--why", "a false alarm")
    assert code == 0
    assert "a false alarm" in page
    assert desk.hosts.read_bytes() == b"127.0.0.1 localhost\n"


def test_what_there_is(desk: Desk) -> None:
    assert desk.act("show") == (0, "no actions\n")
    first, second = desk.plan(), desk.plan(target="worse.example")
    desk.act("drop", first)
    code, page = desk.act("show")
    assert code == 0
    assert [line.split()[0] for line in page.splitlines()] == [first, second]
    assert "decided against" in page.splitlines()[0]
    (desk.home / "data" / "actions" / f"{first}.jsonl").write_bytes(b"{}\n")
    assert second in desk.act("show")[1]
    assert f"{first} is left out" in desk.err


def test_for_programs_all_of_it_is_json(desk: Desk) -> None:
    name = desk.plan()
    assert json.loads(desk.act("--json", "show", name)[1])["actions"][0]["action"]["id"] == name
    assert json.loads(desk.act("--json", "try", name)[1])["trials"][0]["ok"] is True
    assert json.loads(desk.act("--json", "run", name, "--yes")[1])["action"]["state"] == "verified"
    assert len(json.loads(desk.act("--json", "list-kinds")[1])["kinds"]) == 9
    assert json.loads(desk.act("--json", "resume")[1]) == {"actions": []}


def test_the_kinds_are_listed_with_what_may_break(desk: Desk) -> None:
    code, page = desk.act("list-kinds")
    assert code == 0
    assert page.count("way back") == 9
    assert "{name}" not in page


def test_nothing_is_half_done_or_due_at_first(desk: Desk) -> None:
    desk.act("run", desk.plan("--minutes", "5"), "--yes")
    assert desk.act("resume") == (0, "nothing was left half done\n")
    assert desk.act("due") == (0, "nothing is over its time\n")
    assert desk.act("due", "--yes") == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run", "x", "--yes"), "no id of an action"),
        (("show", "x"), "no id of an action"),
        (("undo", "s-0123456789ab", "--yes"), "there is no action"),
        (("plan", "block-domain", "com"), "no domain"),
        (("plan", "block-domain", "evil.example", "--adapter", "ssh:x"), "no adapter"),
        (("plan", "block-domain", "evil.example", "--adapter", "webhook:"), "where is it"),
        (("plan", "block-domain", "ev\x1bil.example"), "is no domain"),
        (("plan", "block-domain", "evil.example", "--for", "zzz"), "no incident"),
    ],
)
def test_a_mistake_is_said_in_a_line_and_what_to_do(desk: Desk, words: tuple[str, ...], said: str) -> None:
    code, _ = desk.act(*words)
    assert code == 2
    assert said in desk.err
    assert "hint: " in desk.err
    assert "\x1b" not in desk.err


def test_a_path_is_meant_from_here(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.home / "evil.php").write_bytes(b"evil")
    monkeypatch.chdir(desk.home)
    code, page = desk.act("plan", "quarantine-file", "x/../evil.php", "--no-evidence")
    assert code == 0, desk.err
    assert f"{desk.home}/evil.php" in page


def test_what_is_spared_is_shown_and_ends_with_another_code(desk: Desk) -> None:
    spare = desk.home / "spare"
    spare.write_text("never .example\n")
    code, page = desk.act("plan", "block-domain", "evil.example", "--spare", str(spare))
    assert code == 3
    assert "NEVER TOUCHED: your list spares .example" in page
    assert "act run" not in page
