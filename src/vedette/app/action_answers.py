"""What comes back about actions."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.core.actions import Action, ActionKind, Blast, Plan


class KindRow(Struct, frozen=True, kw_only=True):
    """One kind of action, in words."""

    kind: ActionKind
    does: str
    breaks: str
    undoes: str
    blast: Blast
    minutes: int
    like: str
    """An example of a target."""


class KindsListed(Struct, frozen=True, kw_only=True):
    """What can be done."""

    kinds: tuple[KindRow, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count kinds."""
        return {"kinds": len(self.kinds)}


class ActionTold(Struct, frozen=True, kw_only=True):
    """One action, as it stands."""

    action: Action
    incident: str = ""
    record: str = ""
    """The digest of all that is written down of it."""

    def counts(self) -> Mapping[str, int | str]:
        """Name it by its id and digests: none says whom it is about, and every step is sealed."""
        return counted(self.action) | {"record": self.record}


class TrialTold(Struct, frozen=True, kw_only=True):
    """What a dry run says of one step, or of what it needs."""

    ok: bool
    said: str
    already: bool


class ActionTriedOut(Struct, frozen=True, kw_only=True):
    """What running it would meet."""

    action: Action
    trials: tuple[TrialTold, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is in the way."""
        return all(one.ok for one in self.trials)

    def counts(self) -> Mapping[str, int | str]:
        """Count what is in the way."""
        return counted(self.action) | {"hindrances": sum(not one.ok for one in self.trials)}


class Seen(Struct, frozen=True, kw_only=True):
    """One action, and how things really are."""

    action: Action
    incident: str = ""
    looks: tuple[str, ...] = ()


class ActionsShown(Struct, frozen=True, kw_only=True):
    """Several actions."""

    actions: tuple[Seen, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count actions."""
        return {"actions": len(self.actions)}


def says(plan: Plan) -> str:
    """Return what whoever agrees to a plan reads."""
    return f"{plan.does} {plan.breaks}"[:1000]


def counted(action: Action) -> dict[str, int | str]:
    """Say what the record holds of an action."""
    ended = [one for one in action.done if not one.begun]
    return {
        "action": action.id,
        "plan": action.plan.digest,
        "kind": action.plan.kind.value,
        "blast": action.plan.blast.value,
        "state": action.state.value,
        "steps": sum(one.ok and not one.undoing for one in ended),
        "taken_back": sum(one.ok and one.undoing for one in ended),
    }
