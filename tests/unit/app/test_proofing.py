"""People are seen by two reviewers or show a credential, and of either only a proof is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.credentials import HOLDER_KEY, ISSUER, bound, issued, payload, trusted
from tests.guessing import guesses_cost_nothing  # noqa: F401 - for every test here
from tests.unit.app.house import DAY, URL, House, Member, house
from vedette.access.identity.marks import salt_of
from vedette.access.identity.proofing import NO_CLAIM, Proofs
from vedette.app import programme_requests as programme
from vedette.app import proofing_answers as answers
from vedette.app import proofing_requests as asked
from vedette.app.member_requests import EraseMe
from vedette.app.proofing import issuers
from vedette.app.reviewdesk_requests import LookAtCase
from vedette.core.errors import BadInput, Refused
from vedette.core.guessable import digest
from vedette.ledger.entries import Kind

NUMBER = "C01X 00T478"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    (folder / "issuers.json").write_bytes(msgspec.json.encode([trusted()]))
    with house(folder, issuers=folder / "issuers.json") as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def rex(operator: Member) -> Member:
    return operator.joined("Rex", "Council", "reviewer")


@pytest.fixture(scope="module")
def uma(operator: Member) -> Member:
    return operator.joined("Uma", "Response", "reviewer")


@pytest.fixture(scope="module")
def zoe(operator: Member) -> Member:
    return operator.joined("Zoe", "Bank", "reviewer")


def asks(who: Member, *, in_person: bool = False) -> str:
    return who.ask("proofing.ask", asked.AskSitting(in_person=in_person)).sitting


def seats(sitting: str, *reviewers: Member) -> None:
    for one in reviewers:
        one.ask("proofing.seat", asked.TakeSeat(sitting=sitting))


def drawn(who: Member, sitting: str) -> str:
    return who.ask("proofing.phrase", asked.DrawPhrase(sitting=sitting)).phrase


def salt(who: Member, sitting: str) -> str:
    listed = who.ask("proofing.list", asked.ListProofs()).sittings
    return next(one.salt for one in listed if one.sitting == sitting)


def says(who: Member, sitting: str, heard: str, number: str = NUMBER, **other: bool) -> answers.SittingTold:
    request = asked.Attest(
        sitting=sitting,
        yes=True,
        reason="it is who they say",
        in_hand=True,
        face=True,
        held_up=True,
        heard=heard,
        document=digest(number, salt(who, sitting)),
        mark=digest(number, salt_of(URL)),
        **other,
    )
    return who.ask("proofing.attest", request)


def no(who: Member, sitting: str) -> answers.SittingTold:
    return who.ask("proofing.attest", asked.Attest(sitting=sitting, yes=False, reason="another face"))


def proofs(who: Member) -> answers.ProofsListed:
    return who.ask("proofing.list", asked.ListProofs())


def test_two_reviewers_see_somebody_and_a_proof_is_all_that_stays(
    place: House, operator: Member, rex: Member, uma: Member
) -> None:
    ana = operator.joined("Ana", "Mill")
    before = len(place.entries())
    sitting = asks(ana)
    seats(sitting, rex, uma)
    heard = drawn(ana, sitting)
    assert says(rex, sitting, heard).stage == "open"
    done = says(uma, sitting, heard.title(), "c01x00t478")
    assert (done.stage, done.salt) == ("passed", "")
    listed = proofs(ana)
    (kept,) = listed.proofs
    assert (kept.label, kept.method, kept.provider, kept.says) == ("IAL2-like", "video", URL, ("identity",))
    assert kept.reviewers == (rex.id, uma.id)
    assert kept.until == place.now + 365 * DAY
    assert (listed.level, listed.label, listed.note) == (2, "IAL2-like", NO_CLAIM)
    steps = [one for one in place.entries()[before:] if one.capability.startswith("proofing.")]
    ended = [one.counts.get("stage") for one in steps if one.kind is Kind.ENDED and "stage" in one.counts]
    assert ended == ["open"] * 4 + ["passed"]
    assert {one.capability for one in steps if one.kind is Kind.DECIDED} >= {
        "proofing.ask",
        "proofing.seat",
        "proofing.phrase",
        "proofing.attest",
    }


def test_neither_number_nor_phrase_nor_digest_is_left_anywhere(
    place: House, operator: Member, rex: Member, uma: Member
) -> None:
    ana = operator.joined("Ada", "Mill")
    sitting = asks(ana)
    seats(sitting, rex, uma)
    heard, salted = drawn(ana, sitting), salt(rex, sitting)
    says(rex, sitting, heard)
    says(uma, sitting, heard)
    documents = place.service.parts.documents
    left = "".join(
        one.value.decode("utf-8", "replace")
        for kind in ("sitting", "proof", "proof-account", "document-mark", "touch-wish", "step-up", "touch")
        for one in documents.all(kind)
    )
    leaves = "".join(repr(one) for one in place.entries())
    mark = digest(NUMBER, salt_of(URL))
    for text in (heard, salted, digest(NUMBER, salted), mark, "C01X00T478", NUMBER):
        assert text not in left
        assert text not in leaves


def test_in_one_room_it_goes_further(operator: Member, rex: Member, uma: Member) -> None:
    ben = operator.joined("Ben", "Mill")
    sitting = asks(ben, in_person=True)
    seats(sitting, rex, uma)
    heard = drawn(ben, sitting)
    with pytest.raises(BadInput, match="in one room"):
        says(rex, sitting, heard)
    says(rex, sitting, heard, in_person=True)
    says(uma, sitting, heard, in_person=True)
    assert (proofs(ben).level, proofs(ben).proofs[0].method) == (3, "in-person")


def test_who_is_too_near_may_not_look(operator: Member, rex: Member, uma: Member) -> None:
    cem = operator.joined("Cem", "Mill")
    near = operator.joined("Nea", "Mill", "reviewer")
    also = operator.joined("Rob", "Council", "reviewer")
    sitting = asks(cem)
    with pytest.raises(Refused, match="one organisation"):
        seats(sitting, near)
    seats(sitting, rex)
    with pytest.raises(Refused, match="organisation of yours"):
        seats(sitting, also)
    assert cem.refused("proofing.seat", asked.TakeSeat(sitting=sitting)).decision.reasons
    seats(sitting, uma)
    with pytest.raises(Refused, match="only who asked"):
        drawn(rex, sitting)
    assert not salt(cem, sitting)


def test_a_reviewer_touches_their_key_for_each_word(operator: Member, rex: Member) -> None:
    dan = operator.joined("Dan", "Mill")
    sitting = asks(dan)
    seats(sitting, rex)
    refused = rex.refused("proofing.attest", asked.Attest(sitting=sitting, yes=False, reason="x"))
    assert "touch" in refused.told
    dan.ask("proofing.withdraw", asked.WithdrawSitting(sitting=sitting))


def test_a_no_says_why_and_somebody_else_hears_the_appeal(
    place: House, operator: Member, rex: Member, zoe: Member
) -> None:
    eva = operator.joined("Eva", "Mill")
    sitting = asks(eva)
    seats(sitting, rex)
    told = no(rex, sitting)
    assert (told.stage, told.reason) == ("refused", "another face")
    with pytest.raises(Refused, match="refused a few days ago") as caught:
        asks(eva)
    assert told.decision in caught.value.hint
    for who, decision in ((rex, told.decision), (eva, "nobody's")):
        with pytest.raises(BadInput, match="no such decision"):
            who.ask("proofing.appeal", asked.AppealSitting(decision=decision, statement="it is me"))
    with pytest.raises(BadInput, match="not said why"):
        eva.ask("proofing.appeal", asked.AppealSitting(decision=told.decision, statement=" "))
    appealed = eva.ask("proofing.appeal", asked.AppealSitting(decision=told.decision, statement="it is me"))
    assert appealed.stage == "appealed"
    with pytest.raises(Refused, match="decided in this case"):
        rex.ask("proofing.hear", asked.HearSitting(sitting=sitting, overturn=True, reason="hm"))
    heard = zoe.ask("proofing.hear", asked.HearSitting(sitting=sitting, overturn=True, reason="it is her"))
    assert heard.stage == "open"
    place.now += 15 * DAY
    try:
        eva.sign_in()
        assert {one.stage for one in proofs(eva).sittings} == {"expired"}
    finally:
        place.now -= 15 * DAY


def credential(who: Member) -> answers.CredentialAsked:
    return who.ask("proofing.ask_credential", asked.AskCredential(provider=ISSUER))


def presented(place: House, asking: answers.CredentialAsked, sub: str = "r-7") -> str:
    times = {"iat": int(place.now) - 60, "exp": int(place.now) + 90 * 86_400}
    first = issued(payload(sub=sub, **times))
    return bound(first, aud=asking.audience, nonce=asking.nonce, iat=int(place.now))


def test_a_credential_is_a_proof_once_and_one_persons(place: House, operator: Member) -> None:
    fay, gus = operator.joined("Fay", "Mill").sign_in(), operator.joined("Gus", "Mill").sign_in()
    asking = credential(fay)
    assert (asking.provider, asking.audience) == (ISSUER, URL)
    text = presented(place, asking)
    with pytest.raises(BadInput, match="nothing was asked"):
        gus.ask("proofing.show_credential", asked.ShowCredential(nonce=asking.nonce, presentation=text))
    kept = fay.ask("proofing.show_credential", asked.ShowCredential(nonce=asking.nonce, presentation=text))
    assert (kept.label, kept.method, kept.says) == ("IAL2-like", "sd-jwt", ("identity", "membership"))
    with pytest.raises(BadInput, match="nothing was asked"):
        fay.ask("proofing.show_credential", asked.ShowCredential(nonce=asking.nonce, presentation=text))
    again = credential(gus)
    wish = asked.ShowCredential(nonce=again.nonce, presentation=presented(place, again))
    with pytest.raises(Refused, match="somebody else showed that account"):
        gus.ask("proofing.show_credential", wish)
    offers = {one.method: one.provider for one in proofs(gus).offers}
    assert offers == {"video": "two reviewers", "in-person": "two reviewers", "sd-jwt": ISSUER}


def test_a_nonce_is_not_for_long_and_only_for_who_is_trusted(place: House, operator: Member) -> None:
    hal = operator.joined("Hal", "Mill")
    with pytest.raises(BadInput, match="no such issuer"):
        hal.ask("proofing.ask_credential", asked.AskCredential(provider="https://other.example"))
    asking = credential(hal)
    text = presented(place, asking)
    place.now += 600
    try:
        hal.refresh()
        with pytest.raises(BadInput, match="nothing was asked"):
            hal.ask("proofing.show_credential", asked.ShowCredential(nonce=asking.nonce, presentation=text))
        documents = place.service.parts.documents
        place.chores()
        assert documents.get("credential-nonce", asking.nonce) is None
    finally:
        place.now -= 600


def test_a_credential_that_is_refused_spends_its_nonce(place: House, operator: Member) -> None:
    ida = operator.joined("Ida", "Mill")
    asking = credential(ida)
    wrong = bound(issued(payload()), aud="https://other.example", nonce=asking.nonce, key=HOLDER_KEY)
    with pytest.raises(Refused, match="credential is"):
        ida.ask("proofing.show_credential", asked.ShowCredential(nonce=asking.nonce, presentation=wrong))
    right = asked.ShowCredential(nonce=asking.nonce, presentation=presented(place, asking, "r-8"))
    with pytest.raises(BadInput, match="nothing was asked"):
        ida.ask("proofing.show_credential", right)


def test_what_was_proved_goes_with_an_application(place: House, operator: Member) -> None:
    jan = operator.joined("Jan", "Mill")
    asking = credential(jan)
    wish = asked.ShowCredential(nonce=asking.nonce, presentation=presented(place, asking, "r-9"))
    kept = jan.ask("proofing.show_credential", wish)
    case = jan.ask("access.apply", programme.Apply(tier=1, statement="me", evidence=("0" * 64,)))
    assert case.evidence == (
        f"document {'0' * 64}",
        f"proof IAL2-like sd-jwt (identity, membership) {kept.digest}",
    )


def test_what_is_over_is_forgotten(place: House, operator: Member) -> None:
    kim = operator.joined("Kim", "Mill")
    asking = credential(kim)
    wish = asked.ShowCredential(nonce=asking.nonce, presentation=presented(place, asking, "r-10"))
    kim.ask("proofing.show_credential", wish)
    known = Proofs(place.service.parts.documents)
    assert known.level(kim.id, place.now) == 2
    person, later = kim.id, place.now + 91 * DAY
    for chore in place.service.keeper._chores:  # noqa: SLF001 - as the keeper does
        chore(later)
    assert known.of(person, place.now) == ()


def test_issuers_are_read_from_a_file(tmp_path: Path) -> None:
    assert issuers(None) == {}
    with pytest.raises(BadInput):
        issuers(tmp_path / "none.json")
    file = tmp_path / "issuers.json"
    file.write_bytes(msgspec.json.encode([trusted(), trusted()]))
    with pytest.raises(BadInput, match="twice"):
        issuers(file)
    file.write_text(json.dumps([{"issuer": "x", "jwks": "{}", "credentials": [], "url": "https://x"}]))
    with pytest.raises(BadInput):
        issuers(file)
    file.write_bytes(msgspec.json.encode([trusted()]))
    assert set(issuers(file)) == {ISSUER}


def seen_by(who: Member, number: str, *reviewers: Member) -> list[answers.SittingTold]:
    sitting = asks(who)
    seats(sitting, *reviewers)
    heard = drawn(who, sitting)
    return [says(one, sitting, heard, number) for one in reviewers]


def test_a_document_seen_for_two_accounts_is_told_to_the_reviewers_of_the_second(tmp_path: Path) -> None:
    """By other reviewers, who know nothing of the first ones; and to whoever decides about an application."""
    with house(tmp_path) as place:
        operator = place.operator()
        towns = ("Council", "County", "Court", "Crown")
        first, second = (
            [operator.joined(f"R of {one}", one, "reviewer") for one in pair]
            for pair in (towns[:2], towns[2:])
        )
        ana, bea, cem = (operator.joined(name, "Mill") for name in ("Ana", "Bea", "Cem"))
        assert [one.also for one in seen_by(ana, NUMBER, *first)] == [(), ()]
        assert [one.also for one in seen_by(cem, "D 77", *second)] == [(), ()], "another document"
        told = seen_by(bea, f" {NUMBER.lower()} ", *second)
        assert [(one.stage, one.also) for one in told] == [("open", (ana.id,)), ("passed", (ana.id,))]
        case = bea.ask("access.apply", programme.Apply(tier=2, statement="I look after it"))
        mind = first[0].ask("review.look", LookAtCase(application=case.id)).mind
        assert f"a document of theirs was shown for another account too: {ana.id}" in mind
        kept = place.service.parts.documents.all("document-mark")
        assert len(kept) == 3
        person = ana.id
        ana.ask("member.erase", EraseMe(person=person))
        assert first[0].ask("review.look", LookAtCase(application=case.id)).mind == ()
        assert not place.service.parts.documents.tagged("document-mark", f"person:{person}")


def test_who_sits_sees_it_while_the_case_is_open_and_nobody_else(tmp_path: Path) -> None:
    with house(tmp_path) as place:
        operator = place.operator()
        pair = [operator.joined(f"R of {one}", one, "reviewer") for one in ("Council", "County")]
        ana, bea = operator.joined("Ana", "Mill"), operator.joined("Bea", "Mill")
        seen_by(ana, NUMBER, *pair)
        sitting = asks(bea)
        seats(sitting, *pair)
        says(pair[0], sitting, drawn(bea, sitting))
        shown = {
            one.id: next(row for row in proofs(one).sittings if row.sitting == sitting)
            for one in (bea, *pair)
        }
        assert [shown[one.id].also for one in (bea, *pair)] == [(), (ana.id,), (ana.id,)]
        assert shown[bea.id].mark_salt == ""


def test_a_yes_without_the_documents_mark_is_none(operator: Member, rex: Member, uma: Member) -> None:
    eve = operator.joined("Eve", "Mill")
    sitting = asks(eve)
    seats(sitting, rex, uma)
    heard = drawn(eve, sitting)
    wish = asked.Attest(
        sitting=sitting,
        yes=True,
        reason="x",
        in_hand=True,
        face=True,
        held_up=True,
        heard=heard,
        document=digest(NUMBER, salt(rex, sitting)),
    )
    with pytest.raises(BadInput, match="mark"):
        rex.ask("proofing.attest", wish)


def test_nonces_nobody_uses_do_not_pile_up(operator: Member) -> None:
    fay = operator.joined("Fay", "Mill")
    wish = asked.AskCredential(provider=ISSUER)
    made = [fay.ask("proofing.ask_credential", wish).nonce for _ in range(20)]
    with pytest.raises(Refused, match="begun this often"):
        fay.ask("proofing.ask_credential", wish)
    assert len(set(made)) == 20
    gil = operator.joined("Gil", "Mill")
    assert gil.ask("proofing.ask_credential", wish).nonce not in made
