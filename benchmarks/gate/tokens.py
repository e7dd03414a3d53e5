"""What telling who asks costs: processor time of one request with a key-bound token, and its parts."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.authenticator import Holder
from vedette.access.documents import Documents
from vedette.access.nouns import Purpose
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.dpop import Request, verify_proof
from vedette.access.tokens.keys import create
from vedette.access.tokens.presented import Authenticator, Presented
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Login, Sessions
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_sqlite

NOON = 1_795_348_800.0
ISSUER = "https://vedette.example"
ASK = Request("POST", f"{ISSUER}/jobs")
ROUNDS = 9
REQUESTS = 200
"""In each round; the best round counts, since others use this machine too."""


class Ever:
    """Remembers nothing: shows what the proof costs without its store."""

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Say that it is the first time."""
        del kind, key, until, now
        return True


class Service:
    """One server process with somebody logged in."""

    def __init__(self, folder: Path, store: Documents, algorithm: str) -> None:
        self.holder = Holder(algorithm)
        self.tokens = AccessTokens(create(folder / "keys.json", NOON), ISSUER)
        revocations = Revocations(store)
        self.door = Authenticator(self.tokens, store, revocations)
        login = Login(person="p-1", key=self.holder.thumbprint, purpose=Purpose.RESEARCH, touched=NOON)
        session = Sessions(store, revocations).start(login, NOON).session
        self.claims = session.claims()
        self.token = self.tokens.issue(self.claims, NOON).token

    def requests(self) -> list[Presented]:
        """Return requests as a client sends them, each with a proof of its own."""
        proofs = (self.holder.proof(ASK.method, ASK.url, NOON, self.token) for _ in range(REQUESTS))
        return [Presented((f"DPoP {self.token}",), (proof,), ASK) for proof in proofs]


def cpu_us(one: Callable[[Presented], object], make: Callable[[], list[Presented]]) -> float:
    """Return the processor time of one call in microseconds: of the best round, which is made beforehand."""
    rounds = []
    for _ in range(ROUNDS):
        made = make()
        began = time.process_time()
        for shown in made:
            one(shown)
        rounds.append((time.process_time() - began) / len(made) * 1e6)
    return min(rounds)


def tokens_us() -> dict[str, float]:
    """Return microseconds of processor time: authenticating by ES256 and Ed25519, and what it is made of."""
    with tempfile.TemporaryDirectory(prefix="vedette-bench-") as place:
        folder = Path(place)
        store = SqlDocuments(on_sqlite(folder / "access.sqlite"), on_sqlite(folder / "seen.sqlite", "normal"))
        es256, ed25519 = (Service(folder, store, name) for name in ("ES256", "Ed25519"))
        bare, keys = es256.requests, create(folder / "keys.json", NOON)
        return {
            "authenticate_es256": cpu_us(lambda one: es256.door.authenticate(one, NOON), es256.requests),
            "authenticate_ed25519": cpu_us(
                lambda one: ed25519.door.authenticate(one, NOON), ed25519.requests
            ),
            "proof_es256_without_store": cpu_us(
                lambda one: verify_proof(one.proofs[0], ASK, NOON, Ever(), es256.token), bare
            ),
            "token_known": cpu_us(lambda _: es256.tokens.read(es256.token, NOON), bare),
            "token_new": cpu_us(lambda _: AccessTokens(keys, ISSUER).read(es256.token, NOON), bare),
            "issue": cpu_us(lambda _: es256.tokens.issue(es256.claims, NOON), bare),
        }


def main() -> None:
    """Print the figures, one run each of three, and the medians as JSON."""
    runs = [tokens_us() for _ in range(3)]
    figures = {name: round(statistics.median(run[name] for run in runs)) for name in runs[0]}
    print("\n".join(f"{name:28}{value:>6} us" for name, value in figures.items()))
    print(json.dumps({f"{name}_us": value for name, value in figures.items()}))


if __name__ == "__main__":
    main()
