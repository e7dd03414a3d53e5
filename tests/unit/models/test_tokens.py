from hypothesis import given
from hypothesis import strategies as st

from vedette.core.dialogue import Ask, Message, Speaker, Tool, ToolCall
from vedette.models.tokens import of_ask, of_text


@given(st.text(), st.text())
def test_more_text_is_not_fewer_tokens(one: str, other: str) -> None:
    assert 1 <= of_text(one) <= of_text(one + other) <= of_text(one) + of_text(other)


def test_it_is_rather_too_many_than_too_few() -> None:
    """What a real table makes of these, measured (Qwen2.5); `make test-llm` measures again."""
    assert of_text("The quick brown fox jumps over the lazy dog. " * 10) >= 101
    assert of_text("deadbeef0123456789abcdef" * 10) >= 140


def test_everything_that_is_sent_counts() -> None:
    message = Message(speaker=Speaker.USER, text="Hi")
    plain = of_ask(Ask(messages=(message,)))
    call = ToolCall(id="1", name="look", arguments='{"at": "this"}')
    tool = Tool(name="look", does="Looks.", schema={"type": "object"})
    assert plain < of_ask(Ask(messages=(message,), schema={"type": "object"}))
    assert plain < of_ask(Ask(messages=(message,), tools=(tool,)))
    assert plain < of_ask(Ask(messages=(message, Message(speaker=Speaker.ASSISTANT, calls=(call,)))))
