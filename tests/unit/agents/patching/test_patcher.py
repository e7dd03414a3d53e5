from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from tests.examples import few
from tests.patching import Target
from vedette.agents.effects import Consult, NoAnswer
from vedette.agents.patching.mending import mend
from vedette.agents.patching.patcher import schema
from vedette.core.dialogue import Ending, ModelRole, Reply
from vedette.core.patches import Author, Tried

EVAL = "    return eval(text)\n"
APP = f"import os\n\n\ndef calc(text):\n{EVAL}\n\n" + "".join(
    f"def f{n}():\n    return {n}\n\n\n" for n in range(200)
)


def proposal(after: str, before: str = EVAL, path: str = "app.py") -> Reply:
    block = {"path": path, "before": before, "after": after}
    return Reply(text=json.dumps({"says": "only\nnumbers", "replacements": [block]}), model="a model")


def mended(*answers: Reply | NoAnswer | Callable[[Consult], Reply]) -> tuple[tuple[Tried, ...], Target]:
    left = list(answers)

    def model(effect: Consult) -> Reply | NoAnswer:
        if effect.role is ModelRole.JUDGE:
            return NoAnswer(why="nobody")
        answer = left.pop(0) if left else NoAnswer(why="nothing more")
        return answer(effect) if callable(answer) else answer

    target = Target({"app.py": APP}, model=model)
    return target.drive(mend(target.ground("code-injection"), (), ask=True)), target


def test_a_good_patch_is_taken_at_once() -> None:
    (tried,), target = mended(proposal("    return int(text)\n"))
    assert tried.accepted
    assert (tried.patch.author, tried.patch.by, tried.patch.says) == (Author.MODEL, "a model", "only numbers")
    drafted = [one for one in target.asked if one.role is ModelRole.DRAFTER]
    assert len(drafted) == 1
    assert drafted[0].ask.tools == ()


def test_each_gate_gives_one_more_try_with_its_words() -> None:
    tried, target = mended(
        proposal("x\n", before="nowhere\n"),
        proposal("    return None\n"),
        proposal("    return float(eval(text))\n"),
        proposal("    return int(text)\n"),
    )
    assert [one.accepted for one in tried] == [False, False, False, True]
    words = [one.ask.messages[-1].text for one in target.asked if one.role is ModelRole.DRAFTER]
    assert ["applies" in words[1], "well-formed" in words[2], "scanner-clean" in words[3]] == [True] * 3


def test_the_same_gate_does_not_give_two() -> None:
    tried, _ = mended(
        proposal("    return None\n"), proposal("    return 0\n"), proposal("    return int(text)\n")
    )
    assert [one.accepted for one in tried] == [False, False]


def test_the_same_patch_twice_ends_it() -> None:
    tried, target = mended(*[proposal("    return None\n")] * 5)
    assert len(tried) == 1
    assert len(target.asked) == 2


USELESS: dict[str, Reply | NoAnswer] = {
    "prose": Reply(text="Here is the patch:\n```python\nint(text)\n```"),
    "nothing": Reply(text='{"says": "I cannot", "replacements": []}'),
    "an empty text to replace": proposal("x\n", before=""),
    "refused": Reply(text="", ending=Ending.REFUSED),
    "cut": Reply(text=proposal("x\n").text, ending=Ending.LENGTH),
    "deep": Reply(text="[" * 100_000),
}


@pytest.mark.parametrize("name", few(USELESS))
def test_what_is_no_patch_is_inconclusive_and_asked_for_once_more(name: str) -> None:
    tried, target = mended(USELESS[name], proposal("    return int(text)\n"))
    assert [one.accepted for one in tried] == [True]
    assert [one.what for one in target.noted] == ["inconclusive", "proposed", "confirmed"]
    assert not mended(USELESS[name], USELESS[name], proposal("    return int(text)\n"))[0]


def test_where_nobody_may_propose_nothing_is_asked_again() -> None:
    tried, target = mended(NoAnswer(why="no model"), proposal("    return int(text)\n"))
    assert (tried, len(target.asked)) == ((), 1)


def test_lies_of_a_model_are_stopped_wherever_they_point() -> None:
    lies = (
        proposal("x\n", path="../../etc/passwd"),
        proposal("    return int(text)  # nosec\n"),
        proposal("    return __import__('os').system(text)\n"),
    )
    for lie in lies:
        tried, _ = mended(lie)
        assert not any(one.accepted for one in tried)


def test_it_is_shown_the_lines_around_and_not_the_whole_file() -> None:
    _, target = mended(NoAnswer(why="no model"))
    text = target.asked[0].ask.messages[-1].text
    assert EVAL in text
    assert "def f150" not in text
    assert "[…]" not in text.split("def f20")[0]


def test_the_form_of_an_answer_names_the_files() -> None:
    target = Target({"app.py": APP})
    made: dict[str, Any] = schema(target.ground("code-injection"))
    validator = jsonschema.Draft202012Validator(made)
    assert validator.is_valid(json.loads(proposal("x\n").text))
    assert not validator.is_valid(json.loads(proposal("x\n", path="other.py").text))
