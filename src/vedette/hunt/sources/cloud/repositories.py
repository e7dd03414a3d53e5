"""Audit logs of places where code is kept: GitHub and Bitbucket."""

from __future__ import annotations

from typing import Final

from vedette.hunt.actions import ACCOUNT_CHANGED, API_CALL, FAILURE, LOGIN, PRIVILEGE
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.common.names import address_of, text_of, user_of
from vedette.hunt.sources.flatten import flatten

_GITHUB: Final = Logsource(product="github", service="audit")
_BITBUCKET: Final = Logsource(product="bitbucket", service="audit")
_ACCOUNTS: Final = (
    "org.add_member", "org.remove_member", "org.invite_member", "team.add_member", "team.remove_member",
    "user.", "repo.add_member", "org.add_outside_collaborator", "two_factor_authentication.",
    "personal_access_token.", "oauth_access.", "public_key.",
)  # fmt: skip
_PRIVILEGES: Final = ("org.update_member", "business.add_admin", "role.", "org.set_custom_", "business.set_")


def fits_github(record: Record) -> bool:
    """Say whether a record is of GitHub's audit log."""
    action = record.get("action")
    if not isinstance(action, str) or "." not in action:
        return False
    return "_document_id" in record or ("actor" in record and ("org" in record or "business" in record))


def github(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    action = text_of(record.get("action")) or ""
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("@timestamp") or record.get("created_at")),
        logsource=_GITHUB,
        fields=flatten(record),
        action=_action(action),
        outcome=FAILURE if "failed" in action else None,
        message=action,
        user=user_of(text_of(record.get("actor"))),
        target_user=user_of(text_of(record.get("user"))),
        source_ip=address_of(text_of(record.get("actor_ip"))),
        user_agent=text_of(record.get("user_agent")),
        file=text_of(record.get("repo") or record.get("repository")),
    )


def _action(action: str) -> str:
    if action in {"user.login", "user.failed_login"}:
        return LOGIN
    if action.startswith(_PRIVILEGES):
        return PRIVILEGE
    return ACCOUNT_CHANGED if action.startswith(_ACCOUNTS) else API_CALL


def fits_bitbucket(record: Record) -> bool:
    """Say whether a record is of Bitbucket's audit log."""
    return isinstance(record.get("auditType"), dict) and "author" in record


def bitbucket(record: Record, source: Source, number: int) -> Event:
    """Make the event of a record."""
    fields = flatten(record)
    words = f"{fields.get('auditType.action', '')}"
    return Event(
        source=source.number,
        record=number,
        time=of_stamp(record.get("timestamp") or record.get("creationDate")),
        logsource=_BITBUCKET,
        fields=fields,
        action=LOGIN if "login" in words.lower() else API_CALL,
        outcome=FAILURE if "failed" in words.lower() else None,
        message=words,
        user=user_of(text_of(fields.get("author.name"))),
        source_ip=address_of((text_of(record.get("source")) or "").partition(",")[0]),
    )


SHAPES: Final = (
    Shape(name="github", says="GitHub audit log", fits=fits_github, event=github),
    Shape(name="bitbucket", says="Bitbucket audit log", fits=fits_bitbucket, event=bitbucket),
)
