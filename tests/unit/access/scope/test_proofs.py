from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from tests.sinks import NameServer
from tests.unit.access.scope.labs import ANNA, BORIS, LETTER, NOW, OPERATOR, REVIEWERS, ROBOT, Office
from vedette.access.nouns import Subject
from vedette.access.scope.cover import State
from vedette.access.scope.nameservers import Server, Several
from vedette.access.scope.nouns import DAY, HOUR, LIFE, Asset, Challenge, ProofKind
from vedette.access.scope.ports import Branch, Found, NotShown, Ports, Texts, Zone
from vedette.access.scope.proofs import Ask, Proofs, instructions
from vedette.core.errors import BadInput, Refused, Unavailable

WAYS = {
    ProofKind.DNS: ("*.example.org", Ask(kind=ProofKind.DNS)),
    ProofKind.HTTPS: ("www.example.org", Ask(kind=ProofKind.HTTPS)),
    ProofKind.REPOSITORY: ("repo:git.example.org/a", Ask(kind=ProofKind.REPOSITORY, keys=("SHA256:key",))),
    ProofKind.LETTER: ("8.8.8.0/24", Ask(kind=ProofKind.LETTER, evidence=LETTER)),
    ProofKind.OPERATOR: ("10.0.0.0/8", Ask(kind=ProofKind.OPERATOR, evidence=LETTER)),
}
PUBLISHED = [ProofKind.DNS, ProofKind.HTTPS, ProofKind.REPOSITORY]


@pytest.fixture
def office() -> Office:
    return Office()


def begin(office: Office, kind: ProofKind, subject: Subject = OPERATOR) -> tuple[Asset, Challenge]:
    text, ask = WAYS[kind]
    asset = office.assets.add(subject, text, NOW)
    return asset, office.proofs.start(subject, asset.id, ask, NOW)


def prove(office: Office, kind: ProofKind, subject: Subject = OPERATOR) -> Asset:
    asset, challenge = begin(office, kind, subject)
    office.publish(challenge)
    office.proofs.check(subject, challenge.id, NOW)
    return asset


def state(office: Office, asset: Asset, now: float = NOW) -> State:
    return office.assets.answer(asset.org, asset.target, now).state


@pytest.mark.parametrize("kind", ProofKind)
def test_whoever_follows_the_instructions_has_proved_it_until_it_ends(
    office: Office, kind: ProofKind
) -> None:
    asset, challenge = begin(office, kind)
    assert state(office, asset) is State.MISSING
    assert (challenge.token if kind is not ProofKind.OPERATOR else LETTER) in instructions(challenge)
    with pytest.raises(Refused):
        office.proofs.check(OPERATOR, challenge.id, NOW)
    office.publish(challenge)
    proof = office.proofs.check(OPERATOR, challenge.id, NOW)
    assert proof.challenge.expires == NOW + LIFE[kind]
    assert state(office, asset) is State.PROVED
    last = proof.challenge.expires
    office.assets.change(asset.id, lambda now: replace(now, proof=replace(proof, checked=last - 1)))
    assert state(office, asset, last - 0.5) is State.PROVED
    assert state(office, asset, last) is State.EXPIRED


def test_each_kind_lives_as_long_as_the_policy_says() -> None:
    assert {kind.value: life / DAY for kind, life in LIFE.items()} == {
        "dns": 30,
        "https": 7,
        "repository": 90,
        "letter": 90,
        "operator": 90,
    }


@pytest.mark.parametrize("kind", PUBLISHED)
def test_a_token_of_one_organisation_proves_nothing_for_another(office: Office, kind: ProofKind) -> None:
    _, anna = begin(office, kind, ANNA)
    _, boris = begin(office, kind, BORIS)
    office.publish(anna)
    with pytest.raises(NotShown):
        office.proofs.check(BORIS, boris.id, NOW)
    with pytest.raises(Refused, match="another organisation"):
        office.proofs.check(BORIS, anna.id, NOW)
    assert office.proofs.check(ANNA, anna.id, NOW).challenge.org == "acme"


