from __future__ import annotations

import json
from typing import Any

import pytest

from tests.patching import Target
from vedette.agents.patching.attack import judge
from vedette.agents.patching.harness import PLACE, place_of
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.core.patches import Outcome

APP = "def calc(self, text: str, times: int = 2, *rest, **more):\n    return eval(text) * times\n"
CHANGE = ("app.py", "    return eval(text) * times\n", "    return int(text) * times\n")
CASE = {"id": "1", "ended": "returned", "type": "str", "shown": "x"}


class Says:
    """Answers every run with the same words."""

    def __init__(self, out: bytes, *, timed_out: bool = False) -> None:
        self.out, self.timed_out = out, timed_out
        self.seen: list[Program] = []

    def run(self, program: Program) -> Execution | NotExecuted:
        self.seen.append(program)
        return Execution(
            code=1,
            out=self.out.replace(b"MARK", json.loads(program.stdin)["mark"].encode()),
            err=b"Traceback\nBoom: it broke\n",
            out_digest="",
            err_digest="",
            timed_out=self.timed_out,
            walls=Walls.LANDLOCK,
        )


def line(answer: Any) -> bytes:  # noqa: ANN401
    return f"noise\nMARK{json.dumps(answer)}\n".encode()


@pytest.mark.parametrize(
    ("box", "why"),
    [
        (Says(b"", timed_out=True), "in time"),
        (Says(b"anything"), "Boom: it broke"),
        (Says(b"MARK{"), "not understood"),
        (Says(line([])), "not understood"),
        (Says(line({"cases": [CASE | {"fired": "yes"}]})), "not understood"),
        (Says(line({"cases": [CASE | {"sql": ["x" * 9000]}]})), "not understood"),
        (Says(line({"cases": [CASE | {"commands": [["x" * 9000]]}]})), "not understood"),
        (Says(line({"cases": [], "why": "ImportError: x"})), "cannot be imported"),
        (Says(line({"cases": [CASE]})), "none worked"),
    ],
)
def test_whatever_the_sandbox_says_is_read_or_refused(box: Says, why: str) -> None:
    target = Target({"app.py": APP}, sandbox=box)
    trial = target.trial(judge, "code-injection", CHANGE)
    assert trial.outcome is Outcome.NOT_RUN
    assert why in trial.why


def test_the_probe_goes_along_with_the_files_and_its_orders() -> None:
    box = Says(b"")
    target = Target({"app.py": APP}, sandbox=box)
    target.trial(judge, "code-injection", CHANGE, readable=("/opt/python",), python="py")
    (program,) = box.seen
    assert program.command == ("py", "-B", "-m", "vedette_probe.probe")
    assert program.readable == ("/opt/python",)
    assert program.files["app.py"] == APP.encode(), "the old code is attacked first"
    assert b"PLACE = " in program.files["vedette_probe/probe.py"]
    orders = json.loads(program.stdin)
    assert (orders["module"], orders["function"], orders["own"]) == ("app.py", "calc", ["app"])
    assert orders["cases"][0]["id"] == "harmless"
    assert PLACE in program.files["vedette_probe/probe.py"].decode()


def test_no_patch_can_say_what_the_probe_says() -> None:
    box = Says(b"")
    target = Target({"app.py": APP}, sandbox=box)
    target.trial(judge, "code-injection", CHANGE)
    mark = json.loads(box.seen[0].stdin)["mark"]
    target.trial(
        judge, "code-injection", (*CHANGE[:2], f"    print({mark!r})\n    return int(text) * times\n")
    )
    old = json.loads(box.seen[-1].stdin)["mark"]
    assert old == mark, "the old code is the same"
    forged = Target({"app.py": APP.replace("return", f"print({mark!r}); return")}, sandbox=box)
    forged.trial(
        judge, "code-injection", ("app.py", forged.files["app.py"].split("\n")[1] + "\n", "    pass\n")
    )
    assert json.loads(box.seen[-1].stdin)["mark"] != mark


def test_the_function_a_finding_begins_in_is_found_with_its_parameters() -> None:
    target = Target({"app.py": APP})
    place = place_of(target.ground("code-injection"), APP)
    assert not isinstance(place, str)
    assert place.function == "calc"
    assert place.parameters == (("text", "str", False), ("times", "int", True))
    assert place.sources == ("text",)
