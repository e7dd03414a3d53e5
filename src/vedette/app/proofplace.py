"""Puts together what proves who people and organisations are, over the documents of a service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vedette.access.identity.callback import Calls
from vedette.access.identity.maintainer import NAME, Maintainer
from vedette.access.identity.marks import Marks
from vedette.access.identity.proofing import Proofs, Provider
from vedette.access.identity.sittings import Sittings
from vedette.access.safeguards.sealing import key_in
from vedette.app.callbacks import Callbacks
from vedette.app.gate import Handler
from vedette.app.mirrors import Mirrors
from vedette.app.parts import Parts
from vedette.app.proofing import Proofing, issuers


@dataclass(frozen=True, slots=True)
class ProofPlace:
    """The two rooms of it."""

    people: Proofing
    organisations: Callbacks

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return self.people.handlers() | self.organisations.handlers()

    def chores(self) -> tuple[Callable[[float], object], ...]:
        """Return what has to be done now and then: forgetting."""
        return (self.people.sweep, self.organisations.sweep)


def marks(parts: Parts) -> Marks:
    """Return the marks of documents, with the key of this service.

    Raises:
        Refused, BadInput, Unavailable: the key cannot be had.

    """
    path = parts.chosen.settings.data_dir / "service" / "marks.key"
    return Marks(parts.documents, key_in(path))


def placed(parts: Parts) -> ProofPlace:
    """Return both.

    Raises:
        BadInput: the operator's file of issuers cannot be read, or describes none.

    """
    documents, proofs = parts.documents, Proofs(parts.documents)
    chosen = parts.chosen
    ways: dict[str, Provider] = issuers(chosen.issuers)
    if chosen.repositories:
        ways[NAME] = Maintainer(Mirrors.of(chosen.repositories, chosen.settings.limits).open)
    return ProofPlace(
        Proofing(
            documents=documents,
            people=parts.people,
            proofs=proofs,
            sittings=Sittings(documents),
            marks=marks(parts),
            providers=ways,
            clock=chosen.clock,
            here=chosen.url,
        ),
        Callbacks(people=parts.people, proofs=proofs, calls=Calls(documents), clock=chosen.clock),
    )