def test_a_token_fits_one_organisation_asset_kind_and_end(office: Office) -> None:
    _, challenge = begin(office, ProofKind.DNS)
    others = [
        replace(challenge, org="birch"),
        replace(challenge, asset="other"),
        replace(challenge, kind=ProofKind.HTTPS),
        replace(challenge, expires=challenge.expires + 1),
        replace(challenge, nonce="cd" * 32),
        replace(challenge, target=replace(challenge.target, value="*.example.net")),
    ]
    assert len({one.token for one in (challenge, *others)}) == 7
    assert len(challenge.token.removeprefix("vedette-scope=")) == 52  # 256 bits, five each


def test_a_challenge_is_over_when_its_time_is(office: Office) -> None:
    _, challenge = begin(office, ProofKind.DNS)
    office.publish(challenge)
    with pytest.raises(NotShown, match="over"):
        office.proofs.check(OPERATOR, challenge.id, challenge.expires)


def test_a_challenge_is_good_once_and_until_the_next(office: Office) -> None:
    asset, first = begin(office, ProofKind.DNS)
    second = office.proofs.start(OPERATOR, asset.id, Ask(kind=ProofKind.DNS), NOW)
    office.publish(first)
    with pytest.raises(NotShown):
        office.proofs.check(OPERATOR, first.id, NOW)
    office.publish(second)
    office.proofs.check(OPERATOR, second.id, NOW)
    with pytest.raises(BadInput, match="no challenge"):
        office.proofs.check(OPERATOR, second.id, NOW)


def test_a_letter_may_name_an_earlier_end(office: Office) -> None:
    asset = office.assets.add(ANNA, "8.8.8.8", NOW)
    ask = Ask(kind=ProofKind.LETTER, evidence=LETTER, until=NOW + DAY)
    assert office.proofs.start(ANNA, asset.id, ask, NOW).expires == NOW + DAY
    assert (
        office.proofs.start(ANNA, asset.id, replace(ask, until=NOW + 900 * DAY), NOW).expires
        == NOW + 90 * DAY
    )
    with pytest.raises(BadInput, match="before it began"):
        office.proofs.start(ANNA, asset.id, replace(ask, until=NOW), NOW)


def test_agents_and_strangers_prove_nothing(office: Office) -> None:
    asset, challenge = begin(office, ProofKind.DNS, ANNA)
    office.publish(challenge)
    for subject in (ROBOT, BORIS):
        with pytest.raises(Refused):
            office.proofs.start(subject, asset.id, Ask(kind=ProofKind.DNS), NOW)
        with pytest.raises(Refused):
            office.proofs.check(subject, challenge.id, NOW)
    _, letter = begin(office, ProofKind.LETTER, ANNA)
    with pytest.raises(Refused):
        office.proofs.review(replace(REVIEWERS[0], agent="x"), letter.id, LETTER)


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("8.8.8.0/24", Ask(kind=ProofKind.DNS)),
        ("*.example.org", Ask(kind=ProofKind.HTTPS)),
        ("example.org", Ask(kind=ProofKind.REPOSITORY, keys=("k",))),
        ("repo:git.example.org/a", Ask(kind=ProofKind.DNS)),
        ("repo:git.example.org/a", Ask(kind=ProofKind.REPOSITORY)),
        ("repo:git.example.org/a", Ask(kind=ProofKind.REPOSITORY, keys=("k",) * 21)),
        ("example.org", Ask(kind=ProofKind.DNS, keys=("k",))),
        ("example.org", Ask(kind=ProofKind.LETTER)),
        ("example.org", Ask(kind=ProofKind.LETTER, evidence="a letter")),
        ("example.org", Ask(kind=ProofKind.DNS, evidence=LETTER)),
        ("sha256:" + "a" * 64, Ask(kind=ProofKind.OPERATOR, evidence=LETTER)),
    ],
)
def test_each_way_is_for_what_it_can_show(office: Office, text: str, ask: Ask) -> None:
    asset = office.assets.add(OPERATOR, text, NOW)
    with pytest.raises(BadInput):
        office.proofs.start(OPERATOR, asset.id, ask, NOW)


