from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sinks import NameServer
from tests.unit.app.house import DAY, House, Member, house
from vedette.app import programme_requests as asked
from vedette.app.appointment_requests import CloseFounding
from vedette.core.errors import BadInput, Refused, Unavailable, VedetteError


@pytest.fixture(scope="module")
def names() -> Iterator[list[NameServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(NameServer()) for _ in range(3)]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, names: list[NameServer]) -> Iterator[House]:
    listed = tuple(f"{one.address}:{one.port}" for one in names)
    with house(tmp_path_factory.mktemp("house"), nameservers=listed) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def ana(operator: Member) -> Member:
    return operator.joined("Ana", "Mill")


def proved(ana: Member, names: list[NameServer], target: str) -> str:
    begun = ana.ask("scope.start", asked.StartProof(target=target, kind="dns"))
    record, _, text = begun.content.partition(" 300 IN TXT ")
    for one in names:
        one.records[record.rstrip("."), "TXT"] = [text]
    return ana.ask("scope.prove", asked.CheckProof(challenge=begun.challenge)).asset


def state(who: Member, target: str) -> str:
    return who.ask("scope.check", asked.CheckTarget(target=target)).state


def test_a_target_is_covered_once_its_owner_put_the_proof_there(
    place: House, ana: Member, operator: Member, names: list[NameServer]
) -> None:
    assert state(ana, "mill.example.org") == "missing"
    asset = proved(ana, names, "mill.example.org")
    told = ana.ask("scope.check", asked.CheckTarget(target="MILL.example.ORG."))
    assert (told.state, told.assets, told.target) == ("proved", (asset,), "mill.example.org")
    assert state(ana, "other.example.org") == "missing"
    other = operator.joined("Ben", "Town")
    assert state(other, "mill.example.org") == "foreign", "it is proved for one organisation"
    place.now += 400 * DAY
    try:
        assert state(ana.sign_in(), "mill.example.org") != "proved"
    finally:
        place.now -= 400 * DAY
        ana.sign_in()


def test_a_proof_that_is_not_there_proves_nothing(ana: Member) -> None:
    begun = ana.ask("scope.start", asked.StartProof(target="bare.example.org", kind="dns"))
    with pytest.raises(VedetteError):
        ana.ask("scope.prove", asked.CheckProof(challenge=begun.challenge))
    assert state(ana, "bare.example.org") != "proved"


def test_a_target_is_one_asset_however_often_it_is_begun(ana: Member, place: House) -> None:
    for kind in ("dns", "https", "dns"):
        begun = ana.ask("scope.start", asked.StartProof(target="twice.example.org", kind=kind))
        assert begun.kind == kind
        assert begun.where
        assert begun.content
        assert begun.expires > place.now
    assets = place.service.parts.assets.of(ana.caller().subject.org)
    assert [one.target.value for one in assets].count("twice.example.org") == 1


@pytest.mark.parametrize("kind", ["letters", "commit", "", "DNS"])
def test_a_way_nobody_knows_is_not_begun(ana: Member, kind: str) -> None:
    with pytest.raises(BadInput, match="no such way"):
        ana.ask("scope.start", asked.StartProof(target="mill.example.org", kind=kind))


@pytest.mark.parametrize("target", ["", "no target", "http://", "org", "10.0.0.0/33"])
def test_what_is_no_target_is_said_to_be_none(ana: Member, target: str) -> None:
    with pytest.raises(BadInput):
        ana.ask("scope.check", asked.CheckTarget(target=target))
    with pytest.raises(BadInput):
        ana.ask("scope.start", asked.StartProof(target=target, kind="dns"))


@pytest.mark.parametrize("target", ["*.org", "*.co.uk", "co.uk"])
def test_nobody_begins_to_prove_what_many_share(ana: Member, target: str) -> None:
    with pytest.raises(VedetteError):
        ana.ask("scope.start", asked.StartProof(target=target, kind="dns"))
    assert state(ana, target) != "proved"


def test_who_belongs_to_no_organisation_proves_nothing(operator: Member) -> None:
    with pytest.raises(Refused, match="no organisation"):
        operator.ask("scope.start", asked.StartProof(target="mill.example.org", kind="dns"))


def test_nobody_looks_at_somebody_elses_proof(ana: Member, operator: Member) -> None:
    begun = ana.ask("scope.start", asked.StartProof(target="own.example.org", kind="dns"))
    other = operator.joined("Cid", "Yard")
    with pytest.raises(VedetteError):
        other.ask("scope.prove", asked.CheckProof(challenge=begun.challenge))


def test_without_name_servers_it_says_that_there_are_none(tmp_path_factory: pytest.TempPathFactory) -> None:
    with house(tmp_path_factory.mktemp("deaf")) as deaf:
        ana = deaf.operator().joined("Ana", "Mill")
        begun = ana.ask("scope.start", asked.StartProof(target="mill.example.org", kind="dns"))
        with pytest.raises(Unavailable, match="no name servers"):
            ana.ask("scope.prove", asked.CheckProof(challenge=begun.challenge))


