"""Revocation reaches every running process within five seconds, and nothing comes back to life."""

from pathlib import Path

import pytest

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, House
from vedette.access.documents import Documents, Kept, Memory
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.revocations import KEPT, POLL, Ended, Revocations
from vedette.core.errors import BadInput

OWNER = Holder()


class Counting(Memory):
    """A store that counts reads."""

    reads = 0

    def get(self, kind: str, key: str) -> Kept | None:
        self.reads += kind.startswith("revocation")
        return super().get(kind, key)


def targets(session: str) -> list[tuple[Ended, str]]:
    return [
        (Ended.SESSION, session), (Ended.PERSON, "p-1"), (Ended.ORG, "o-1"), (Ended.KEY, OWNER.thumbprint),
    ]  # fmt: skip


@pytest.mark.parametrize("which", range(4))
def test_what_is_revoked_here_is_dead_there_within_five_seconds(tmp_path: Path, which: int) -> None:
    here = House(tmp_path)
    there = House(tmp_path, here.store)
    token = here.log_in(OWNER, org="o-1")
    session = here.ask(OWNER, token).sid
    assert there.ask(OWNER, token, NOON + 10).sid == session
    here.revocations.revoke(*targets(session)[which], NOON + 10)
    with pytest.raises(Unauthenticated, match="revoked"):
        here.ask(OWNER, token, NOON + 10)
    with pytest.raises(Unauthenticated, match="revoked"):
        there.ask(OWNER, token, NOON + 10 + POLL)
    assert POLL < 5


def test_a_session_cannot_be_refreshed_past_a_revocation_not_heard_of_yet(tmp_path: Path) -> None:
    here = House(tmp_path)
    there = House(tmp_path, here.store)
    session = there.begin(OWNER.thumbprint)
    here.revocations.revoke(Ended.PERSON, "p-1", NOON + 1)
    with pytest.raises(Unauthenticated, match="revoked"):
        there.sessions.refresh(session.id, OWNER.thumbprint, NOON + 1)


def test_a_token_made_by_a_process_that_has_not_heard_yet_is_dead_too(tmp_path: Path) -> None:
    """It says when its session began, so that a later token is no way out."""
    here = House(tmp_path)
    there = House(tmp_path, here.store)
    session = there.begin(OWNER.thumbprint)
    here.revocations.revoke(Ended.PERSON, "p-1", NOON + 1)
    late = there.tokens.issue(session.claims(), NOON + 1.5).token
    with pytest.raises(Unauthenticated, match="revoked"):
        there.ask(OWNER, late, NOON + 3)


def test_who_logs_in_again_is_in_again_unless_with_a_revoked_key(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.revocations.revoke(Ended.PERSON, "p-1", NOON)
    assert house.ask(OWNER, house.log_in(OWNER, NOON + 1), NOON + 1).sub == "p-1"
    house.revocations.revoke(Ended.KEY, OWNER.thumbprint, NOON + 2)
    with pytest.raises(Unauthenticated, match="key was revoked"):
        house.log_in(OWNER, NOON + 1000)


def test_others_are_left_alone(tmp_path: Path) -> None:
    house = House(tmp_path)
    token = house.log_in(OWNER, org="o-1")
    for what in Ended:
        house.revocations.revoke(what, "another", NOON)
    assert house.ask(OWNER, token).sub == "p-1"


def test_a_clock_set_back_revives_nobody(tmp_path: Path) -> None:
    house = House(tmp_path)
    token = house.log_in(OWNER)
    house.revocations.revoke(Ended.PERSON, "p-1", NOON + 5)
    house.revocations.revoke(Ended.PERSON, "p-1", NOON - 3600)
    with pytest.raises(Unauthenticated, match="revoked"):
        house.ask(OWNER, token, NOON + 6)


def test_the_store_is_asked_once_a_second_at_most(tmp_path: Path) -> None:
    store = Counting()
    house = House(tmp_path, store)
    token = house.log_in(OWNER)
    store.reads = 0
    for step in range(100):
        house.ask(OWNER, token, NOON + step / 20)
    assert store.reads <= 6


def test_old_revocations_are_swept_and_lost_keys_stay_lost() -> None:
    store: Documents = Memory()
    revocations = Revocations(store)
    revocations.revoke(Ended.PERSON, "p-1", NOON)
    revocations.revoke(Ended.KEY, "k", NOON)
    assert revocations.sweep(NOON + KEPT) == 0
    assert revocations.sweep(NOON + KEPT + 1) == 1
    with pytest.raises(Unauthenticated, match="key"):
        revocations.check_key("k")


def test_nothing_is_not_revoked() -> None:
    with pytest.raises(BadInput, match="no org was named"):
        Revocations(Memory()).revoke(Ended.ORG, "", NOON)
