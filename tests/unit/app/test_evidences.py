"""What another provider says of somebody is evidence: once, for who asked, and one account for one person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from tests.unit.app.house import DAY, House, Member, house
from vedette.app import evidence_requests as asked
from vedette.app import programme_requests as programme
from vedette.app.evidences import providers
from vedette.core.errors import BadInput, Refused

ISSUER = "https://id.example"
KEY = ECKey.generate_key("P-256", {"kid": "e"})
LISTED = [
    {"issuer": ISSUER, "audience": "vedette", "jwks": json.dumps({"keys": [KEY.as_dict(private=False)]})}
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    (folder / "providers.json").write_text(json.dumps(LISTED))
    with house(folder, providers=folder / "providers.json") as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


def token(place: House, nonce: str, account: str) -> str:
    claims = {"iss": ISSUER, "aud": "vedette", "sub": account, "nonce": nonce}
    claims |= {"iat": int(place.now), "exp": int(place.now) + 300}  # type: ignore[dict-item]  # as a token has it
    return jws.serialize_compact({"alg": "ES256", "kid": "e"}, json.dumps(claims).encode(), KEY)


def start(who: Member) -> str:
    return who.ask("evidence.start", asked.AskEvidence(provider=ISSUER)).nonce


def show(who: Member, nonce: str, account: str) -> str:
    wish = asked.ShowEvidence(nonce=nonce, token=token(who.house, nonce, account))
    return who.ask("evidence.show", wish).digest


def test_what_was_shown_goes_with_an_application(place: House, operator: Member) -> None:
    ana, rex = operator.joined("Ana", "Mill"), operator.joined("Rex", "Council", "reviewer")
    begun = ana.ask("evidence.start", asked.AskEvidence(provider=ISSUER))
    assert (begun.client, begun.issuer) == ("vedette", ISSUER)
    digest = show(ana, begun.nonce, "ana")
    listed = ana.ask("evidence.list", asked.ListEvidence())
    assert listed.providers == (ISSUER,)
    assert [one.digest for one in listed.shown] == [digest]
    case = ana.ask("access.apply", programme.Apply(tier=1, statement="me", evidence=("0" * 64,)))
    (seen,) = rex.ask("access.list", programme.ListAccess()).applications
    assert seen.evidence == case.evidence == (f"document {'0' * 64}", f"oidc {ISSUER} {digest}")
    place.now += 366 * DAY
    try:
        assert not ana.sign_in().ask("evidence.list", asked.ListEvidence()).shown
    finally:
        place.now -= 366 * DAY


def test_a_nonce_is_for_one_person_once_and_not_for_long(place: House, operator: Member) -> None:
    ben, eve = operator.joined("Ben", "Town"), operator.joined("Eve", "Town")
    nonce = start(ben)
    with pytest.raises(BadInput, match="nothing was asked"):
        show(eve, nonce, "ben")
    show(ben, nonce, "ben")
    with pytest.raises(BadInput, match="nothing was asked"):
        show(ben, nonce, "ben")
    late = start(ben)
    place.now += 601
    try:
        ben.refresh()
        with pytest.raises(BadInput, match="nothing was asked"):
            show(ben, late, "ben")
        assert place.service.parts.evidences.sweep(place.now) == 1
    finally:
        place.now -= 601
        ben.refresh()


def test_one_account_is_one_persons(operator: Member) -> None:
    ida, iva = operator.joined("Ida", "Town"), operator.joined("Iva", "Town")
    show(ida, start(ida), "i")
    show(ida, start(ida), "i")
    with pytest.raises(Refused, match="somebody else showed"):
        show(iva, start(iva), "i")
    assert not iva.ask("evidence.list", asked.ListEvidence()).shown


def test_a_token_that_does_not_hold_is_nothing(operator: Member) -> None:
    olaf = operator.joined("Olaf", "Town")
    with pytest.raises(Refused, match="ID token"):
        olaf.ask("evidence.show", asked.ShowEvidence(nonce=start(olaf), token="e.y.J"))  # noqa: S106 - it is none
    with pytest.raises(BadInput, match="no such provider"):
        olaf.ask("evidence.start", asked.AskEvidence(provider="https://other.example"))


def test_a_list_of_providers_makes_sense_or_nothing_starts(tmp_path: Path) -> None:
    assert providers(None) == {}
    file = tmp_path / "providers.json"
    for text in ("{}", json.dumps([*LISTED, *LISTED]), json.dumps([{"issuer": ISSUER}])):
        file.write_text(text)
        with pytest.raises(BadInput):
            providers(file)
    with pytest.raises(BadInput, match="No such file"):
        providers(tmp_path / "none")