@pytest.mark.parametrize(
    ("text", "lab"),
    [
        *(
            ("10.0.0.0/8", True),
            ("127.0.0.1", True),
            ("8.8.8.8", False),
            ("10.0.0.1", True),
            ("192.0.0.0/8", False),
        ),
        *(("a.lab.internal", True), ("own.test", True), ("example.org", False), ("fd00::/19", True)),
    ],
)
def test_an_operator_vouches_for_a_lab_and_for_nothing_others_reach(
    office: Office,
    text: str,
    lab: bool,  # noqa: FBT001
) -> None:
    asset = office.assets.add(OPERATOR, text, NOW)
    ask = Ask(kind=ProofKind.OPERATOR, evidence=LETTER)
    with pytest.raises(Refused):
        office.proofs.start(ANNA, asset.id, ask, NOW)
    if lab:
        begun = office.proofs.start(OPERATOR, asset.id, ask, NOW)
        office.publish(begun)
        assert office.proofs.check(OPERATOR, begun.id, NOW).revoked == 0
    else:
        with pytest.raises(BadInput, match="no lab"):
            office.proofs.start(OPERATOR, asset.id, ask, NOW)


def test_an_operator_does_not_prove_their_own_lab_by_their_own_word(office: Office) -> None:
    asset = office.assets.add(OPERATOR, "10.0.0.0/8", NOW)
    begun = office.proofs.start(OPERATOR, asset.id, Ask(kind=ProofKind.OPERATOR, evidence=LETTER), NOW)
    with pytest.raises(NotShown, match="0 of 1 reviewers confirmed the statement"):
        office.proofs.check(OPERATOR, begun.id, NOW)
    both = replace(OPERATOR, roles=("operator", "reviewer"))
    colleague = replace(ANNA, roles=("reviewer",))
    for wrong in (both, colleague, BORIS):
        with pytest.raises(Refused):
            office.proofs.review(wrong, begun.id, LETTER)
    assert office.proofs.letters(NOW) == (begun,)
    office.houses = {OPERATOR.id: ("acme", "club"), REVIEWERS[0].id: ("club",)}
    with pytest.raises(Refused, match="their own organisation"):
        office.proofs.review(REVIEWERS[0], begun.id, LETTER)
    office.houses = {}
    office.proofs.review(REVIEWERS[0], begun.id, LETTER)
    assert office.proofs.check(OPERATOR, begun.id, NOW).challenge.reviewers == ("rita",)


def test_while_nobody_is_there_to_confirm_it_a_statement_is_good_for_a_month_and_bears_it(
    office: Office,
) -> None:
    asset = office.assets.add(OPERATOR, "10.0.0.0/8", NOW)
    ask = Ask(kind=ProofKind.OPERATOR, evidence=LETTER, alone=True)
    begun = office.proofs.start(OPERATOR, asset.id, ask, NOW)
    proof = office.proofs.check(OPERATOR, begun.id, NOW)
    assert (proof.challenge.alone, proof.challenge.expires) == (True, NOW + 30 * DAY)
    assert office.proofs.letters(NOW) == ()
    letter = office.assets.add(OPERATOR, "8.8.8.8", NOW)
    wish = Ask(kind=ProofKind.LETTER, evidence=LETTER, alone=True)
    assert office.proofs.start(OPERATOR, letter.id, wish, NOW).needed == 2, "only what an operator states"


def test_a_letter_needs_two_reviewers_who_did_not_ask(office: Office) -> None:
    asker = replace(ANNA, roles=("reviewer",))
    asset = office.assets.add(asker, "8.8.8.8", NOW)
    challenge = office.proofs.start(asker, asset.id, Ask(kind=ProofKind.LETTER, evidence=LETTER), NOW)
    for wrong in (asker, BORIS):
        with pytest.raises(Refused):
            office.proofs.review(wrong, challenge.id, LETTER)
    with pytest.raises(BadInput, match="that letter"):
        office.proofs.review(REVIEWERS[0], challenge.id, "sha256:" + "2" * 64)
    for _ in range(2):
        assert office.proofs.review(REVIEWERS[0], challenge.id, LETTER).reviewers == ("rita",)
    with pytest.raises(NotShown, match="1 of 2"):
        office.proofs.check(asker, challenge.id, NOW)
    office.proofs.review(REVIEWERS[1], challenge.id, LETTER)
    assert office.proofs.check(asker, challenge.id, NOW).challenge.reviewers == ("rita", "rolf")


