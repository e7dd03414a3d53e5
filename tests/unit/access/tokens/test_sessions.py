"""Sessions: begun with a key, continued by that key alone, few at once."""

from pathlib import Path
from threading import Thread

import pytest

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, House
from vedette.access.documents import Conflict, Memory
from vedette.access.nouns import Purpose
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.revocations import Ended, Revocations
from vedette.access.tokens.sessions import AT_ONCE, SESSION_MAX, Login, Sessions

OWNER = Holder()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def login(key: str) -> Login:
    return Login(person="p-1", key=key, purpose=Purpose.RESEARCH, touched=NOON)


def test_a_session_goes_on_for_its_own_key_and_no_other(house: House) -> None:
    session = house.begin(OWNER.thumbprint)
    assert house.sessions.refresh(session.id, OWNER.thumbprint, NOON + 3600) == session
    for ident, key in ((session.id, "other"), (session.id, "é"), ("p-1~x", OWNER.thumbprint), ("", "")):
        with pytest.raises(Unauthenticated, match="no such session"):
            house.sessions.refresh(ident, key, NOON)


def test_a_session_ends_by_itself(house: House) -> None:
    session = house.begin(OWNER.thumbprint)
    assert session.expires == NOON + SESSION_MAX
    with pytest.raises(Unauthenticated, match="no such session"):
        house.sessions.refresh(session.id, OWNER.thumbprint, session.expires)


def test_a_session_ends_when_its_owner_says_so(house: House) -> None:
    token = house.log_in(OWNER)
    session = house.ask(OWNER, token).sid
    house.sessions.end(session, NOON)
    assert house.sessions.of("p-1", NOON) == ()
    with pytest.raises(Unauthenticated, match="revoked"):
        house.ask(OWNER, token)


def test_the_purpose_is_that_of_the_login(house: House) -> None:
    session = house.begin(OWNER.thumbprint)
    assert house.sessions.refresh(session.id, OWNER.thumbprint, NOON).claims().purpose is Purpose.RESEARCH


def test_with_one_session_too_many_the_oldest_ends(house: House) -> None:
    tokens = [house.log_in(OWNER, NOON + at) for at in range(AT_ONCE)]
    started = house.sessions.start(login("k"), NOON + 10)
    assert len(house.sessions.of("p-1", NOON + 10)) == AT_ONCE
    assert len(started.ended) == 1
    with pytest.raises(Unauthenticated, match="revoked"):
        house.ask(OWNER, tokens[0], NOON + 10)
    assert house.ask(OWNER, tokens[1], NOON + 10).sub == "p-1"


def test_a_key_never_seen_before_is_noticed(house: House) -> None:
    assert house.sessions.start(login("one"), NOON).new_key
    assert not house.sessions.start(login("one"), NOON).new_key
    assert house.sessions.start(login("two"), NOON).new_key


def test_a_touch_makes_the_session_fresh(house: House) -> None:
    session = house.begin(OWNER.thumbprint)
    house.sessions.touch(session.id, NOON + 60)
    house.sessions.touch(session.id, NOON + 30)
    assert house.sessions.refresh(session.id, OWNER.thumbprint, NOON + 61).claims().auth_time == NOON + 60


def test_many_logins_at_once_do_not_pass_the_number(tmp_path: Path) -> None:
    house = House(tmp_path)

    def log_in() -> None:
        for _ in range(TIMES):
            try:
                house.sessions.start(login("k"), NOON)
            except Conflict:
                continue

    threads = [Thread(target=log_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.sessions.of("p-1", NOON)) == AT_ONCE


TIMES = 20


class Busy(Memory):
    """A store in which somebody is always faster."""

    def put(self, *_: object, **__: object) -> int:
        raise Conflict("changed", hint="again")


def test_it_gives_up_when_others_are_always_faster() -> None:
    store = Busy()
    with pytest.raises(Conflict, match="too often"):
        Sessions(store, Revocations(store)).start(login("k"), NOON)


def test_nobody_is_logged_in_with_a_lost_key(house: House) -> None:
    house.revocations.revoke(Ended.KEY, "k", NOON)
    with pytest.raises(Unauthenticated, match="revoked"):
        house.sessions.start(login("k"), NOON + 1)
