import pytest
from msgspec.structs import replace

from tests.unit.access.scope.labs import NOW, asset, exclusion, scope
from vedette.access.scope.cover import State, covers
from vedette.access.scope.nouns import Asset, Exclusion, ProofKind
from vedette.access.scope.targets import parse

DNS = ProofKind.DNS


def state(target: str, *known: Asset | Exclusion, now: float = NOW, loopback_allowed: bool = False) -> State:
    return covers(scope(*known, loopback_allowed=loopback_allowed), parse(target), now).state


@pytest.mark.parametrize(
    ("asset_text", "target", "wanted"),
    [
        ("example.org", "example.org", State.PROVED),
        ("example.org", "www.example.org", State.MISSING),
        ("*.example.org", "example.org", State.PROVED),
        ("*.example.org", "a.b.example.org", State.PROVED),
        ("*.example.org", "*.b.example.org", State.PROVED),
        ("*.example.org", "badexample.org", State.MISSING),
        ("example.org", "*.example.org", State.MISSING),
        ("8.8.8.0/24", "8.8.8.8", State.PROVED),
        ("8.8.8.0/24", "8.8.8.0/25", State.PROVED),
        ("8.8.8.0/24", "8.8.8.0/23", State.MISSING),
        ("8.8.8.0/24", "8.8.9.1", State.MISSING),
        ("8.8.8.8", "8.8.8.8/32", State.PROVED),
        ("2a00::/32", "2a00::1", State.PROVED),
        ("2a00::/32", "8.8.8.8", State.MISSING),
        ("repo:git.example.org/a", "repo:git.example.org/a.git", State.PROVED),
        ("repo:git.example.org/a", "repo:git.example.org/A", State.MISSING),
        ("*.example.org", "repo:git.example.org/a", State.MISSING),
        ("repo:git.example.org/a", "git.example.org", State.MISSING),
        ("sha256:" + "a" * 64, "sha256:" + "A" * 64, State.PROVED),
        ("sha256:" + "a" * 64, "sha256:" + "b" * 64, State.MISSING),
    ],
)
def test_an_asset_covers_what_lies_in_it_and_no_more(asset_text: str, target: str, wanted: State) -> None:
    assert state(target, asset(asset_text)) is wanted


def test_a_range_may_be_covered_by_several_together() -> None:
    halves = (asset("8.8.8.0/25"), asset("8.8.8.128/26"), asset("8.8.8.192/26"), asset("2a00::/32"))
    assert state("8.8.8.0/24", *halves) is State.PROVED
    assert state("8.8.8.0/24", *halves[:2]) is State.MISSING
    assert state("8.8.8.0/24", *halves[:2], asset("8.8.8.192/26", "birch")) is State.FOREIGN
    assert state("2a00::/31", asset("2a00::/32"), asset("2a01::/32")) is State.MISSING
    assert state("2a00::/31", asset("2a00::/32"), asset("2a00:1::/32")) is State.PROVED


def test_what_somebody_else_proved_is_foreign() -> None:
    answer = covers(scope(asset("example.org", "birch")), parse("example.org"), NOW)
    assert (answer.state, answer.decided) == (State.FOREIGN, ("birch:example.org",))
    assert state("example.org", asset("example.org", "birch", kind=None)) is State.MISSING
    assert state("example.org", asset("example.org", "birch"), asset("example.org")) is State.PROVED


def test_what_is_only_said_is_not_proved() -> None:
    assert state("example.org", asset("example.org", kind=None)) is State.MISSING


def test_a_proof_ends() -> None:
    proved = asset("example.org")
    end = NOW + 90 * 86_400
    assert state("example.org", proved, now=end - 1) is State.PROVED
    assert state("example.org", proved, now=end) is State.EXPIRED


def test_a_revoked_proof_is_over_at_once() -> None:
    proved = asset("example.org")
    assert proved.proof is not None
    gone = replace(proved, proof=replace(proved.proof, revoked=NOW))
    assert state("example.org", gone) is State.EXPIRED


def test_a_proof_nobody_looked_at_for_a_day_is_not_believed() -> None:
    assert state("example.org", asset("example.org", kind=DNS), now=NOW + 24 * 3600) is State.PROVED
    assert state("example.org", asset("example.org", kind=DNS), now=NOW + 25 * 3600) is State.EXPIRED


def test_a_proof_moved_to_another_asset_or_organisation_is_none() -> None:
    assert state("example.org", replace(asset("example.org", "birch"), org="acme")) is State.EXPIRED
    own = asset("example.net")
    assert state("example.org", replace(own, target=parse("example.org"))) is State.EXPIRED
    assert state("example.org", replace(own, id="other", target=parse("example.org"))) is State.EXPIRED


@pytest.mark.parametrize(
    ("barred", "target"),
    [
        ("pay.example.org", "pay.example.org"),
        ("*.pay.example.org", "a.pay.example.org"),
        ("pay.example.org", "*.example.org"),
        ("8.8.8.8", "8.8.8.0/24"),
        ("8.8.0.0/16", "8.8.8.8"),
        ("repo:git.example.org/Secret", "repo:git.example.org/secret"),
        ("*.example.org", "repo:git.example.org/a"),
        ("sha256:" + "a" * 64, "sha256:" + "a" * 64),
    ],
)
def test_an_exclusion_wins_over_any_proof(barred: str, target: str) -> None:
    proved = [asset("*.example.org"), asset("8.0.0.0/8"), asset(target)]
    assert state(target, *proved) is State.PROVED
    assert state(target, *proved, exclusion(barred)) is State.EXCLUDED
    assert state(target, *proved, exclusion(barred, "acme")) is State.EXCLUDED
    assert state(target, *proved, exclusion(barred, "birch")) is State.PROVED


@pytest.mark.parametrize(
    "target", ["10.0.0.1", "169.254.169.254", "168.63.129.16", "fd00::1", "192.168.0.0/24"]
)
def test_a_special_address_needs_people_to_vouch_for_it(target: str) -> None:
    for kind, wanted in [
        (ProofKind.LETTER, State.PROVED),
        (ProofKind.OPERATOR, State.PROVED),
        (DNS, State.MISSING),
        (ProofKind.HTTPS, State.MISSING),
    ]:
        assert state(target, asset(target, kind=kind)) is wanted


def test_this_machine_is_in_scope_only_where_the_installation_says_so() -> None:
    own = asset("127.0.0.0/8", kind=ProofKind.OPERATOR)
    assert state("127.0.0.1", own) is State.MISSING
    assert state("127.0.0.1", own, loopback_allowed=True) is State.PROVED
    assert state("127.0.0.1", loopback_allowed=True) is State.MISSING
    assert state("::1", own, loopback_allowed=True) is State.MISSING


@pytest.mark.parametrize("target", ["0.0.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0/0", "ff02::1"])
def test_no_proof_covers_what_is_no_host(target: str) -> None:
    assert state(target, asset(target), loopback_allowed=True) is State.MISSING


def test_the_answer_names_the_most_critical_asset() -> None:
    known = (
        asset("8.8.8.0/24", criticality=1),
        asset("8.8.8.8", criticality=4),
        asset("8.8.4.4", criticality=5),
    )
    assert covers(scope(*known), parse("8.8.8.0/25"), NOW).criticality == 4
    assert covers(scope(*known), parse("1.1.1.1"), NOW).criticality == 0
