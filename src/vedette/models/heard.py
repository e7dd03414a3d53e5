"""What a server answered, from JSON to values: whatever is not what was agreed on is no answer.

Format: the OpenAI API reference, "Chat completion object" and "chunk object". Further keys are passed over.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from vedette.core.dialogue import Ask, CallPiece, Delta, Ending, Reply, ToolCall, Usage
from vedette.core.errors import Unavailable
from vedette.models import actions, rooted, tokens
from vedette.models.dialect import Dialect, Shaping

_ENDINGS: Final = {
    "stop": Ending.STOP,
    "eos": Ending.STOP,
    "length": Ending.LENGTH,
    "max_tokens": Ending.LENGTH,
    "tool_calls": Ending.TOOLS,
    "function_call": Ending.TOOLS,
    "content_filter": Ending.REFUSED,
    "refusal": Ending.REFUSED,
}
_MOST_TOKENS: Final = 1 << 40
"""A count above that is none."""
_MOST_CALLS: Final = 64
_FENCE: Final = "```"
_NOTHING: Final = msgspec.Raw(b"null")


class _Part(Struct):
    type: str = ""
    text: str = ""


class _Function(Struct):
    name: str | None = None
    arguments: str | dict[str, Any] | None = None


class _Call(Struct):
    function: _Function = msgspec.field(default_factory=_Function)
    index: int = 0
    id: str | None = None


class _Message(Struct):
    content: str | list[_Part] | None = None
    refusal: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(Struct):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _Details(Struct):
    cached_tokens: int | None = None


class _Usage(Struct):
    prompt_tokens: int
    completion_tokens: int
    prompt_tokens_details: _Details | None = None


class _Completion(Struct):
    choices: list[_Choice] | UnsetType = UNSET
    usage: msgspec.Raw = _NOTHING
    model: str | None = None
    error: msgspec.Raw = _NOTHING


class _Error(Struct):
    message: str = ""
    code: str | int | None = None
    type: str | None = None
    param: str | None = None


class _Failed(Struct):
    error: _Error | str = msgspec.field(default_factory=_Error)
    message: str = ""
    detail: Any = None


class Garbage(Exception):
    """What came is no answer."""


class Unfinished(Unavailable):
    """A server was reached, and gave no whole answer: it may have computed one, and want to be paid."""


_completion: Final = msgspec.json.Decoder(_Completion).decode
_usage: Final = msgspec.json.Decoder(_Usage).decode
_failed: Final = msgspec.json.Decoder(_Failed).decode
_BAD: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def reply(data: bytes, ask: Ask, dialect: Dialect) -> Reply:
    """Read a whole answer.

    Raises:
        Garbage: it is none.

    """
    held, choice = _read(data)
    if choice is None or choice.message is None or choice.finish_reason is None:
        raise Garbage("an answer without a message and its ending")
    message = choice.message
    calls = tuple(
        ToolCall(id=one.id or f"call_{number}", name=one.function.name or "", arguments=_json(one.function))
        for number, one in enumerate(_bounded(message.tool_calls))
    )
    text = message.refusal or _text(message)
    usage = told(held.usage) or guessed(ask, text, calls)
    ending = ended(choice.finish_reason, refused=bool(message.refusal), calling=bool(calls))
    made = Reply(text=text, calls=calls, ending=ending, usage=usage, model=(held.model or "")[:200])
    return shaped(made, ask, dialect)


def shaped(made: Reply, ask: Ask, dialect: Dialect) -> Reply:
    """Undo what the dialect did: a code fence or an object around JSON, an action in place of a call."""
    acting = bool(ask.tools) and dialect.tools == "actions"
    schema = actions.instead(ask).schema if acting else ask.schema
    if schema is not None and made.ending is Ending.STOP:
        made = _bare(made, schema, dialect)
    return actions.back(made, ask) if acting else made


def _bare(made: Reply, schema: dict[str, Any], dialect: Dialect) -> Reply:
    if rooted.wraps(dialect, schema):
        return msgspec.structs.replace(made, text=rooted.taken_out(made.text))
    if dialect.shaping is Shaping.SCHEMA:
        return made
    return msgspec.structs.replace(made, text=unfenced(made.text))


def unfenced(text: str) -> str:
    """Take one code fence away that is around all of a text."""
    bare = text.strip()
    if not (bare.startswith(_FENCE) and bare.endswith(_FENCE) and "\n" in bare):
        return text
    return bare.partition("\n")[2].removesuffix(_FENCE).strip()


def delta(data: bytes) -> tuple[Delta | None, str | None]:
    """Read one event: what it adds, and why the answer ends, if it does.

    Raises:
        Garbage: it is no chunk of an answer.
        Unavailable: the server says that it failed half-way.

    """
    held, choice = _read(data)
    usage = told(held.usage)
    if choice is None:
        return (Delta(usage=usage) if usage is not None else None), None
    message = choice.delta or _Message()
    pieces = tuple(
        CallPiece(
            index=one.index, id=one.id or "", name=one.function.name or "", arguments=_json(one.function)
        )
        for one in _bounded(message.tool_calls)
    )
    if any(not 0 <= one.index < _MOST_CALLS for one in pieces):
        raise Garbage("more calls than anybody makes")
    text = message.refusal or _text(message)
    finish = "refusal" if message.refusal and choice.finish_reason else choice.finish_reason
    if not text and not pieces and usage is None:
        return None, finish
    return Delta(text=text, calls=pieces, usage=usage), finish


def ended(finish: str, *, refused: bool = False, calling: bool = False) -> Ending:
    """Say why an answer ends.

    Raises:
        Garbage: nobody knows that reason: the answer may not be whole.

    """
    known = _ENDINGS.get(finish)
    if known is None:
        raise Garbage(f"an answer that ends for a reason nobody knows, {finish[:40]!r}")
    if refused:
        return Ending.REFUSED
    return Ending.TOOLS if calling and known is Ending.STOP else known


def told(raw: msgspec.Raw) -> Usage | None:
    """Read what an answer cost; None where the server does not say, or says what cannot be."""
    try:
        read = _usage(raw)
    except _BAD:
        return None
    cached = (read.prompt_tokens_details.cached_tokens or 0) if read.prompt_tokens_details else 0
    if not all(0 <= one < _MOST_TOKENS for one in (read.prompt_tokens, read.completion_tokens, cached)):
        return None
    return Usage(prompt=read.prompt_tokens, completion=read.completion_tokens, cached=cached)


def guessed(ask: Ask, text: str, calls: tuple[ToolCall, ...]) -> Usage:
    """Count ourselves, where the server does not."""
    made = tokens.of_text(text) + sum(tokens.of_text(one.name + one.arguments) for one in calls)
    return Usage(prompt=tokens.of_ask(ask), completion=made, estimated=True)


def complaint(data: bytes) -> tuple[str, str]:
    """Read what a server says is wrong: in words, and as a code; both may be empty."""
    try:
        held = _failed(data)
    except _BAD:
        return "", ""
    if isinstance(held.error, str):
        return held.error, ""
    words = held.error.message or held.message or (held.detail if isinstance(held.detail, str) else "")
    return words, f"{held.error.code or ''} {held.error.type or ''}".strip()


def _read(data: bytes) -> tuple[_Completion, _Choice | None]:
    try:
        held = _completion(data)
    except _BAD as error:
        raise Garbage("what is no answer in JSON") from error
    if bytes(held.error) != b"null":
        words, _ = complaint(data)
        raise Unfinished(f"it failed half-way: {plain(words)}", hint="try again, or look at the server")
    if held.choices is UNSET:
        raise Garbage("an answer without choices")
    return held, held.choices[0] if held.choices else None


def plain(words: str) -> str:
    """Make a server's words short and harmless."""
    kept = "".join(one if one.isprintable() else " " for one in words[:400])
    return " ".join(kept.split())[:200] or "it does not say why"


def _text(message: _Message) -> str:
    if isinstance(message.content, list):
        return "".join(one.text for one in message.content)
    return message.content or ""


def _bounded(calls: list[_Call] | None) -> list[_Call]:
    if calls and len(calls) > _MOST_CALLS:
        raise Garbage("more calls than anybody makes")
    return calls or []


def _json(function: _Function) -> str:
    given = function.arguments
    return given if isinstance(given, str) else msgspec.json.encode(given).decode() if given else ""