@pytest.mark.parametrize(
    "branch",
    [
        Branch(files={}),
        Branch(files={".well-known/vedette-scope.json": b"{}"}, signed_by="SHA256:key"),
        Branch(files={"vedette-scope.json": b"TOKEN"}, signed_by="SHA256:key"),
        Branch(files={".well-known/vedette-scope.json": b"TOKEN"}),
        Branch(files={".well-known/vedette-scope.json": b"TOKEN"}, signed_by="SHA256:other"),
        Branch(files={".well-known/vedette-scope.json": b"TOKEN, TOKEN"}, signed_by="SHA256:key"),
        Branch(files={".well-known/vedette-scope.json": b'{"tokens":[]} TOKEN'}, signed_by="SHA256:key"),
    ],
)
def test_a_repository_shows_the_file_in_a_commit_of_a_named_key(office: Office, branch: Branch) -> None:
    _, challenge = begin(office, ProofKind.REPOSITORY)
    page = b'{"tokens": ["%s"]}' % challenge.token.encode()
    files = {path: data.replace(b"TOKEN", page) for path, data in branch.files.items()}
    office.branch = replace(branch, files=files)
    with pytest.raises(NotShown):
        office.proofs.check(OPERATOR, challenge.id, NOW)


def test_a_branch_that_moves_while_it_is_read_shows_nothing(office: Office) -> None:
    class Moving(Branch, frozen=True, kw_only=True):
        heads: Iterator[str]

        def head_commit(self) -> str:
            return next(self.heads)

    _, challenge = begin(office, ProofKind.REPOSITORY)
    office.publish(challenge)
    office.branch = Moving(
        files=office.branch.files, signed_by="SHA256:key", heads=iter(("1" * 40, "2" * 40))
    )
    with pytest.raises(NotShown, match="changed while"):
        office.proofs.check(OPERATOR, challenge.id, NOW)


@pytest.mark.parametrize(
    "page",
    [
        *(
            b"",
            b"[]",
            b'{"tokens": 1}',
            b'{"tokens": [1]}',
            b'{"tokens": ["x"], "tokens": ["TOKEN"]}',
            b"\xff",
        ),
        *(
            b"[" * 16_000,
            b" " * 16_385,
            b'{"tokens": ["TOKEN ", " TOKEN", "TOKENx"]}',
            b'{"tokens": ["\\ud800"]}',
        ),
    ],
)
def test_a_page_that_is_not_exactly_right_shows_nothing(office: Office, page: bytes) -> None:
    asset, challenge = begin(office, ProofKind.HTTPS)
    office.publish(challenge)
    office.pages.pages[asset.target.host, "93.184.216.34"] = page.replace(b"TOKEN", challenge.token.encode())
    with pytest.raises(NotShown):
        office.proofs.check(OPERATOR, challenge.id, NOW)


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        (Found(addresses=("93.184.216.34",)), True),
        (Found(addresses=("93.184.216.34",), aliases=("web.example.org",)), True),
        (Found(addresses=("93.184.216.34",), aliases=("shop.example.net",)), False),
        (Found(addresses=("93.184.216.34",), aliases=("x..y",)), False),
        (Found(aliases=("web.example.org",)), False),
        (Found(addresses=("93.184.216.34", "169.254.169.254")), False),
        (Found(addresses=("127.0.0.1",)), False),
        (Found(addresses=("10.0.0.1",)), False),
        (Found(addresses=("64:ff9b::1",)), False),
        (Found(addresses=("foreign.test",)), False),
        (Found(), False),
    ],
)
def test_a_page_counts_on_the_host_itself_only(office: Office, found: Found, shown: bool) -> None:  # noqa: FBT001
    asset, challenge = begin(office, ProofKind.HTTPS)
    office.publish(challenge)
    office.zone.tell(asset.target.host, found)
    if shown:
        assert office.proofs.check(OPERATOR, challenge.id, NOW).checked == NOW
    else:
        with pytest.raises(NotShown):
            office.proofs.check(OPERATOR, challenge.id, NOW)


