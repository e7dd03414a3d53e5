"""Sealed recovery codes: once, a few tries an hour."""

import pytest
from argon2 import PasswordHasher

from vedette.access.documents import Memory
from vedette.access.identity.recovery import TRIES_IN, TRIES_MAX, Recovery
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import LimitHit

NOON = 1_795_348_800.0
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def store() -> Memory:
    return Memory()


@pytest.fixture
def recovery(store: Memory) -> Recovery:
    return Recovery(store, QUICK)


def test_a_code_works_once(recovery: Recovery) -> None:
    assert not recovery.has("p-1")
    code = recovery.seal("p-1", NOON)
    assert recovery.has("p-1")
    recovery.open("p-1", code.lower().replace("-", " "), NOON)
    assert not recovery.has("p-1")
    with pytest.raises(Unauthenticated, match="not the recovery code"):
        recovery.open("p-1", code, NOON)


def test_the_code_is_not_kept(recovery: Recovery, store: Memory) -> None:
    code = recovery.seal("p-1", NOON)
    (kept,) = store.all("recovery")
    assert b"$argon2id$" in kept.value
    assert not any(group.encode() in kept.value for group in code.split("-"))
    assert len(code.replace("-", "")) == 30


def test_the_house_hashes_codes_the_slow_way() -> None:
    recovery = Recovery(Memory())
    recovery.open("p-1", recovery.seal("p-1", NOON), NOON)


def test_a_new_code_replaces_the_old(recovery: Recovery) -> None:
    old, new = recovery.seal("p-1", NOON), recovery.seal("p-1", NOON)
    with pytest.raises(Unauthenticated):
        recovery.open("p-1", old, NOON)
    recovery.open("p-1", new, NOON)


@pytest.mark.parametrize("person", ["p-1", "p-2", ""])
@pytest.mark.parametrize("code", ["", "x" * 65, "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "\0é"])
def test_wrong_codes_are_refused_alike(recovery: Recovery, person: str, code: str) -> None:
    recovery.seal("p-1", NOON)
    with pytest.raises(Unauthenticated, match=r"^that is not the recovery code$"):
        recovery.open(person, code, NOON)


def test_nobody_guesses_for_long(recovery: Recovery) -> None:
    code = recovery.seal("p-1", NOON)
    for _ in range(TRIES_MAX):
        with pytest.raises(Unauthenticated):
            recovery.open("p-1", "wrong", NOON)
    for guess in (code, recovery.seal("p-1", NOON)):
        with pytest.raises(LimitHit, match="too many tries"):
            recovery.open("p-1", guess, NOON + 1)
    recovery.open("p-1", recovery.seal("p-1", NOON), NOON + TRIES_IN)
