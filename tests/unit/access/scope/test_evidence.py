import pytest
from msgspec.structs import replace

from tests.unit.access.scope.labs import NOW, Office, asset, proof, scope
from vedette.access.scope.evidence import look
from vedette.access.scope.nouns import Challenge, ProofKind
from vedette.access.scope.ports import NotShown, Ports

LETTER = proof(asset("8.8.8.8"), ProofKind.LETTER).challenge


def seen(challenge: Challenge) -> bool:
    office = Office()
    ports = Ports(resolver=office.zone, web=office.pages, repository=office.open_branch)
    look(ports, scope(), challenge, NOW)
    return True


@pytest.mark.parametrize("reviewers", [(), ("rita",), ("rita", "rita"), ("rita", "anna"), ("anna", "anna")])
def test_a_letter_read_by_who_asked_or_by_one_twice_does_not_count(reviewers: tuple[str, ...]) -> None:
    with pytest.raises(NotShown):
        seen(replace(LETTER, reviewers=reviewers))


def test_a_letter_read_by_two_others_counts() -> None:
    assert seen(replace(LETTER, reviewers=("rita", "rolf")))