def test_a_host_in_a_stated_lab_may_show_its_page() -> None:
    office = Office(loopback_allowed=True)
    lab = office.assets.add(OPERATOR, "127.0.0.0/8", NOW)
    stated = office.proofs.start(OPERATOR, lab.id, Ask(kind=ProofKind.OPERATOR, evidence=LETTER), NOW)
    asset, challenge = begin(office, ProofKind.HTTPS)
    office.zone.tell(asset.target.host, Found(addresses=("127.0.0.1",)))
    office.pages.pages[asset.target.host, "127.0.0.1"] = b'{"tokens": ["%s"]}' % challenge.token.encode()
    with pytest.raises(NotShown, match="not reached from everywhere"):
        office.proofs.check(OPERATOR, challenge.id, NOW)
    office.publish(stated)
    office.proofs.check(OPERATOR, stated.id, NOW)
    assert office.proofs.check(OPERATOR, challenge.id, NOW).checked == NOW


@pytest.mark.parametrize("kind", PUBLISHED)
def test_a_token_that_is_gone_revokes_at_once_and_for_good(office: Office, kind: ProofKind) -> None:
    asset = prove(office, kind)
    office.zone.records.clear()
    office.branch = Branch(files={})
    assert office.proofs.recheck(asset.id, NOW + HOUR).revoked == NOW + HOUR
    assert state(office, asset, NOW + HOUR) is State.EXPIRED
    proof = office.proofs.recheck(asset.id, NOW + 2 * HOUR)
    assert (proof.revoked, bool(proof.why)) == (NOW + HOUR, True)
    assert office.proofs.due(NOW + 9 * DAY) == ()


