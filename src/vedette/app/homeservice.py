"""The owner of a machine behind a door on loopback: whoever has the key is the owner, and nobody else is."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NoReturn

from vedette.app.callers import Caller
from vedette.app.explaining import may
from vedette.app.gate import Gate, Result
from vedette.app.jobs import Job
from vedette.app.model_answers import Spoken
from vedette.app.model_requests import UseModel
from vedette.app.modelchoice import served, served_or_lower
from vedette.app.steps import Steps
from vedette.app.wiring import App
from vedette.core.errors import Refused, Unavailable

_HOSTS: Final = frozenset(("127.0.0.1", "localhost"))


class NoKey(Refused):
    """The key is not there, or not this one."""

    http_status: ClassVar[int] = 401
    challenge: ClassVar[str] = "Bearer"


@dataclass(frozen=True, slots=True)
class HomeService:
    """What a door needs, of the application of this machine."""

    app: App
    key: str
    """What clients have to show."""

    @property
    def gate(self) -> Gate:
        """The one way in."""
        return self.app.gate

    def authenticate(self, method: str, url: str, headers: Mapping[str, str], network: str = "") -> Caller:
        """Say who asks: the owner, or nobody.

        Raises:
            NoKey: the key is not this one.
            Refused: a page in a browser takes this for its own server.

        """
        del method, url, network
        if headers.get("host", "").lower().rpartition(":")[0] not in _HOSTS:
            raise Refused("this is no server of that name", hint="call it 127.0.0.1")
        scheme, _, given = headers.get("authorization", "").partition(" ")
        shown = (given.strip() if scheme.lower() == "bearer" else "", headers.get("x-api-key", ""))
        key = self.key.encode()
        if not any(hmac.compare_digest(one.encode("utf-8", "replace"), key) for one in shown):
            raise NoKey("that is not the key", hint="use the one that was printed when this started")
        return self.app.caller

    def may(self, caller: Caller, capability: str) -> bool:
        """Tell whether the owner could use a capability now, without doing anything."""
        return may(self.gate, caller, capability)

    def spoken(
        self, caller: Caller, wanted: str, request: UseModel, job: Job, *, lower: bool = False
    ) -> Steps[Result[Spoken]]:
        """Have a named model answer; with `lower` a weaker one where this one may not be used.

        Raises:
            Denied, BadInput, Unavailable: as `modelchoice.served`.

        """
        return (served_or_lower if lower else served)(self.gate, caller, wanted, request, job)

    def holds(self, caller: Caller) -> bool:
        """Say that the owner stays the owner."""
        del caller
        return True

    def ready(self) -> list[str]:
        """Say that nothing is wrong."""
        return []

    def counters(self) -> Iterable[Any]:
        """Count nothing."""
        return ()

    def checkpoint(self) -> bytes:
        """Return nothing: the owner looks at their own ledger."""
        return b""

    def ledger_key(self) -> bytes:
        """Return nothing."""
        return b""

    def first_link(self) -> str:
        """Return nothing: nobody enrols here."""
        return ""

    def close(self) -> None:
        """Let go of nothing."""

    @property
    def jobs(self) -> NoReturn:
        """There are none."""
        raise _served_only()

    @property
    def pages(self) -> NoReturn:
        """There are none: nobody but the owner is here to read them."""
        raise _served_only()

    @property
    def ceremonies(self) -> NoReturn:
        """There are none."""
        raise _served_only()

    def shown(self, method: str, url: str, headers: Mapping[str, str]) -> NoReturn:
        """Nobody shows anything."""
        del method, url, headers
        raise _served_only()


def _served_only() -> Unavailable:
    return Unavailable("that is for members of a service", hint="vedette serve")
