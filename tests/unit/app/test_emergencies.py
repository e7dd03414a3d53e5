"""Acting first and being reviewed after: who may, on what, for how long, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from msgspec import structs

from tests.unit.app.house import House, Member, codes, house, promoted
from vedette.access.nouns import Risk
from vedette.app import emergency_requests as asked
from vedette.app import programme_requests as programme
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.app.gate import Gate
from vedette.core.errors import BadInput, Refused

LETTER = "sha256:" + "a" * 64
RANGE = "198.51.100.0/24"
HOUR = 3600.0


@dataclass(frozen=True)
class Answer:
    def counts(self) -> Mapping[str, int | str]:
        return {}


@dataclass(frozen=True)
class Strike(Request[Answer]):
    """Something of class C4."""

    target: str = "198.51.100.7"


STRIKE: Capability[Answer] = Capability(
    id="strike",
    does="act on a host",
    reads="a host",
    risk=Risk.C4,
    request=Strike,
    cost_unit="runs",
    scoped=True,
    own_input=False,
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def reviewers(operator: Member) -> tuple[Member, Member]:
    return operator.joined("Rex", "Council", "reviewer"), operator.joined("Ria", "County", "reviewer")


@pytest.fixture(scope="module")
def ana(operator: Member, reviewers: tuple[Member, Member]) -> Member:
    """Somebody of T3 whose range is proved by a letter."""
    made = operator.joined("Ana", "Mill")
    promoted(made, operator, reviewers)
    ask = programme.StartProof(target=RANGE, kind="letter", evidence=LETTER)
    begun = made.ask("scope.start", ask)
    for one in reviewers:
        one.ask("scope.review", programme.ReviewLetter(challenge=begun.challenge, evidence=LETTER))
    made.ask("scope.prove", programme.CheckProof(challenge=begun.challenge))
    assert made.ask("identity.me", programme.Me()).tier == "T3"
    return made.sign_in("incident_response")


def gate(place: House) -> Gate:
    return structs.replace(
        place.service.gate, capabilities={"strike": STRIKE}, handlers={"strike": lambda *_: Answer()}
    )


def wish(**other: object) -> asked.BreakGlass:
    made = asked.BreakGlass(incident="INC-7", targets=(RANGE,), reason="it is being encrypted")
    return replace(made, **other)  # type: ignore[arg-type]  # fields of it


def test_the_glass_is_broken_for_an_hour_on_what_is_proved_and_looked_at_after(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    made = gate(place)
    assert "second_approval" in codes(ana.refused("strike", Strike(), made).decision)
    use = ana.ask("glass.break", wish())
    assert (use.targets, use.open, use.ends - use.opened) == ((RANGE,), True, HOUR)
    refused = ana.refused("strike", Strike(), made)
    touch = "touch_key"
    assert codes(refused.decision) <= {touch, "use_sandbox"}
    assert "second_approval" not in codes(refused.decision)
    with pytest.raises(Refused, match="broken already"):
        ana.ask("glass.break", wish())
    assert use.use in [one.use for one in reviewers[0].ask("glass.list", asked.ListGlasses()).uses]
    closed = ana.ask("glass.close", asked.CloseGlass(use=use.use))
    assert not closed.open
    assert "second_approval" in codes(ana.refused("strike", Strike(), made).decision)
    look = asked.ReviewGlass(use=use.use, justified=True, reasons="it was one")
    ana.refused("glass.review", look)
    assert reviewers[0].ask("glass.review", look).looks == ("justified: it was one",)
    assert not reviewers[0].ask("glass.list", asked.ListGlasses()).uses


def test_whoever_broke_it_without_need_does_not_again(
    place: House, ana: Member, reviewers: tuple[Member, Member]
) -> None:
    use = ana.ask("glass.break", wish(minutes=1))
    place.now += HOUR / 2
    try:
        ana.refresh()
        assert not ana.ask("glass.list", asked.ListGlasses()).uses[-1].open
        reviewers[1].refresh()
        reviewers[1].ask("glass.review", asked.ReviewGlass(use=use.use, justified=False, reasons="no"))
        assert "not to be justified" in ana.ask("glass.list", asked.ListGlasses()).suspended
        with pytest.raises(Refused, match="suspended"):
            ana.ask("glass.break", wish())
    finally:
        place.now -= HOUR / 2
        ana.refresh()
        reviewers[1].refresh()


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"targets": ("203.0.113.9",)}, Refused),
        ({"targets": ()}, BadInput),
        ({"minutes": 61}, Refused),
        ({"incident": "?"}, BadInput),
        ({"reason": " "}, BadInput),
    ],
)
def test_what_is_no_emergency_opens_nothing(
    ana: Member, other: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ana.ask("glass.break", wish(**other))


def test_it_is_for_incidents_and_for_vetted_people_only(operator: Member, ana: Member) -> None:
    ben = operator.joined("Ben", "Mill").sign_in("incident_response")
    with pytest.raises(Refused, match="only T3"):
        ben.ask("glass.break", wish())
    assert "touch" in ben.refused("glass.break", wish(reason="another")).told
    ana.sign_in("research")
    with pytest.raises(Refused, match="not for research"):
        ana.ask("glass.break", wish())
    ana.sign_in("incident_response")
