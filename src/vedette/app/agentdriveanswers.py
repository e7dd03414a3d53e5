"""What came of an agent's wish, written into a journal and read back equal."""

from __future__ import annotations

import hashlib
from typing import Any, Final, TypeAlias, TypeVar

import msgspec

from vedette.agents.effects import Effect, Execute, NoAnswer, Noted, ReadSource, Rescan, Rows
from vedette.app.agentdrivejournal import NOTHING, Entry
from vedette.core import errors
from vedette.core.dialogue import Ask, Reply
from vedette.core.errors import VedetteError
from vedette.core.executions import Execution, NotExecuted
from vedette.core.nouns import Report

T = TypeVar("T")
Answer: TypeAlias = Reply | NoAnswer | Report | Execution | NotExecuted | Rows | str | VedetteError | None
BRIEF_MAX: Final = 300
KEPT_MAX: Final = 4 << 20
"""Bytes of an answer that are kept; only of what can be made again is more than that to be expected."""
_KINDS: Final[dict[str, Any]] = {
    "reply": Reply,
    "no-answer": NoAnswer,
    "report": Report,
    "execution": Execution,
    "not-executed": NotExecuted,
    "rows": Rows,
    "text": str,
    "nothing": None,
}
_NAMES: Final = {kind: name for name, kind in _KINDS.items()}
_ERRORS: Final[dict[str, type[VedetteError]]] = {
    kind.__name__: kind for kind in (errors.BadInput, errors.LimitHit, errors.Refused, errors.Unavailable)
}


class _Failure(msgspec.Struct, frozen=True):
    name: str
    message: str
    hint: str


def digest_of(effect: Effect) -> str:
    """Return the digest of what exactly is wished for."""
    kind = type(effect).__name__
    return _sha256(kind.encode() + b"\0" + _bytes(effect))


def brief(effect: Effect) -> str:
    """Say what is wished for in a few words, where no other field of an entry does."""
    match effect:
        case Noted():
            words = " ".join(filter(None, (effect.kind, effect.what, effect.gate, effect.why)))
        case Rescan():
            words = " ".join((*effect.changed, *effect.rules))
        case Execute():
            words = " ".join(effect.program.command)
        case ReadSource():
            words = effect.path
        case _:
            words = ""
    return words[:BRIEF_MAX].encode("utf-8", "replace").decode()


def encoded(entry: Entry, answer: Answer) -> Entry:
    """Return an entry with an answer in it; of one too long, with its digest only."""
    name, value = _named(answer)
    data = _bytes(value)
    digest = _sha256(_settled(name, data, value))
    kept = msgspec.Raw(data) if len(data) <= KEPT_MAX and _is_json(data) else NOTHING
    made = msgspec.structs.replace(entry, type=name, answer=kept, answer_digest=digest)
    if isinstance(answer, Reply):
        made = msgspec.structs.replace(
            made,
            operation="chat",
            model=answer.model,
            finished=(answer.ending.value,),
            prompt_tokens=answer.usage.prompt,
            completion_tokens=answer.usage.completion,
        )
    return made


def decoded(entry: Entry) -> Answer:
    """Return the answer of an entry that holds one.

    Raises:
        BadInput: it is not of the kind it says.

    """
    try:
        if entry.type == "failed":
            failure = msgspec.json.decode(entry.answer, type=_Failure)
            return _ERRORS.get(failure.name, VedetteError)(failure.message, hint=failure.hint)
        answer: Answer = msgspec.json.decode(entry.answer, type=_KINDS[entry.type])
    except (msgspec.MsgspecError, KeyError) as error:
        raise errors.BadInput(
            f"step {entry.n} of the run: its answer cannot be read: {error}",
            hint="move the journal away: the run then begins anew",
        ) from error
    return answer


def told(entry: Entry, model: str, ask: Ask) -> Entry:
    """Return an entry that says what is asked of which model."""
    messages = [{"role": one.speaker.value, "content": one.text} for one in ask.messages]
    return msgspec.structs.replace(
        entry,
        operation="chat",
        asked_of=model,
        most=ask.most,
        temperature=ask.temperature,
        messages=messages,
    )


def _named(answer: Answer) -> tuple[str, Any]:
    if isinstance(answer, VedetteError):
        return "failed", _Failure(type(answer).__name__, str(answer), answer.hint)
    return _NAMES[None if answer is None else type(answer)], answer


def _settled(name: str, data: bytes, value: Any) -> bytes:  # noqa: ANN401 - one of the kinds above
    """Return what stays the same when it is made again: the time something took does not."""
    if name == "report":
        return _bytes(msgspec.structs.replace(value, timings={}))
    return data


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - one of the kinds above
    try:
        return msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError:  # a name or a text that is not Unicode: good for a digest, not for keeping
        return b"\xff" + repr(value).encode("utf-8", "surrogatepass")


def _is_json(data: bytes) -> bool:
    return not data.startswith(b"\xff")


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