LETTER = "sha256:" + "a" * 64


def test_a_letter_that_two_reviewers_read_shows_what_nothing_else_can(operator: Member, ana: Member) -> None:
    ask = asked.StartProof(target="198.51.100.0/24", kind="letter", evidence=LETTER)
    begun = ana.ask("scope.start", ask)
    check = asked.CheckProof(challenge=begun.challenge)
    with pytest.raises(Refused, match="0 of 2 reviewers"):
        ana.ask("scope.prove", check)
    reviewers = [operator.joined(name, "Council", "reviewer") for name in ("Rex", "Ria")]
    (told,) = reviewers[0].ask("scope.letters", asked.ListLetters()).letters
    assert (told.challenge, told.target, told.evidence) == (begun.challenge, "198.51.100.0/24", LETTER)
    assert told.token in begun.content
    assert ana.ask("scope.letters", asked.ListLetters()).letters == (told,)
    stranger = operator.joined("Sten", "Smithy")
    assert not stranger.ask("scope.letters", asked.ListLetters()).letters
    wish = asked.ReviewLetter(challenge=begun.challenge, evidence=LETTER)
    ana.refused("scope.review", wish)
    with pytest.raises(BadInput, match="not about that letter"):
        reviewers[0].ask(
            "scope.review", asked.ReviewLetter(challenge=begun.challenge, evidence=LETTER[:-1] + "b")
        )
    assert [one.ask("scope.review", wish).read_by for one in reviewers] == [1, 2]
    assert ana.ask("scope.prove", check).target == "198.51.100.0/24"
    assert state(ana, "198.51.100.7") == "proved"
    assert not reviewers[0].ask("scope.letters", asked.ListLetters()).letters


def test_reading_a_letter_takes_a_touch_of_the_key(operator: Member, ana: Member) -> None:
    begun = ana.ask("scope.start", asked.StartProof(target="203.0.113.9", kind="letter", evidence=LETTER))
    rolf = operator.joined("Rolf", "Council", "reviewer")
    wish = asked.ReviewLetter(challenge=begun.challenge, evidence=LETTER)
    assert "touch" in rolf.refused("scope.review", wish).told


def test_only_an_operator_states_what_a_lab_is(operator: Member, ana: Member) -> None:
    lab = asked.StartProof(target="10.7.0.0/16", kind="operator", evidence=LETTER)
    with pytest.raises(Refused, match="only an operator"):
        ana.ask("scope.start", lab)
    olga = operator.joined("Olga", "Mill", "operator")
    begun = olga.ask("scope.start", lab)
    told = olga.ask("scope.prove", asked.CheckProof(challenge=begun.challenge))
    assert state(olga, "10.7.1.2") == "proved"
    assert told.counts()["kind"] == "operator_alone", "the programme is being founded, and that is on record"


def test_once_the_programme_is_founded_a_reviewer_of_another_organisation_confirms_a_lab(
    tmp_path: Path,
) -> None:
    with house(tmp_path) as made:
        confirmed_by_others(made.operator())


def confirmed_by_others(operator: Member) -> None:
    olga = operator.joined("Olga", "Mill", "operator")
    rolf, rita = (operator.joined(name, org, "reviewer") for name, org in (("Ro", "Council"), ("Ri", "Mill")))
    operator.ask("access.close_founding", CloseFounding())
    lab = asked.StartProof(target="10.7.0.0/16", kind="operator", evidence=LETTER)
    begun = olga.ask("scope.start", lab)
    check = asked.CheckProof(challenge=begun.challenge)
    with pytest.raises(Refused, match="0 of 1"):
        olga.ask("scope.prove", check)
    wish = asked.ReviewLetter(challenge=begun.challenge, evidence=LETTER)
    with pytest.raises(Refused, match="their own organisation"):
        rita.ask("scope.review", wish)
    (waits,) = rolf.ask("scope.letters", asked.ListLetters()).letters
    assert (waits.kind, waits.needed) == ("operator", 1)
    rolf.ask("scope.review", wish)
    assert olga.ask("scope.prove", check).counts()["kind"] == "operator"


@pytest.mark.parametrize(
    "wish",
    [
        asked.StartProof(target="app.example.org", kind="rumour"),
        asked.StartProof(target="app.example.org", kind="letter"),
        asked.StartProof(target="app.example.org", kind="dns", evidence=LETTER),
        asked.StartProof(target="app.example.org", kind="repository", keys=("ssh-ed25519 AAAA",)),
        asked.StartProof(target="repo:git.example.org/team/app", kind="repository"),
    ],
)
def test_a_way_to_prove_that_makes_no_sense_is_not_begun(ana: Member, wish: asked.StartProof) -> None:
    with pytest.raises(BadInput):
        ana.ask("scope.start", wish)
