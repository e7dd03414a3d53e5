from collections.abc import Iterator

import pytest

from tests.unit.app.house import House, Member, house, raised
from vedette.app import programme_requests as asked


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


def test_it_says_what_something_would_take_and_does_nothing(place: House, operator: Member) -> None:
    ana = operator.joined("Ana", "Mill")
    before = len(place.entries())
    told = ana.ask("access.explain", asked.Explain(capability="code.discover", target="mill.example.org"))
    assert not told.allowed
    assert [one.code for one in told.remedies] == ["apply_tier", "prove_scope"]
    assert "mill.example.org" in told.remedies[1].text
    assert told.reasons
    assert told.policy
    entries = place.entries(before)
    assert {one.capability for one in entries} == {"access.explain"}
    raised(ana, operator.joined("Rex", "Council", "reviewer"))
    place.now += 1
    told = ana.ask("access.explain", asked.Explain(capability="code.discover", target="mill.example.org"))
    assert [one.code for one in told.remedies] == ["prove_scope"]


def test_it_can_be_asked_for_another_purpose(operator: Member) -> None:
    ben = operator.joined("Ben", "Town")
    for purpose in ("", "own_code"):
        assert ben.ask("access.explain", asked.Explain(capability="rules.list", purpose=purpose)).allowed
    odd = asked.Explain(capability="code.discover", target="mill.example.org", purpose="mischief")
    assert not ben.ask("access.explain", odd).allowed


def test_what_nobody_knows_would_take_what_nobody_has(operator: Member) -> None:
    told = operator.ask("access.explain", asked.Explain(capability="shell"))
    assert not told.allowed
    assert [one.code for one in told.remedies] == ["none"]
