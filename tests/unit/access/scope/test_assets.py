import pytest
from msgspec.structs import replace

from tests.unit.access.scope.labs import ANNA, BORIS, NOW, OPERATOR, ROBOT, proof
from vedette.access.documents import Conflict, Memory
from vedette.access.nouns import Kind, Subject
from vedette.access.scope import assets as assets_module
from vedette.access.scope.assets import Assets
from vedette.access.scope.cover import State
from vedette.access.scope.nouns import Asset
from vedette.access.scope.targets import Target, TargetKind, parse
from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable


@pytest.fixture
def assets() -> Assets:
    return Assets(Memory())


def proved(assets: Assets, subject: Subject, text: str) -> Asset:
    added = assets.add(subject, text, NOW)
    return assets.change(added.id, lambda asset: replace(asset, proof=proof(asset)))


def test_what_is_added_is_there_once_and_proves_nothing(assets: Assets) -> None:
    added = assets.add(ANNA, "Example.ORG.", NOW, criticality=3)
    assert assets.get(added.id) == added
    assert assets.of("acme") == (added,)
    assert assets.of("birch") == ()
    assert assets.answer("acme", added.target, NOW).state is State.MISSING
    with pytest.raises(BadInput, match="already"):
        assets.add(ANNA, "example.org", NOW)
    assert assets.add(BORIS, "example.org", NOW).id != added.id


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("co.uk", "public suffix"),
        ("*.co.uk", "public suffix"),
        ("*.github.io", "public suffix"),
        ("*.www.example.org", "apex"),
        ("*.a.team.github.io", "apex"),
        ("0.0.0.0/0", "nobody"),
        ("16.0.0.0/7", "nobody"),
        ("2a00::/18", "nobody"),
        ("224.0.0.1", "nobody"),
        ("ff02::1", "nobody"),
        ("0177.0.0.1", "octal"),
    ],
)
def test_what_nobody_owns_is_no_asset(assets: Assets, text: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        assets.add(ANNA, text, NOW)


@pytest.mark.parametrize(
    "text", ["team.github.io", "*.team.github.io", "*.example.co.uk", "10.0.0.0/8", "repo:a.example/b"]
)
def test_what_somebody_owns_is(assets: Assets, text: str) -> None:
    assert assets.add(ANNA, text, NOW).target == parse(text)


@pytest.mark.parametrize("criticality", [-1, 6])
def test_criticality_is_0_to_5(assets: Assets, criticality: int) -> None:
    with pytest.raises(BadInput):
        assets.add(ANNA, "example.org", NOW, criticality=criticality)
    added = assets.add(ANNA, "example.org", NOW)
    with pytest.raises(BadInput):
        assets.rate(ANNA, added.id, criticality)
    assert assets.rate(ANNA, added.id, 5).criticality == 5


def test_only_people_of_an_organisation_change_its_scope(assets: Assets) -> None:
    added = assets.add(ANNA, "example.org", NOW)
    service = replace(ANNA, kind=Kind.SERVICE)
    for other in (
        ROBOT,
        service,
        replace(ROBOT, kind=Kind.PERSON),
        replace(ANNA, org=""),
        replace(ANNA, org="*"),
    ):
        with pytest.raises(Refused):
            assets.add(other, "example.net", NOW)
        with pytest.raises(Refused):
            assets.exclude(other, "example.net", "", NOW)
    for other in (ROBOT, BORIS):
        with pytest.raises(Refused):
            assets.remove(other, added.id)
        with pytest.raises(Refused):
            assets.rate(other, added.id, 1)
    assets.remove(ANNA, added.id)
    with pytest.raises(BadInput):
        assets.get(added.id)


def test_what_others_proved_is_foreign(assets: Assets) -> None:
    for text in (
        "example.org",
        "*.example.net",
        "8.8.8.0/24",
        "repo:git.example.com/a",
        "sha256:" + "a" * 64,
    ):
        proved(assets, BORIS, text)
    for text in ("example.org", "www.example.net", "8.8.8.8", "repo:git.example.com/a", "sha256:" + "a" * 64):
        assert assets.answer("acme", parse(text), NOW).state is State.FOREIGN, text
        assert assets.answer("birch", parse(text), NOW).state is State.PROVED, text
    assert assets.answer("acme", parse("www.example.org"), NOW).state is State.MISSING


def test_a_target_made_by_hand_is_not_judged(assets: Assets) -> None:
    for kind, value in (
        (TargetKind.ADDRESS, "127.1"),
        (TargetKind.HOST, "EXAMPLE.org"),
        (TargetKind.HOST, "8.8.8.8"),
    ):
        with pytest.raises(BadInput):
            assets.answer("acme", Target(kind=kind, value=value), NOW)


def test_a_whole_top_level_domain_can_be_excluded(assets: Assets) -> None:
    proved(assets, ANNA, "*.town.example")
    assets.exclude(OPERATOR, "*.example", "not ours to touch", NOW, everybody=True)
    assert assets.answer("acme", parse("a.town.example"), NOW).state is State.EXCLUDED


def test_exclusions_win_for_whom_they_bind(assets: Assets) -> None:
    for subject in (ANNA, BORIS):
        proved(assets, subject, "*.example.org")
    target = parse("pay.example.org")
    mine = assets.exclude(ANNA, "pay.example.org", "money", NOW)
    assert assets.answer("acme", target, NOW).state is State.EXCLUDED
    assert assets.answer("birch", target, NOW).state is State.PROVED
    everybodys = assets.exclude(OPERATOR, "*.pay.example.org", "money", NOW, everybody=True)
    assert assets.answer("birch", target, NOW).decided == (everybodys.id,)
    assert {one.id for one in assets.exclusions("acme")} == {mine.id, everybodys.id}
    assets.readmit(OPERATOR, everybodys.id)
    assets.readmit(ANNA, mine.id)
    assert assets.answer("acme", target, NOW).state is State.PROVED


def test_an_exclusion_is_taken_back_by_whom_it_binds_only(assets: Assets) -> None:
    mine = assets.exclude(ANNA, "example.org", "", NOW)
    everybodys = assets.exclude(OPERATOR, "example.org", "", NOW, everybody=True)
    with pytest.raises(Refused):
        assets.exclude(ANNA, "example.org", "", NOW, everybody=True)
    for subject, exclusion in ((BORIS, mine), (ANNA, everybodys), (replace(OPERATOR, agent="x"), everybodys)):
        with pytest.raises(Refused):
            assets.readmit(subject, exclusion.id)
    with pytest.raises(BadInput):
        assets.readmit(ANNA, "none")


def test_a_change_by_others_meanwhile_is_not_lost() -> None:
    documents = Memory()
    assets = Assets(documents)
    added = assets.add(ANNA, "example.org", NOW)
    others = iter((1, 2))

    def how(asset: Asset) -> Asset:
        if (other := next(others, None)) is not None:
            Assets(documents).rate(ANNA, asset.id, other)
        return replace(asset, added_by=f"{asset.criticality}")

    assert assets.change(added.id, how).added_by == "2"


def test_when_others_are_always_faster_it_is_said() -> None:
    class Busy(Memory):
        def put(self, kind: str, key: str, value: bytes, **more: object) -> int:
            if more.get("expect"):
                raise Conflict("busy", hint="")
            return super().put(kind, key, value)

    assets = Assets(Busy())
    added = assets.add(ANNA, "example.org", NOW)
    with pytest.raises(Unavailable, match="others"):
        assets.change(added.id, lambda asset: asset)


def test_an_organisation_has_so_many_assets_and_no_more(
    monkeypatch: pytest.MonkeyPatch, assets: Assets
) -> None:
    monkeypatch.setattr(assets_module, "MOST_ASSETS", 2)
    for name in ("a.example", "b.example"):
        assets.add(ANNA, name, NOW)
    with pytest.raises(LimitHit):
        assets.add(ANNA, "c.example", NOW)
    assets.add(BORIS, "c.example", NOW)
