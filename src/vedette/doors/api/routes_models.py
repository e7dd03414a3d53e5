"""Routes as clients of language models know them: the named models, and the three ways to ask one.

Which model answers is in the body, so the gate is asked for that model's own capability: naming is not being
granted. Only where the caller says `Vedette-Fallback: allow` does a weaker one answer instead, and says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.app.model_requests import CountTokens, ListProfiles
from vedette.core.limits import MIB
from vedette.doors.api.routes import Asked, Page, Param, Route, Takes
from vedette.doors.api.wire import catalogue, chat_in, messages_in, responses_in
from vedette.doors.api.wire.speech import Speech
from vedette.doors.api.wire.trouble import ANTHROPIC, MEDIA, OPENAI, Manner

_BODY: Final = 8 * MIB
_STREAM: Final = "text/event-stream"
FALLBACK: Final = "vedette-fallback"
_WEAKEST: Final = "model.core"
_LIST: Final = "model.list"


class Anything(Struct, frozen=True):
    """A query of which nothing is read: clients say which version of themselves they are."""


def _lower(asked: Asked) -> bool:
    return asked.headers.get(FALLBACK, "") == "allow"


def _spoken(understood: Callable[..., Speech]) -> Callable[[Asked], Speech]:
    return lambda asked: understood(asked.body, lower=_lower(asked))


def _page(value: object) -> Page:
    return Page(body=msgspec.json.encode(value), media=MEDIA)


def _named(path: str, summary: str, view: Callable[[Asked, Any], Any], **more: Any) -> Route:  # noqa: ANN401
    return Route(
        method="GET",
        path=path,
        summary=summary,
        tags=("models",),
        capability=_LIST,
        make=lambda _: ListProfiles(),
        view=lambda asked, value: _page(view(asked, value)),
        query=Anything,
        media=(MEDIA,),
        manner=OPENAI,
        **more,
    )


def _asking(
    path: str, summary: str, body: type[Struct], speak: Callable[..., Speech], manner: Manner
) -> Route:
    return Route(
        method="POST",
        path=path,
        summary=summary,
        tags=("models",),
        capability=_WEAKEST,
        speak=_spoken(speak),
        takes=Takes.JSON,
        body=body,
        most=_BODY,
        nul=True,
        query=Anything,
        media=(MEDIA, _STREAM),
        manner=manner,
        problems=(404, 429),
    )


def _count(asked: Asked) -> CountTokens:
    return CountTokens(model=asked.body.model, ask=messages_in.asked(asked.body))


ROWS: tuple[Route, ...] = (
    _named("/v1/models", "List the named models", lambda _, value: catalogue.listed(value)),
    _named(
        "/v1/models/{model}",
        "Show a named model",
        lambda asked, value: catalogue.shown(asked.params["model"], value),
        params={"model": Param(words="the name of a model", example="vedette-core")},
    ),
    _asking(
        "/v1/chat/completions",
        "Ask a model, as the OpenAI API has it",
        chat_in.ChatBody,
        chat_in.understood,
        OPENAI,
    ),
    _asking(
        "/v1/responses",
        "Ask a model, as the newer OpenAI API has it",
        responses_in.ResponsesBody,
        responses_in.understood,
        OPENAI,
    ),
    _asking(
        "/v1/messages",
        "Ask a model, as the Anthropic API has it",
        messages_in.MessagesBody,
        messages_in.understood,
        ANTHROPIC,
    ),
    Route(
        method="POST",
        path="/v1/messages/count_tokens",
        summary="Estimate the tokens of a question, as the Anthropic API has it",
        tags=("models",),
        capability="model.count",
        make=_count,
        takes=Takes.JSON,
        body=messages_in.CountBody,
        most=_BODY,
        nul=True,
        query=Anything,
        show=lambda counted: _page({"input_tokens": counted.tokens}),
        media=(MEDIA,),
        manner=ANTHROPIC,
        problems=(404,),
    ),
)
