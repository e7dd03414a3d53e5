"""The named models as clients list them: one shape that both APIs can read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from vedette.app.job_answers import Missing
from vedette.app.model_answers import Offered, Profiles
from vedette.doors.api.wire.speech import Json

SINCE: Final = 1_795_824_000
"""When there were named models: seconds since the epoch."""


def listed(offered: Profiles) -> Json:
    """Return all of them."""
    data = [_one(one) for one in offered.profiles]
    names = [one.name for one in offered.profiles]
    return {
        "object": "list",
        "data": data,
        "has_more": False,
        "first_id": names[0] if names else None,
        "last_id": names[-1] if names else None,
    }


def shown(name: str, offered: Profiles) -> Json:
    """Return one of them.

    Raises:
        Missing: none is called that.

    """
    for one in offered.profiles:
        if one.name == name:
            return _one(one)
    known = ", ".join(one.name for one in offered.profiles)
    raise Missing(f"no model is called {name[:100]!r}", hint=f"there are: {known}")


def _one(offered: Offered) -> Json:
    return {
        "id": offered.name,
        "object": "model",
        "created": SINCE,
        "owned_by": "vedette",
        "type": "model",
        "display_name": offered.name,
        "created_at": datetime.fromtimestamp(SINCE, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "vedette": {
            "says": offered.says,
            "allowed": offered.allowed,
            "attached": offered.attached,
            "roles": list(offered.roles),
            "remedies": [{"code": one.code, "text": one.text} for one in offered.remedies],
        },
    }
