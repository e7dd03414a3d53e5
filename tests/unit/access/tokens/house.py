"""A service with somebody in it: keys, sessions, revocations and what authenticates, over one store."""

from __future__ import annotations

from pathlib import Path

from tests.authenticator import Holder
from vedette.access.documents import Documents, Memory
from vedette.access.nouns import Purpose
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.claims import Claims
from vedette.access.tokens.dpop import Request
from vedette.access.tokens.keys import create
from vedette.access.tokens.presented import Authenticator, Presented
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Login, Session, Sessions

NOON = 1_795_348_800.0
ISSUER = "https://vedette.example"
URL = f"{ISSUER}/jobs"


class House:
    """One server process; give two the same folder and store, and they are one service."""

    def __init__(self, folder: Path, store: Documents | None = None) -> None:
        self.store = store or Memory()
        self.keys = create(folder / "keys.json", NOON)
        self.tokens = AccessTokens(self.keys, ISSUER)
        self.revocations = Revocations(self.store)
        self.sessions = Sessions(self.store, self.revocations)
        self.door = Authenticator(self.tokens, self.store, self.revocations)

    def begin(self, key: str, now: float = NOON, *, person: str = "p-1", org: str = "") -> Session:
        login = Login(person=person, key=key, purpose=Purpose.RESEARCH, org=org, touched=now)
        return self.sessions.start(login, now).session

    def log_in(self, holder: Holder, now: float = NOON, *, person: str = "p-1", org: str = "") -> str:
        """A token for a person who just touched their passkey."""
        return self.tokens.issue(
            self.begin(holder.thumbprint, now, person=person, org=org).claims(), now
        ).token

    def ask(self, holder: Holder, token: str, now: float = NOON) -> Claims:
        """One request, as it should be made."""
        return self.door.authenticate(shown(token, holder.proof("POST", URL, now, token)), now)


def shown(token: str, proof: str, *, scheme: str = "DPoP") -> Presented:
    return Presented((f"{scheme} {token}",), (proof,), Request("POST", URL))
