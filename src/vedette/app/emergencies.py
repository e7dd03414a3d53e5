"""Acting first and being reviewed after: whoever breaks the glass, closes it, and looks at it later."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.access.nouns import Purpose
from vedette.access.programme.breakglass import REVIEW_WITHIN, BreakGlass, Emergency, Use, Uses, suspended
from vedette.access.scope.assets import Assets
from vedette.access.scope.nouns import Asset
from vedette.access.scope.targets import parse
from vedette.app import emergency_answers as answers
from vedette.app import emergency_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.errors import BadInput, Refused

_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Emergencies:
    """All uses of break-glass, and the assets they are about."""

    glass: BreakGlass
    assets: Assets
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "glass.break": self.open,
            "glass.close": self.close,
            "glass.list": self.listed,
            "glass.review": self.review,
        }

    def open(self, request: asked.BreakGlass, work: Work) -> answers.GlassTold:
        """Break the glass, for what the session is for."""
        now, caller = self._now(), work.caller
        if not caller.purpose:
            raise Refused("the session has no purpose", hint="sign in for incident_response")
        owned = [one for one in self.assets.of(caller.subject.org) if one.proved(now)]
        said = Emergency(
            purpose=Purpose(caller.purpose),
            incident=request.incident,
            assets=tuple(_named(owned, one) for one in request.targets),
            reason=request.reason,
            seconds=request.minutes * _MINUTE,
        )
        use = self.glass.open(caller.subject, said, owned={one.id for one in owned}, now=now)
        return self._told(use, "opened")

    def close(self, request: asked.CloseGlass, work: Work) -> answers.GlassTold:
        """End a use."""
        return self._told(self.glass.close(work.caller.subject, request.use, now=self._now()), "closed")

    def listed(self, request: asked.ListGlasses, work: Work) -> answers.GlassesListed:
        """List uses."""
        del request
        subject = work.caller.subject
        own = self.glass.of(subject.id)
        found = {one.id: one for one in own}
        if "reviewer" in subject.roles:
            found |= {one.id: one for one in self.glass.unreviewed()}
        return answers.GlassesListed(
            uses=tuple(self._told(one) for one in found.values()),
            suspended=suspended(Uses(person=subject.id, uses=own)),
        )

    def review(self, request: asked.ReviewGlass, work: Work) -> answers.GlassTold:
        """Look at a use."""
        used = self.glass.review(
            work.caller.subject,
            request.use,
            justified=request.justified,
            reason=request.reasons,
            now=self._now(),
        )
        return self._told(used, "justified" if request.justified else "not_justified")

    def _told(self, use: Use, state: str = "") -> answers.GlassTold:
        said = use.emergency
        return answers.GlassTold(
            use=use.id,
            person=use.actor.person,
            incident=said.incident,
            targets=tuple(self._target(one) for one in said.assets),
            reason=said.reason,
            opened=use.opened,
            ends=use.ends,
            open=use.opened <= self._now() < use.ends,
            review_by=use.opened + REVIEW_WITHIN,
            state=state,
            looks=tuple(
                f"{'justified' if one.justified else 'not justified'}: {one.reason}" for one in use.looks
            ),
        )

    def _target(self, asset: str) -> str:
        try:
            return self.assets.get(asset).target.value
        except BadInput:
            return f"{asset}, forgotten since"

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _named(owned: list[Asset], text: str) -> str:
    target = parse(text)
    found = next((one.id for one in owned if one.target == target), None)
    if found is None:
        raise Refused(
            f"{target.value} is not proved to be yours", hint="name what was proved, as it was proved"
        )
    return found
