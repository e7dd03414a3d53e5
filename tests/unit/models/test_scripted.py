import threading

import pytest

from vedette.core.dialogue import Ask, Ending, LanguageModel, Message, Reply, Speaker, ToolCall
from vedette.core.errors import BadInput, Unavailable
from vedette.models.compatible import gather
from vedette.models.scripted import Scripted, Trouble

ASK = Ask(messages=(Message(speaker=Speaker.USER, text="Well?"),))
CALL = ToolCall(id="1", name="look", arguments="{}")


def test_it_says_what_it_is_told_in_order_and_remembers_what_it_was_asked() -> None:
    model: LanguageModel = Scripted(["one", {"action": "read"}, Reply(text="", calls=(CALL,))])
    assert [model.answer(ASK).text for _ in range(2)] == ["one", '{"action":"read"}']
    assert model.answer(ASK).calls == (CALL,)
    with pytest.raises(Unavailable, match="nothing more to say"):
        model.answer(ASK)
    assert isinstance(model, Scripted)
    assert model.asks == [ASK] * 4


def test_a_function_may_say_it_and_errors_are_raised() -> None:
    model = Scripted(lambda ask: ask.messages[0].text + "!")
    assert model.answer(ASK).text == "Well?!"
    with pytest.raises(BadInput, match="too long"):
        Scripted([BadInput("too long", hint="less")]).answer(ASK)


def test_what_is_streamed_is_the_same() -> None:
    said = Reply(text="a text of some length, in pieces", calls=(CALL,), ending=Ending.TOOLS)
    whole = gather(Scripted([said]).stream(ASK))
    assert (whole.text, whole.calls, whole.ending, whole.usage) == (
        said.text,
        said.calls,
        said.ending,
        said.usage,
    )


def test_all_its_troubles() -> None:
    for trouble in (Trouble.TIMES_OUT, Trouble.GARBAGE):
        with pytest.raises(Unavailable):
            Scripted([trouble]).answer(ASK)
    assert Scripted([Trouble.REFUSES]).answer(ASK).ending is Ending.REFUSED
    assert Scripted([Trouble.CUT]).answer(ASK).ending is Ending.LENGTH
    assert "not json" in Scripted([Trouble.NONSENSE]).answer(ASK).text


def test_nobody_is_answered_who_left() -> None:
    with pytest.raises(Unavailable, match="nobody waits"):
        Scripted(["x"]).answer(ASK, lambda: True)


def ask_often(model: Scripted, got: list[str]) -> None:
    for _ in range(50):
        got.append(model.answer(ASK).text)  # noqa: PERF401


def test_many_may_ask_at_once_and_each_answer_is_given_once() -> None:
    model = Scripted([str(number) for number in range(200)])
    got: list[str] = []
    threads = [threading.Thread(target=ask_often, args=(model, got)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(map(int, got)) == list(range(200))