def test_another_token_in_its_place_revokes(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    office.zone.tell("_vedette-scope.example.org", Texts(values=("vedette-scope=" + "a" * 52,)))
    assert office.proofs.recheck(asset.id, NOW + 1).revoked
    assert state(office, asset, NOW + 1) is State.EXPIRED


def test_a_token_behind_an_alias_shows_nothing(office: Office) -> None:
    _, challenge = begin(office, ProofKind.DNS)
    office.zone.tell(
        "_vedette-scope.example.org", Texts(values=(challenge.token,), aliases=("gone.example.net",))
    )
    with pytest.raises(NotShown, match="alias"):
        office.proofs.check(OPERATOR, challenge.id, NOW)


def test_no_answer_is_believed_for_an_hour_and_then_until_there_is_one(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    office.zone.silent = True
    for at in (DAY, DAY + 600, DAY + HOUR - 1):
        assert office.proofs.recheck(asset.id, NOW + at).unanswered == NOW + DAY
        assert state(office, asset, NOW + at) is State.PROVED
    assert office.proofs.due(NOW + DAY + 1) == (asset.id,)
    assert state(office, asset, NOW + DAY + HOUR) is State.EXPIRED
    office.zone.silent = False
    proof = office.proofs.recheck(asset.id, NOW + 2 * DAY)
    assert (proof.unanswered, proof.revoked, proof.why) == (0, 0, "")
    assert state(office, asset, NOW + 2 * DAY) is State.PROVED


def test_an_hour_without_an_answer_counts_from_the_first_look_not_from_the_daily_one(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    office.zone.silent = True
    office.proofs.recheck(asset.id, NOW + HOUR)
    assert state(office, asset, NOW + 2 * HOUR - 1) is State.PROVED
    assert state(office, asset, NOW + 2 * HOUR) is State.EXPIRED


def test_no_answer_at_the_first_look_proves_nothing(office: Office) -> None:
    asset, challenge = begin(office, ProofKind.DNS)
    office.zone.silent = True
    with pytest.raises(Unavailable):
        office.proofs.check(OPERATOR, challenge.id, NOW)
    assert state(office, asset) is State.MISSING


def test_no_two_of_an_organisation_say_whose_a_target_is(office: Office) -> None:
    """They could otherwise make anybody's host their own, and work on it."""
    _, letter = begin(office, ProofKind.LETTER)
    colleague = replace(REVIEWERS[0], id="col", org=letter.org)
    with pytest.raises(Refused, match="own organisation"):
        office.proofs.review(colleague, letter.id, LETTER)
    town = {REVIEWERS[1].id: (letter.org,)}
    ports = Ports(resolver=office.zone, web=office.pages, repository=office.open_branch)
    proofs = Proofs(office.documents, office.assets, ports, lambda person: town.get(person, ()))
    with pytest.raises(Refused, match="own organisation"):
        proofs.review(REVIEWERS[1], letter.id, LETTER)


def test_who_does_not_answer_keeps_nobody_waiting(office: Office) -> None:
    silent, others = prove(office, ProofKind.DNS), prove(office, ProofKind.HTTPS)
    office.zone.silent = True
    office.proofs.recheck(silent.id, NOW + DAY)
    assert office.proofs.due(NOW + DAY) == (others.id, silent.id)
    office.zone.silent = False
    office.proofs.recheck(silent.id, NOW + DAY)
    office.zone.silent = True
    office.proofs.recheck(others.id, NOW + DAY)
    assert office.proofs.due(NOW + 2 * DAY) == (silent.id, others.id)


def test_proofs_are_due_daily_as_long_as_they_last(office: Office) -> None:
    asset = prove(office, ProofKind.HTTPS)
    prove(office, ProofKind.LETTER)
    assert office.proofs.due(NOW + DAY - 1) == ()
    assert office.proofs.due(NOW + DAY) == (asset.id,)
    assert office.proofs.recheck(asset.id, NOW + DAY).checked == NOW + DAY
    assert office.proofs.due(NOW + 2 * DAY - 1) == ()
    assert office.proofs.due(NOW + 7 * DAY) == ()
    assert office.proofs.recheck(asset.id, NOW + 7 * DAY).revoked


def test_a_proof_is_looked_at_again_when_it_is_used(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    office.zone.records.clear()
    assert office.proofs.at_use("acme", asset.target, NOW + 599).state is State.PROVED
    assert office.assets.answer("acme", asset.target, NOW + 600).state is State.PROVED
    assert office.proofs.at_use("acme", asset.target, NOW + 600).state is State.EXPIRED
    assert office.proofs.at_use("acme", asset.target, NOW + 601).state is State.EXPIRED
    assert office.proofs.at_use("birch", asset.target, NOW + 601).state is State.MISSING


def test_a_proof_nobody_looked_at_in_time_is_good_again_once_it_is_seen(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    assert state(office, asset, NOW + 3 * DAY) is State.EXPIRED
    assert office.proofs.at_use("acme", asset.target, NOW + 3 * DAY).state is State.PROVED
    assert office.proofs.at_use("acme", asset.target, NOW + 30 * DAY).state is State.EXPIRED


def test_a_letter_is_used_as_it_stands(office: Office) -> None:
    asset = prove(office, ProofKind.LETTER)
    assert office.proofs.at_use("acme", asset.target, NOW + DAY).state is State.PROVED


def test_a_letter_cannot_be_looked_at_again_and_stands(office: Office) -> None:
    asset = prove(office, ProofKind.LETTER)
    assert office.proofs.recheck(asset.id, NOW + DAY).checked == NOW


def test_a_proof_is_revoked_by_hand_and_stays_so(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    assert office.proofs.revoke(asset.id, "sold", NOW + 1).why == "sold"
    assert office.proofs.recheck(asset.id, NOW + 2).revoked == NOW + 1
    assert office.proofs.revoke(asset.id, "again", NOW + 3).revoked == NOW + 1
    assert state(office, asset, NOW + 3) is State.EXPIRED


class Meanwhile(Zone):
    """A resolver during whose answer something else happens."""

    def __init__(self, zone: Zone, happens: Callable[[], object]) -> None:
        super().__init__()
        self.records, self._happens = zone.records, happens

    def txt(self, name: str) -> Texts:
        self._happens()
        return super().txt(name)


def test_a_revocation_during_a_recheck_wins(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)
    zone = Meanwhile(office.zone, lambda: office.proofs.revoke(asset.id, "sold", NOW + 1))
    ports = Ports(resolver=zone, web=office.pages, repository=office.open_branch)
    assert Proofs(office.documents, office.assets, ports).recheck(asset.id, NOW + 2).revoked == NOW + 1


def test_a_newer_proof_made_during_a_recheck_stands(office: Office) -> None:
    asset = prove(office, ProofKind.DNS)

    def anew() -> None:
        challenge = office.proofs.start(OPERATOR, asset.id, Ask(kind=ProofKind.DNS), NOW + 1)
        office.publish(challenge)
        office.proofs.check(OPERATOR, challenge.id, NOW + 1)

    ports = Ports(resolver=Meanwhile(office.zone, anew), web=office.pages, repository=office.open_branch)
    proof = Proofs(office.documents, office.assets, ports).recheck(asset.id, NOW + 2)
    assert (proof.made, proof.revoked) == (NOW + 1, 0)
    assert state(office, asset, NOW + 2) is State.PROVED


def test_what_has_no_proof_has_none_to_look_at(office: Office) -> None:
    asset = office.assets.add(ANNA, "example.org", NOW)
    with pytest.raises(BadInput, match="no proof"):
        office.proofs.recheck(asset.id, NOW)
    with pytest.raises(BadInput, match="no proof"):
        office.proofs.revoke(asset.id, "", NOW)


class Wire:
    """An office whose resolver asks three real servers."""

    def __init__(self, servers: list[NameServer]) -> None:
        self.servers, self.office = servers, Office()
        resolver = Several([Server(address=one.address, port=one.port) for one in servers], seconds=0.5)
        ports = Ports(resolver=resolver, web=self.office.pages, repository=self.office.open_branch)
        self.proofs = Proofs(self.office.documents, self.office.assets, ports)

    def tell(self, name: str, kind: str, *values: str) -> None:
        for server in self.servers:
            server.records[name, kind] = [*values]


@pytest.fixture
def wire() -> Iterator[Wire]:
    with NameServer(dnssec=True) as one, NameServer(dnssec=True) as two, NameServer(dnssec=True) as three:
        yield Wire([one, two, three])


def challenged(wire: Wire, subject: Subject = ANNA) -> Challenge:
    asset = wire.office.assets.add(subject, "example.org", NOW)
    return wire.proofs.start(subject, asset.id, Ask(kind=ProofKind.DNS), NOW)


NAME = "_vedette-scope.example.org"


def test_a_record_in_dns_proves_and_says_whether_it_was_signed(wire: Wire) -> None:
    challenge = challenged(wire)
    wire.tell(NAME, "TXT", '"v=other"', f'"{challenge.token}"')
    assert wire.proofs.check(ANNA, challenge.id, NOW).dnssec
    wire.servers[0].dnssec = False
    assert not wire.proofs.recheck(challenge.asset, NOW + 1).dnssec


def test_a_name_that_is_gone_revokes(wire: Wire) -> None:
    challenge = challenged(wire)
    wire.tell(NAME, "TXT", f'"{challenge.token}"')
    wire.proofs.check(ANNA, challenge.id, NOW)
    for server in wire.servers:
        server.records.clear()
    assert wire.proofs.recheck(challenge.asset, NOW + HOUR).revoked == NOW + HOUR


def test_none_of_the_spoofs_proves_anything(wire: Wire) -> None:
    mine, theirs = challenged(wire, ANNA), challenged(wire, BORIS)
    spoofs = [
        [(NAME, "TXT", f'"{theirs.token}"')],
        [("example.org", "TXT", f'"{mine.token}"')],
        [("_vedette-scope.www.example.org", "TXT", f'"{mine.token}"')],
        [(NAME, "CNAME", "gone.cloud.test.")],
        [(NAME, "CNAME", "taken.cloud.test."), ("taken.cloud.test", "TXT", f'"{mine.token}"')],
        [(NAME, "TXT", f'"{mine.token}x"')],
        [(NAME, "TXT", f'"{mine.token[:-1]}"')],
        [(NAME, "TXT", f'"{mine.token.upper()}"')],
        [(NAME, "A", "192.0.2.1")],
    ]
    for spoof in spoofs:
        for server in wire.servers:
            server.records.clear()
        for name, kind, value in spoof:
            wire.tell(name, kind, value)
        with pytest.raises(NotShown):
            wire.proofs.check(ANNA, mine.id, NOW)


def test_one_poisoned_server_proves_nothing_and_revokes_nothing(wire: Wire) -> None:
    challenge = challenged(wire)
    wire.servers[0].records[NAME, "TXT"] = [f'"{challenge.token}"']
    with pytest.raises(Unavailable, match="differ"):
        wire.proofs.check(ANNA, challenge.id, NOW)
    wire.tell(NAME, "TXT", f'"{challenge.token}"')
    wire.proofs.check(ANNA, challenge.id, NOW)
    wire.servers[0].records.clear()
    assert wire.proofs.recheck(challenge.asset, NOW + 1).revoked == 0
