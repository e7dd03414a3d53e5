from pathlib import Path
from typing import Any

import pytest

from tests import toys
from vedette.app.homeservice import HomeService, NoKey
from vedette.core.errors import Refused, Unavailable

KEY = "sk-vedette-0123456789abcdef0123456789"


@pytest.fixture
def home(tmp_path: Path) -> HomeService:
    return HomeService(toys.app(tmp_path), KEY)


@pytest.mark.parametrize("host", ["127.0.0.1:1234", "localhost:1234", "LOCALHOST:1"])
@pytest.mark.parametrize("shown", [{"authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}])
def test_whoever_has_the_key_is_the_owner(home: HomeService, host: str, shown: dict[str, str]) -> None:
    caller = home.authenticate("GET", "/v1/models", {"host": host} | shown)
    assert caller is home.app.caller
    assert home.holds(caller)


@pytest.mark.parametrize(
    "shown",
    [{}, {"authorization": f"Basic {KEY}"}, {"authorization": "Bearer x"}, {"x-api-key": KEY[:-1]}],
)
def test_nobody_else_is_anybody(home: HomeService, shown: dict[str, str]) -> None:
    with pytest.raises(NoKey):
        home.authenticate("GET", "/v1/models", {"host": "127.0.0.1:1"} | shown)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:1", "", "127.0.0.1.evil.example:1"])
def test_a_page_that_has_its_name_lead_here_is_refused(home: HomeService, host: str) -> None:
    with pytest.raises(Refused, match="no server of that name"):
        home.authenticate("GET", "/v1/models", {"host": host, "x-api-key": KEY})


def test_what_is_for_members_is_not_there(home: HomeService) -> None:
    parts: list[Any] = [
        lambda: home.jobs,
        lambda: home.ceremonies,
        lambda: home.shown("GET", "/", {}),
    ]
    for one in parts:
        with pytest.raises(Unavailable, match="members of a service"):
            one()
    assert (home.ready(), [*home.counters()], home.checkpoint(), home.ledger_key()) == ([], [], b"", b"")
    assert home.first_link() == ""
    home.close()
