"""What the door needs of the application behind it: who asks, the gate, whether it is well, what to count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from vedette.app.asking import Countable, Request
from vedette.app.callers import Caller
from vedette.app.jobboard import JobBoard
from vedette.app.jobs import Job
from vedette.app.model_requests import UseModel
from vedette.app.steps import Steps

if TYPE_CHECKING:
    from vedette.app.ceremonies import Ceremonies
    from vedette.app.publicpages import PublicPages

Presented: TypeAlias = Any
"""What came with a request; only the ceremonies look inside."""


class Sample(Protocol):
    """One number an operator may watch."""

    @property
    def name(self) -> str:
        """Its name; ends in _total if it only grows."""
        ...

    @property
    def help(self) -> str:
        """What it counts."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What of it this is."""
        ...

    @property
    def value(self) -> float:
        """The number."""
        ...


class Receipt(Protocol):
    """Proof that a run is on the record; written down as JSON as it is."""

    @property
    def decision(self) -> str:
        """The id of the decision."""
        ...


class Answered(Protocol):
    """What the gate gives back."""

    @property
    def value(self) -> Any:  # noqa: ANN401  the route knows what it asked for
        """The answer."""
        ...

    @property
    def receipt(self) -> Receipt:
        """Its receipt."""
        ...


class Gate(Protocol):
    """The one way in."""

    def steps(self, caller: Caller, capability: str, request: Request[Any]) -> Steps[Answered]:
        """Do what is asked, if it may be done; hand out what has to be waited for."""
        ...


class Service(Protocol):
    """The application, as the door sees it. Every method may be called from any thread."""

    @property
    def gate(self) -> Gate:
        """The one way in."""
        ...

    @property
    def jobs(self) -> JobBoard:
        """The jobs, started."""
        ...

    @property
    def pages(self) -> PublicPages:
        """What everybody may read."""
        ...

    def may(self, caller: Caller, capability: str) -> bool:
        """Tell whether somebody could use a capability now, without doing anything."""
        ...

    def spoken(
        self, caller: Caller, wanted: str, request: UseModel, job: Job, *, lower: bool = False
    ) -> Steps[Answered]:
        """Have a named model answer, through the gate; with `lower` a weaker one where this one may not.

        Raises:
            BadInput: there is no such model.

        """
        ...

    def authenticate(self, method: str, url: str, headers: Mapping[str, str], network: str = "") -> Caller:
        """Say who asks.

        `url` is the public address of what is asked for, without its query; names of headers are in lower
        case, and each stands there once. `network` is where it came from, truncated.

        Raises:
            VedetteError: nobody we know; with http_status 401 and `challenge`, a WWW-Authenticate header.

        """
        ...

    def ledger_key(self) -> bytes:
        """Return the ledger's public key."""
        ...

    def holds(self, caller: Caller) -> bool:
        """Tell whether what somebody showed a while ago is still good: asked while a stream lasts."""
        ...

    def ready(self) -> list[str]:
        """Say what is wrong; nothing when all is well."""
        ...

    def counters(self) -> Iterable[Sample]:
        """Return the numbers operators may watch, beside those of the door."""
        ...

    @property
    def ceremonies(self) -> Ceremonies:
        """What happens before anybody is somebody: enrolling, signing in, fresh tokens."""
        ...

    def shown(self, method: str, url: str, headers: Mapping[str, str]) -> Presented:
        """Return what came with a request that shows a key, where there is no token yet."""
        ...

    def checkpoint(self) -> bytes:
        """Return where the ledger stands, signed; empty as long as it was not."""
        ...

    def first_link(self) -> str:
        """Return the operator's one-time enrolment link; empty once an operator has a passkey."""
        ...

    def close(self) -> None:
        """Let go of everything, jobs included; called once."""
        ...


@dataclass(frozen=True, slots=True)
class Nowhere(Request[Countable]):
    """Something nobody here knows; the gate writes it down and refuses it."""
