"""Passkeys: the one way to log in, and all that is no way."""

import json
from collections.abc import Callable

import pytest

from tests.authenticator import Authenticator, b64, unb64
from vedette.access.documents import Memory
from vedette.access.identity.passkeys import PASSKEYS_MAX, Passkeys
from vedette.access.identity.relying import ANSWER_MAX, LASTING, Relying
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import BadInput, LimitHit, Refused

NOON = 1_795_348_800.0
RELYING = Relying(
    id="vedette.example", name="Vedette", origins=("https://vedette.example", "https://vedette.example:8443")
)


KEY = "thumbprint-of-the-key-that-asked"


class Desk:
    """A browser with an authenticator, and the passkeys of one installation."""

    def __init__(self) -> None:
        self.store = Memory()
        self.passkeys = Passkeys(self.store, RELYING)
        self.browser = Authenticator()

    def enrol(self, person: str = "p-1", browser: Authenticator | None = None) -> str:
        asked = self.passkeys.ask_to_register(person, "Ada", NOON)
        return self.passkeys.register(person, (browser or self.browser).create(asked), "blue key", NOON).id

    def answer(self, browser: Authenticator | None = None, now: float = NOON) -> bytes:
        return (browser or self.browser).get(self.passkeys.ask_to_log_in(now, key=KEY))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_registered_passkey_logs_its_owner_in(desk: Desk) -> None:
    ident = desk.enrol()
    touched = desk.passkeys.log_in(desk.answer(), NOON + 1, key=KEY)
    assert (touched.person, touched.passkey, touched.device_bound, touched.at) == (
        "p-1",
        ident,
        True,
        NOON + 1,
    )
    (kept,) = desk.passkeys.of("p-1")
    assert (kept.name, kept.count, kept.used) == ("blue key", 1, NOON + 1)


def test_what_is_asked_of_the_browser(desk: Desk) -> None:
    desk.enrol()
    made = json.loads(desk.passkeys.ask_to_register("p-1", "Ada", NOON))
    assert made["authenticatorSelection"]["userVerification"] == "required"
    assert made["authenticatorSelection"]["residentKey"] == "required"
    assert len(made["excludeCredentials"]) == 1
    touch = json.loads(desk.passkeys.ask_to_touch("p-1", b"x" * 32))
    assert (unb64(touch["challenge"]), touch["userVerification"]) == (b"x" * 32, "required")
    assert len(touch["allowCredentials"]) == 1
    assert json.loads(desk.passkeys.ask_to_log_in(NOON, key=KEY))["allowCredentials"] == []


def test_a_passkey_that_is_copied_about_is_known_as_one(desk: Desk) -> None:
    desk.enrol(browser=Authenticator(synced=True))
    assert not desk.passkeys.of("p-1")[0].device_bound


WRONG: tuple[Callable[[Authenticator], object], ...] = (
    lambda it: setattr(it, "origin", "https://vedette.example.evil.example"),
    lambda it: setattr(it, "origin", "http://vedette.example"),
    lambda it: setattr(it, "origin", "https://vedette.example:444"),
    lambda it: setattr(it, "rp", "evil.example"),
    lambda it: setattr(it, "verifies", False),
)


@pytest.mark.parametrize("spoil", WRONG)
def test_a_passkey_made_elsewhere_or_by_nobody_is_refused(desk: Desk, spoil: Callable[..., object]) -> None:
    spoil(desk.browser)
    with pytest.raises(Unauthenticated, match="not accepted"):
        desk.enrol()
    assert desk.passkeys.of("p-1") == []


@pytest.mark.parametrize("spoil", WRONG)
def test_a_touch_elsewhere_or_by_nobody_is_refused(desk: Desk, spoil: Callable[..., object]) -> None:
    desk.enrol()
    spoil(desk.browser)
    with pytest.raises(Unauthenticated, match="not accepted"):
        desk.passkeys.log_in(desk.answer(), NOON, key=KEY)


def test_another_port_of_ours_is_ours_too(desk: Desk) -> None:
    desk.browser.origin = "https://vedette.example:8443"
    desk.enrol()
    assert desk.passkeys.log_in(desk.answer(), NOON, key=KEY).person == "p-1"


