"""Asks others to do it: programs in a folder of the user's, a web address, an OpenC2 consumer.

What they answer is hostile input: bounded, of a fixed shape, and only ever written down as words.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import ssl
import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from vedette import __version__
from vedette.app.actionadapters import Mandate, Trial
from vedette.core.actions import Action
from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable, reason
from vedette.respond.actions import contract, openc2
from vedette.respond.actions.contract import Answer, Ask
from vedette.respond.actions.moves import Outcome
from vedette.respond.actions.planning import Wish
from vedette.respond.actions.targets import checked
from vedette.sandbox.responding import Responding

TIMEOUT_S: Final = 30.0
KEY_LEAST: Final = 32
"""Bytes of a key: as many as its signature has."""
_KEY_MOST: Final = 4096
_OK: Final = range(200, 300)
_STILL_AT_IT: Final = 102
_ASK: Final = "application/json"
_PLANNING: Final = "plan"
"""The id under which an adapter is asked about something that has none yet."""


class Asking(NamedTuple):
    """How an ask gets there: bytes, and the id of what it is about, in; bytes out."""

    send: Callable[[str, bytes, str], bytes]
    who: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """An adapter that keeps our contract."""

    asking: Asking

    def says(self, wish: Wish) -> Answer | None:
        """Ask it about a plan."""
        ask = Ask(
            ask="plan",
            id=_PLANNING,
            kind=wish.kind,
            target=checked(wish.kind, wish.target),
            parameters=_told(wish.parameters),
        )
        answer = self._send(ask)
        if not answer.ok:
            raise BadInput(
                f"{self.asking.who} will not do it: {_line(answer.said)}", hint="choose another way"
            )
        return answer

    def tries(self, action: Action) -> tuple[Trial, ...]:
        """Ask for its own dry run."""
        answer = self._asked(action, "dry-run")
        return (Trial(ok=answer.ok, said=_line(answer.said) or "can be done", already=answer.already),)

    def in_place(self, action: Action, step: int) -> bool | None:
        """Ask whether it holds."""
        del step
        return self._asked(action, "check").ok

    def stands(self, action: Action, step: int) -> str:
        """Mandate it to the adapter, which says so once it has done it."""
        del action, step
        return ""

    def carries_out(self, mandate: Mandate, action: Action, step: int) -> Outcome:
        """Ask that it is done; the same id is done once."""
        del mandate, step
        answer = self._asked(action, "execute")
        return Outcome(ok=answer.ok, said=_line(answer.said), before=answer.before)

    def takes_back(self, mandate: Mandate, action: Action, step: int, before: str) -> Outcome:
        """Ask that it is taken back."""
        del mandate, step
        answer = self._asked(action, "undo", before)
        return Outcome(ok=answer.ok, said=_line(answer.said))

    def holds(self, action: Action) -> Outcome | None:
        """Ask whether it holds."""
        answer = self._asked(action, "check")
        return Outcome(
            ok=answer.ok, said=_line(answer.said) or ("it holds" if answer.ok else "it does not hold")
        )

    def _asked(self, action: Action, verb: contract.Verb, before: str = "") -> Answer:
        plan = action.plan
        ask = Ask(
            ask=verb,
            id=action.id,
            kind=plan.kind,
            target=plan.target,
            parameters=_told(plan.parameters),
            before=before,
        )
        return self._send(ask)

    def _send(self, ask: Ask) -> Answer:
        once = f"{ask.id}/{ask.ask}" if ask.ask in {"execute", "undo"} else ""
        data = self.asking.send(ask.ask, contract.written(ask), once)
        return contract.understood(data, self.asking.who)


def folder(responding: Responding, place: Path, kind: str) -> Agreed:
    """Return the adapter for a folder of programs, one for each kind of action."""
    script = place / kind

    def send(verb: str, asked: bytes, _: str) -> bytes:
        ran = responding.script(script, verb, asked)
        if ran.code != 0:
            raise Unavailable(
                f"{script} ended with {ran.code}: {_line(ran.words)}", hint="run it by hand: docs/actions.md"
            )
        return ran.out

    return Agreed(Asking(send, str(script)))


def webhook(post: Post) -> Agreed:
    """Return the adapter for a web address."""

    def send(_: str, asked: bytes, key: str) -> bytes:
        once = {"Idempotency-Key": key} if key else {}
        return post.send(asked, {"Content-Type": _ASK, "Accept": _ASK, **once})

    return Agreed(Asking(send, post.host))


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Sends to one address the user named, over HTTPS or to this machine itself; follows no redirect."""

    url: str
    key: bytes
    """Signs what is sent; empty: nothing is signed."""
    now: Callable[[], datetime]
    timeout: float = TIMEOUT_S

    @property
    def host(self) -> str:
        """Whom it is sent to, in words."""
        return self._parts().hostname or ""

    def send(self, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send, and return what is answered.

        Raises:
            BadInput: it is no address anything may be sent to.
            LimitHit: the answer is too long.
            Unavailable: there is no answer, or one that is no yes.

        """
        parts = self._parts()
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with closing(self._connection(parts)) as base:
                base.request("POST", path, body, {**self._signed(body), **headers})
                answer = base.getresponse()
                data = answer.read(contract.ANSWER_MOST + 1)
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(
                f"{parts.hostname} does not answer: {reason(error)}", hint="try again"
            ) from error
        if answer.status not in _OK:
            raise Unavailable(
                f"{parts.hostname} answered {answer.status}", hint="a redirect is not followed; look there"
            )
        if len(data) > contract.ANSWER_MOST:
            raise LimitHit(f"{parts.hostname} answered too much", hint="answer one short JSON object")
        return data

    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.url)
            _ = parts.port
        except ValueError:
            parts = SplitResult("", "", "", "", "")
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None:
            raise BadInput(
                f"{self.url[:200]!r} is no address to send to", hint="https://fw.example.org/vedette"
            )
        if parts.scheme == "http" and not _is_here(parts.hostname):
            raise BadInput(
                f"{self.url[:200]}: orders are not sent unencrypted", hint="use https, or this machine itself"
            )
        return parts

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "http":
            return http.client.HTTPConnection(host, parts.port, timeout=self.timeout)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=self.timeout, context=context)

    def _signed(self, body: bytes) -> dict[str, str]:
        made = {"User-Agent": f"vedette/{__version__}"}
        if not self.key:
            return made
        moment = str(int(self.now().timestamp()))
        signature = hmac.new(self.key, b"%s.%s" % (moment.encode(), body), hashlib.sha256).hexdigest()
        return made | {"Vedette-Timestamp": moment, "Vedette-Signature": f"v1={signature}"}


@dataclass(frozen=True, slots=True)
class OpenC2:
    """An OpenC2 consumer."""

    post: Post

    def says(self, wish: Wish) -> Answer | None:
        """Have nothing to add: a consumer cannot be asked about a plan."""
        del wish
        return None

    def tries(self, action: Action) -> tuple[Trial, ...]:
        """Ask which actions and targets it knows: the nearest there is to a dry run."""
        answered = self._send(openc2.pairs(), f"{action.id}/pairs")
        knows = openc2.knows(answered, action.plan.kind, action.plan.target)
        words = {True: "it knows the command", False: "it does not know the command", None: "it does not say"}
        return (Trial(ok=knows is not False, said=words[knows]),)

    def in_place(self, action: Action, step: int) -> bool | None:
        """Mandate it open: OpenC2 has no question for that."""
        del action, step
        return None

    def stands(self, action: Action, step: int) -> str:
        """Mandate it to the consumer."""
        del action, step
        return ""

    def carries_out(self, mandate: Mandate, action: Action, step: int) -> Outcome:
        """Send the command."""
        del mandate
        answered = self._send(action.plan.steps[step].command[2], f"{action.id}/execute")
        return _outcome(answered)

    def takes_back(self, mandate: Mandate, action: Action, step: int, before: str) -> Outcome:
        """Send what takes it back."""
        del mandate
        undo = action.plan.steps[step].undo
        if not undo:
            return Outcome(ok=True, said="there is nothing to take back")
        return _outcome(self._send(openc2.taking_back(undo[2], before), f"{action.id}/undo"))

    def holds(self, action: Action) -> Outcome | None:
        """Mandate it open."""
        del action
        return None

    def _send(self, command: str, key: str) -> openc2.Answered:
        headers = {"Content-Type": openc2.COMMAND, "Accept": openc2.ANSWER, "X-Request-ID": key}
        return openc2.understood(self.post.send(command.encode(), headers))


def _outcome(answered: openc2.Answered) -> Outcome:
    words = f"{answered.status} {_line(answered.status_text)}".strip()
    ok = answered.status in _OK or answered.status == _STILL_AT_IT
    return Outcome(ok=ok, said=words, before=openc2.numbered(answered))


def key_of(path: str) -> bytes:
    """Read the key that signs; the file is the user's, and nobody else's.

    Raises:
        BadInput: there is none, or it is too short.
        Refused: others may read it.

    """
    if not path:
        return b""
    try:
        with Path(path).open("rb") as file:
            mode = stat.S_IMODE(Path(path).stat().st_mode)
            key = file.read(_KEY_MOST).strip()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give the file that holds the key") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refused(f"{path}: others may read it", hint=f"chmod 600 {path}, and make a new key")
    if len(key) < KEY_LEAST:
        raise BadInput(f"{path}: a key has at least {KEY_LEAST} bytes", hint="openssl rand -hex 32")
    return key


def _told(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what an adapter is told: not where it is, nor where our own files are."""
    return {name: value for name, value in parameters.items() if name == "keep"}


def _line(words: str) -> str:
    return " ".join(words.split())[:1000]


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
