"""Commands without a shell, or quoted: the same output for harmless values, and nothing else is run."""

# ruff: noqa: E501  code of the cases, a line each

import contextlib
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.code.codemods.mending import mend, patches, run

HEAD = "import os\nimport subprocess\nfrom pathlib import Path\nfrom flask import request\n\n\ndef go():\n    name = request.args['name']\n"
SHAPES = {
    "run": '    return subprocess.run("cat " + name, shell=True, capture_output=True, text=True).stdout\n',
    "f-string": '    return subprocess.run(f"cat {name}", shell=True, capture_output=True, text=True).stdout\n',
    "output": '    return subprocess.check_output("cat %s" % name, shell=True, text=True)\n',
    "quoted": '    return subprocess.check_output("cat \'" + name + "\'", shell=True, text=True)\n',
    "sh -c": '    return subprocess.run(["sh", "-c", f"cat {name}"], capture_output=True, text=True).stdout\n',
    "popen": '    with os.popen("cat " + name) as pipe:\n        return pipe.read()\n',
    "getoutput": '    return subprocess.getoutput("cat {}".format(name))\n',
    "pipe": '    return subprocess.check_output("cat " + name + " | head -1", shell=True, text=True)\n',
    "variable": '    command = "cat " + name\n    return subprocess.check_output(command, shell=True, text=True)\n',
    "system": '    os.system("cat " + name + " > out.txt")\n    return Path("out.txt").read_text()\n',
    "system alone": '    os.system("cp " + name + " copy.txt")\n    return Path("copy.txt").read_text()\n',
    "option": '    return subprocess.check_output("head --lines=" + name + " note.txt", shell=True, text=True)\n',
}
ATTACKS = ("note.txt; touch won", "$(touch won)", "x\ntouch won", "note.txt' ; touch won ; '", "|| touch won")


def asked(code: object, name: str) -> object:
    with Flask(__name__).test_request_context("/", query_string={"name": name}):
        return code.go()  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("note.txt").write_text("first\nsecond\n", encoding="utf-8")
    Path("two words.txt").write_text("spaced\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("shape", SHAPES)
def test_harmless_values_give_the_same_output(shape: str) -> None:
    before, after = mend(HEAD + SHAPES[shape], "command-injection").both()
    name = "1" if shape == "option" else "note.txt"
    assert asked(before, name)
    assert asked(after, name) == asked(before, name)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_other_command_is_run(shape: str) -> None:
    before, after = mend(HEAD + SHAPES[shape], "command-injection").both()
    won = Path("won")
    worked = 0
    for attack in ATTACKS:
        with contextlib.suppress(Exception):
            asked(before, attack)
        worked += won.exists()
        won.unlink(missing_ok=True)
        with contextlib.suppress(Exception):
            asked(after, attack)
        assert not won.exists()
    assert worked


def test_a_name_with_a_blank_is_one_argument() -> None:
    before, after = mend(HEAD + SHAPES["run"], "command-injection").both()
    assert asked(before, "two words.txt") == ""
    assert asked(after, "two words.txt") == "spaced\n"


def test_a_list_is_written_as_people_write_it() -> None:
    made = mend(HEAD + SHAPES["f-string"], "command-injection")
    assert 'subprocess.run(["cat", "--", name], capture_output=True, text=True)' in made.after.replace(
        "str(name)", "name"
    )
    assert made.patch.by == "without-shell"


@pytest.mark.parametrize(
    "command",
    ["name", '"sh -c \'" + name + "\'"', '"git " + name', 'name + " --version"', '"cd " + name', '"python -c " + name',
     '"ssh host " + name', '"X=" + name + " env"'],
)  # fmt: skip
def test_what_quoting_does_not_help_is_left_alone(command: str) -> None:
    code = HEAD + f"    return subprocess.check_output({command}, shell=True, text=True)\n"
    assert all((one.by == "quote-words" and "git " in command) or "cd " in command or "X=" in command
               for one in patches(code, "command-injection"))  # fmt: skip


ARGUMENTS = {
    "--": '    return subprocess.check_output(["cat", name], text=True)\n',
    "checked": '    return subprocess.check_output(["sort", "-r", name, "-u"], text=True)\n',
}


@pytest.mark.parametrize("shape", ARGUMENTS)
def test_a_dash_is_no_option(shape: str) -> None:
    before, after = mend(HEAD + ARGUMENTS[shape], "argument-injection").both()
    assert asked(after, "note.txt") == asked(before, "note.txt")
    attack = "--output=won" if shape == "checked" else "--number"
    Path("won").unlink(missing_ok=True)
    with contextlib.suppress(Exception):
        asked(after, attack)
    assert not Path("won").exists()


def test_what_may_be_a_list_is_not_asked_for_its_beginning() -> None:
    code = "import subprocess\n\n\ndef go(command):\n    return subprocess.Popen(command)\n\n\ndef api(request_words):\n    go(['git', request_words])\n"
    for patch in patches_of(code):
        assert "startswith" not in "".join(one.after for one in patch.replacements)


def patches_of(code: str) -> tuple:  # type: ignore[type-arg]
    from tests.unit.code.codemods.mending import found  # noqa: PLC0415
    from vedette.code.codemods import propose  # noqa: PLC0415

    files = {"case.py": code}
    return tuple(patch for one in found(files) for patch in propose(one, files.get))


def test_both_versions_are_really_run() -> None:
    assert run("import subprocess\nx = subprocess.check_output(['echo', 'a'], text=True)\n").x == "a\n"


def test_a_shell_of_the_program_s_choice_stays() -> None:
    code = (
        HEAD
        + "    return subprocess.check_output('cat ' + name, shell=True, executable='/bin/bash', text=True)\n"
    )
    made = mend(code, "command-injection")
    assert made.patch.by == "quote-words"
    before, after = made.both()
    assert asked(after, "note.txt") == asked(before, "note.txt") == "first\nsecond\n"


def test_a_list_in_a_variable_used_once() -> None:
    made = mend(HEAD + SHAPES["variable"], "command-injection").after
    assert '    command = ["cat", "--", name]\n' in made
    assert "subprocess.check_output(command, text=True)" in made


def test_parts_of_words_are_put_together() -> None:
    made = mend(HEAD + SHAPES["option"], "command-injection").after
    assert '["head", f"--lines={name}", "note.txt"]' in made


def test_a_shell_is_kept_where_it_is_needed() -> None:
    made = mend(HEAD + SHAPES["pipe"], "command-injection")
    assert made.patch.by == "quote-words"
    assert "shell=True" in made.after