def test_a_challenge_is_answered_once(desk: Desk) -> None:
    desk.enrol()
    answer = desk.answer()
    desk.passkeys.log_in(answer, NOON, key=KEY)
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        desk.passkeys.log_in(answer, NOON, key=KEY)
    made = desk.browser.create(desk.passkeys.ask_to_register("p-1", "Ada", NOON))
    desk.passkeys.register("p-1", made, "two", NOON)
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        desk.passkeys.register("p-1", made, "two", NOON)


def test_a_login_is_for_the_key_that_began_it(desk: Desk) -> None:
    """Whoever gets hold of the answer gets no session by it."""
    desk.enrol()
    for other in ("the-thief's", "", "é"):
        with pytest.raises(Unauthenticated, match="begun with another key"):
            desk.passkeys.log_in(desk.answer(), NOON, key=other)


def test_a_login_begun_without_a_key_is_for_any(desk: Desk) -> None:
    desk.enrol()
    answer = desk.browser.get(desk.passkeys.ask_to_log_in(NOON))
    assert desk.passkeys.log_in(answer, NOON, key="whichever").person == "p-1"


def test_a_challenge_waits_five_minutes_and_is_swept(desk: Desk) -> None:
    desk.enrol()
    for asked in (NOON, NOON + 1):
        with pytest.raises(Unauthenticated, match="no challenge waits"):
            desk.passkeys.log_in(desk.answer(now=asked), asked + LASTING, key=KEY)
    assert desk.passkeys.sweep(NOON + LASTING) == 0
    assert desk.passkeys.sweep(NOON + LASTING + 2) == 2


def test_a_challenge_is_for_one_thing_and_one_person(desk: Desk) -> None:
    desk.enrol()
    for_login = desk.browser.create(
        json.dumps(
            json.loads(desk.passkeys.ask_to_register("p-1", "Ada", NOON))
            | {"challenge": json.loads(desk.passkeys.ask_to_log_in(NOON, key=KEY))["challenge"]}
        )
    )
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        desk.passkeys.register("p-1", for_login, "k", NOON)
    adas = desk.browser.create(desk.passkeys.ask_to_register("p-1", "Ada", NOON))
    with pytest.raises(Unauthenticated, match="somebody else's"):
        desk.passkeys.register("p-2", adas, "k", NOON)


def test_a_challenge_we_did_not_make_is_refused(desk: Desk) -> None:
    desk.enrol()
    with pytest.raises(Unauthenticated, match="no challenge waits"):
        desk.passkeys.log_in(desk.browser.answer(b64(b"x" * 32), desk.browser.passkeys[0]), NOON, key=KEY)


def test_a_counter_that_does_not_grow_means_a_copied_key(desk: Desk) -> None:
    desk.enrol()
    desk.passkeys.log_in(desk.answer(), NOON, key=KEY)
    for back in (1, 2):
        desk.browser.passkeys[0].count -= back
        with pytest.raises(Unauthenticated, match="sign count"):
            desk.passkeys.log_in(desk.answer(), NOON, key=KEY)
    desk.browser.passkeys[0].count = 100
    assert desk.passkeys.log_in(desk.answer(), NOON, key=KEY).person == "p-1"
    desk.browser.passkeys[0].count, desk.browser.counts = 0, False
    with pytest.raises(Unauthenticated, match="sign count"):
        desk.passkeys.log_in(desk.answer(), NOON, key=KEY)


def test_a_key_that_never_counts_is_taken(desk: Desk) -> None:
    desk.browser.counts = False
    desk.enrol()
    for _ in range(2):
        assert desk.passkeys.log_in(desk.answer(), NOON, key=KEY).person == "p-1"


def test_a_passkey_we_do_not_know_logs_nobody_in(desk: Desk) -> None:
    desk.enrol()
    stranger = Authenticator()
    stranger.create(desk.passkeys.ask_to_register("p-2", "B", NOON))
    with pytest.raises(Unauthenticated, match="none we know"):
        desk.passkeys.log_in(desk.answer(stranger), NOON, key=KEY)


