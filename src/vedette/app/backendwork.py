"""Does what is asked about language models attached here: list, probe, install, attach."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import Any

import msgspec

from vedette.app.backend_answers import (
    BackendAttached,
    BackendProbed,
    BackendRow,
    BackendsListed,
    KnownWeights,
    WeightsInstalled,
)
from vedette.app.backend_requests import AttachBackend, InstallWeights, ListBackends, ProbeBackend
from vedette.app.backendinstall import install
from vedette.app.backendlocal import local_model, weights_file
from vedette.app.clock import Clock
from vedette.app.jobs import Job
from vedette.app.modelplace import ModelPlace
from vedette.core.errors import BadInput
from vedette.core.limits import Limits
from vedette.models import cards
from vedette.models.assignments import assignments
from vedette.models.attachments import Attachment, Prices, attachment
from vedette.models.lock import locked, weights
from vedette.models.probe.asker import PATIENCE
from vedette.models.probe.run import blank, probe
from vedette.models.profiles import NO_MODEL, profile


@dataclass(frozen=True, slots=True)
class BackendWork:
    """Works on what one machine has."""

    place: ModelPlace
    limits: Limits
    clock: Clock

    def listed(self, request: ListBackends, job: Job) -> BackendsListed:
        """List what is attached, and what could be.

        Raises:
            BadInput: the file cannot be understood.

        """
        del request
        job.check()
        return BackendsListed(
            file=str(self.place.where),
            backends=tuple(self._row(name, made) for name, made in self.place.backends().items()),
            weights=tuple(
                KnownWeights(
                    name=name,
                    title=one.title,
                    bytes=one.bytes,
                    licence=one.licence,
                    installed=weights_file(self.place.weights, one.sha256).is_file(),
                )
                for name, one in locked().items()
            ),
        )

    def probed(self, request: ProbeBackend, job: Job) -> BackendProbed:
        """Ask a model all questions, and keep the card.

        Raises:
            BadInput, Unavailable: it is not attached, or does not answer.

        """
        made = self.place.backend(request.name)
        model = self.place.fresh(request.name)
        try:
            card = probe(
                model,
                blank(request.name, self.clock.now().date().isoformat()),
                lambda check, done, of: _told(job, check, done, of),
                patience=made.most_seconds if made.kind == "gguf" else PATIENCE,
            )
        finally:
            stop = getattr(model, "close", None)
            if stop is not None:
                stop()
        cards.keep(self.place.cards, request.name, made, card)
        return BackendProbed(card=card)

    def installed(self, request: InstallWeights, job: Job) -> WeightsInstalled:
        """Fetch weights, unless they lie here already.

        Raises:
            BadInput, Unavailable: nobody has them, or what came is not what it should be.

        """
        wanted = weights(request.name)
        path, fetched = install(wanted, self.place.weights, self.limits, job)
        return WeightsInstalled(
            name=request.name,
            title=wanted.title,
            path=str(path),
            sha256=wanted.sha256,
            bytes=wanted.bytes,
            licence=wanted.licence,
            origin=wanted.origin,
            fetched=fetched,
        )

    def attached(self, request: AttachBackend, job: Job) -> BackendAttached:
        """Write a back-end down at the end of the file.

        Raises:
            BadInput: it makes no sense, is not safe, or there is one of that name.

        """
        job.check()
        if request.name in self.place.backends():
            raise BadInput(
                f"{request.name} is attached already",
                hint=f"change it in {self.place.where}, or choose another name",
            )
        given = msgspec.structs.asdict(request)
        name, behind = given.pop("name"), given.pop("behind")
        self._free(behind)
        table = {key: value for key, value in given.items() if value not in ("", 0)}
        made = attachment(f"[backend.{name[:60]}]", name, table)
        self._append(f"backend.{name}", table)
        for one in behind:
            self._append(f"profile.{one}", {"back_end": name})
        return BackendAttached(
            name=name, file=str(self.place.where), where=made.where, data=made.rule.value, behind=behind
        )

    def _free(self, wanted: tuple[str, ...]) -> None:
        """Refuse to put something behind a named model there is not, or that has something behind it."""
        taken = assignments(self.place.where)
        for name in wanted:
            if profile(name).name == NO_MODEL or name in taken:
                raise BadInput(
                    f"{name}: nothing can be put behind it",
                    hint=f"it is there already; see {self.place.where}"
                    if name in taken
                    else "the engines answer there; name another",
                )

    def _append(self, header: str, table: dict[str, Any]) -> None:
        lines = [f"[{header}]", *(f"{key} = {json.dumps(value)}" for key, value in table.items())]
        path = self.place.where
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "a", encoding="utf-8") as file:  # noqa: PTH123 - by its number
            file.write("\n" * (file.tell() > 0) + "\n".join(lines) + "\n")

    def _row(self, name: str, made: Attachment) -> BackendRow:
        return BackendRow(
            name=name,
            kind=made.kind,
            model=made.model,
            where=made.where,
            data=made.rule.value,
            context=made.context,
            price=_price(made.prices),
            card=cards.kept(self.place.cards, name, made),
            lacks=self._lacks(name, made),
        )

    def _lacks(self, name: str, made: Attachment) -> str:
        if made.kind != "gguf":
            return ""
        try:
            file = local_model(name, made, self.place.weights).file
        except BadInput as error:
            return str(error)
        return "" if file.is_file() else f"weights: vedette models install {made.model}"


def _told(job: Job, check: str, done: int, of: int) -> None:
    """Say what is looked at: each takes a small model a minute."""
    job.check()
    job.say(f"{done + 1} of {of}: {check}")


def _price(prices: Prices | None) -> str:
    if prices is None:
        return ""
    return f"{prices.prompt:g} in, {prices.completion:g} out {prices.currency}"
