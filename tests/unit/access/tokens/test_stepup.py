"""A touch for one action: signed for exactly that, used once, and fresh."""

import json
from hashlib import sha256
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace

from tests.authenticator import Authenticator, Holder, b64
from tests.unit.access.tokens.house import NOON, House
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.relying import Relying
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Human, require_human
from vedette.access.tokens.stepup import PENDING, Action, StepUp, Touch, digest
from vedette.core.errors import BadInput, Refused

OWNER = Holder()
RELYING = Relying(id="vedette.example", name="Vedette", origins=("https://vedette.example",))
ACTION = Action(capability="poc.run", request="sha256:" + "0" * 64, nonce="n" * 22, subject="p-1")


class Setting:
    """A person with a passkey who is logged in, and somebody else with another."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.passkeys = Passkeys(self.house.store, RELYING)
        self.browser, self.others = Authenticator(), Authenticator()
        for person, browser in (("p-1", self.browser), ("p-2", self.others)):
            self.passkeys.register(
                person, browser.create(self.passkeys.ask_to_register(person, "N", NOON)), "key", NOON
            )
        self.stepup = StepUp(self.house.store, self.passkeys.touch)
        self.human = self.person("p-1")

    def person(self, ident: str) -> Human:
        return require_human(self.house.ask(OWNER, self.house.log_in(OWNER, person=ident)))

    def touch(self, action: Action = ACTION, now: float = NOON, *, signed: bytes | None = None) -> Touch:
        challenge = self.stepup.challenge(self.human, action, now)
        answer = self.browser.answer(b64(signed or challenge), self.browser.passkeys[0])
        return self.stepup.confirm(self.human, action, answer, now)


@pytest.fixture
def setting(tmp_path: Path) -> Setting:
    return Setting(tmp_path)


def test_a_touch_opens_its_action_once(setting: Setting) -> None:
    assert setting.stepup.age(ACTION, NOON) is None
    touch = setting.touch()
    assert setting.stepup.age(ACTION, NOON + 60) == 60
    assert setting.stepup.spend(ACTION, NOON + 60) == touch
    with pytest.raises(Unauthenticated) as refused:
        setting.stepup.spend(ACTION, NOON + 60, max_age=600)
    assert refused.value.challenge.startswith('DPoP error="insufficient_user_authentication"')
    assert 'acr_values="phr", max_age="600"' in refused.value.challenge


@pytest.mark.parametrize("field", ["capability", "request", "nonce", "subject", "agent"])
def test_every_part_of_the_action_is_in_the_digest(setting: Setting, field: str) -> None:
    other = replace(ACTION, **{field: "something-else-entirely"})
    assert digest(other) != digest(ACTION)
    setting.touch()
    with pytest.raises(Unauthenticated, match="no fresh touch"):
        setting.stepup.spend(other, NOON)


def test_the_digest_is_of_canonical_json() -> None:
    plain = {
        "agent": "", "capability": "poc.run", "context": "vedette step-up 1", "nonce": "n" * 22,
        "request": "sha256:" + "0" * 64, "subject": "p-1",
    }  # fmt: skip
    assert digest(ACTION) == sha256(json.dumps(plain, separators=(",", ":")).encode()).digest()


def test_a_touch_for_one_action_confirms_no_other(setting: Setting) -> None:
    other = replace(ACTION, request="sha256:" + "1" * 64)
    with pytest.raises(Unauthenticated, match="signed something else"):
        setting.touch(ACTION, signed=digest(other))


def test_an_answer_is_taken_once(setting: Setting) -> None:
    challenge = setting.stepup.challenge(setting.human, ACTION, NOON)
    answer = setting.browser.answer(b64(challenge), setting.browser.passkeys[0])
    setting.stepup.confirm(setting.human, ACTION, answer, NOON)
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        setting.stepup.confirm(setting.human, ACTION, answer, NOON)
    setting.stepup.challenge(setting.human, ACTION, NOON)
    with pytest.raises(Unauthenticated, match="not accepted"):  # its count is the old one
        setting.stepup.confirm(setting.human, ACTION, answer, NOON)


def test_what_is_confirmed_already_is_not_confirmed_again(setting: Setting) -> None:
    setting.touch()
    with pytest.raises(Refused, match="confirmed before"):
        setting.touch()


@pytest.mark.parametrize(("later", "good"), [(0, True), (900, True), (901, False), (-1, False)])
def test_the_age_is_counted_from_the_touch(setting: Setting, later: float, good: bool) -> None:  # noqa: FBT001
    setting.touch()
    if good:
        assert setting.stepup.spend(ACTION, NOON + later).at == NOON
    else:
        with pytest.raises(Unauthenticated, match="no fresh touch"):
            setting.stepup.spend(ACTION, NOON + later)


def test_a_challenge_waits_five_minutes(setting: Setting) -> None:
    challenge = setting.stepup.challenge(setting.human, ACTION, NOON)
    answer = setting.browser.answer(b64(challenge), setting.browser.passkeys[0])
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        setting.stepup.confirm(setting.human, ACTION, answer, NOON + PENDING)


def test_nobody_confirms_for_somebody_else(setting: Setting) -> None:
    stranger = setting.person("p-2")
    with pytest.raises(Refused, match="somebody else's"):
        setting.stepup.challenge(stranger, ACTION, NOON)
    challenge = setting.stepup.challenge(setting.human, ACTION, NOON)
    theirs = setting.others.answer(b64(challenge), setting.others.passkeys[0])
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        setting.stepup.confirm(stranger, ACTION, theirs, NOON)
    with pytest.raises(Unauthenticated, match="somebody else's"):
        setting.stepup.confirm(setting.human, ACTION, theirs, NOON)


def test_an_action_without_a_nonce_is_not_confirmed(setting: Setting) -> None:
    with pytest.raises(BadInput, match="no nonce"):
        setting.stepup.challenge(setting.human, replace(ACTION, nonce="short"), NOON)


def test_a_touch_is_spent_once_however_many_ask(setting: Setting) -> None:
    setting.touch()
    spent: list[Touch] = []

    def spend() -> None:
        try:
            spent.append(setting.stepup.spend(ACTION, NOON))
        except Unauthenticated:
            return

    threads = [Thread(target=spend) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(spent) == 1


def test_what_nobody_used_is_swept(setting: Setting) -> None:
    setting.touch()
    setting.stepup.challenge(setting.human, replace(ACTION, nonce="m" * 22), NOON)
    assert setting.stepup.sweep(NOON) == 0
    assert setting.stepup.sweep(NOON + 2 * 86400) == 2