def test_a_signature_by_another_key_is_refused(desk: Desk) -> None:
    desk.enrol()
    stranger = Authenticator()
    stranger.create(desk.passkeys.ask_to_register("p-1", "Ada", NOON))
    stranger.passkeys[0].id = desk.browser.passkeys[0].id
    with pytest.raises(Unauthenticated, match="not accepted"):
        desk.passkeys.log_in(desk.answer(stranger), NOON, key=KEY)


def test_a_passkey_names_its_owner(desk: Desk) -> None:
    desk.enrol()
    desk.browser.passkeys[0].user = b"p-2"
    with pytest.raises(Unauthenticated, match="somebody else's"):
        desk.passkeys.log_in(desk.answer(), NOON, key=KEY)


def test_the_same_passkey_is_not_registered_twice(desk: Desk) -> None:
    desk.enrol()
    twin = Authenticator()
    asked = desk.passkeys.ask_to_register("p-2", "B", NOON)
    made = json.loads(twin.create(asked))
    first, second = desk.browser.passkeys[0].id, twin.passkeys[0].id
    data = unb64(made["response"]["attestationObject"]).replace(second, first)
    made["response"]["attestationObject"] = b64(data)
    made["id"] = made["rawId"] = b64(first)
    with pytest.raises(Refused, match="registered already"):
        desk.passkeys.register("p-2", json.dumps(made).encode(), "k", NOON)
    assert desk.passkeys.of("p-1")[0].person == "p-1"


def test_an_answer_from_inside_another_page_is_refused(desk: Desk) -> None:
    desk.enrol()
    answer = json.loads(desk.answer())
    client = json.loads(unb64(answer["response"]["clientDataJSON"]))
    for framed in ({"crossOrigin": True}, {"topOrigin": "https://evil.example"}):
        answer["response"]["clientDataJSON"] = b64(json.dumps(client | framed).encode())
        with pytest.raises(BadInput, match="somebody else's page"):
            desk.passkeys.log_in(json.dumps(answer).encode(), NOON, key=KEY)


def test_passkeys_are_removed_but_for_the_last(desk: Desk) -> None:
    one, two = desk.enrol(), desk.enrol()
    assert not desk.passkeys.remove("p-2", one)
    assert desk.passkeys.remove("p-1", one)
    with pytest.raises(Refused, match="last"):
        desk.passkeys.remove("p-1", two)
    with pytest.raises(Unauthenticated, match="none we know"):
        desk.passkeys.log_in(
            desk.browser.get(desk.passkeys.ask_to_log_in(NOON, key=KEY), desk.browser.passkeys[0]),
            NOON,
            key=KEY,
        )


def test_nobody_has_passkeys_without_end(desk: Desk) -> None:
    for _ in range(PASSKEYS_MAX):
        desk.enrol()
    with pytest.raises(Refused, match="16 passkeys"):
        desk.enrol()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"response":{}}',
        b'{"response":{"clientDataJSON":"e30"}}',
        b'{"response":7}',
    ],
)
def test_junk_is_no_answer(desk: Desk, answer: bytes) -> None:
    with pytest.raises(BadInput):
        desk.passkeys.log_in(answer, NOON, key=KEY)
    with pytest.raises(BadInput):
        desk.passkeys.register("p-1", answer, "k", NOON)


def test_an_answer_without_a_passkey_is_none(desk: Desk) -> None:
    answer = json.loads(desk.answer(browser=_enrolled(desk)))
    with pytest.raises(BadInput, match="names no passkey"):
        desk.passkeys.log_in(json.dumps({"response": answer["response"]}).encode(), NOON, key=KEY)


def test_an_answer_too_large_is_not_read(desk: Desk) -> None:
    with pytest.raises(LimitHit, match="200000 bytes"):
        desk.passkeys.log_in(b"x" * 200_000, NOON, key=KEY)
    assert ANSWER_MAX < 200_000


def _enrolled(desk: Desk) -> Authenticator:
    desk.enrol()
    return desk.browser
