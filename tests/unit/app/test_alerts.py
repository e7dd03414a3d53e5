"""What is worth an alert, once, and how long it is kept."""

from __future__ import annotations

import pytest

from vedette.access.documents import Memory
from vedette.access.nouns import Purpose
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Login, Sessions
from vedette.app.alerts import ALERT, NETWORK_LASTS, NETWORKS, NETWORKS_MAX, SESSIONS_TOLD, Alerts, What
from vedette.core.errors import BadInput

NOW = 1_760_000_000.0
DAY = 86_400.0
YEAR = 400 * DAY


@pytest.fixture
def alerts() -> Alerts:
    return Alerts(Memory())


def whats(alerts: Alerts, person: str = "p") -> list[What]:
    return [one.what for one in alerts.of(person)]


def test_the_first_session_with_a_key_is_told_apart_from_the_next(alerts: Alerts) -> None:
    sessions = Sessions(alerts.documents, Revocations(alerts.documents), began=alerts.session_began)
    for number, key in enumerate(("k1", "k1", "k2")):
        sessions.start(Login(person="p", key=key, purpose=Purpose.TRAINING, org="o"), NOW + number)
    assert whats(alerts) == [What.NEW_KEY, What.SESSION, What.NEW_KEY]
    first = alerts.of("p")[-1]
    assert (first.key, first.purpose, first.org, first.at) == ("k1", "training", "o", NOW)
    assert first.session.startswith("p~")
    assert len(alerts.of_org("o")) == 3
    assert not alerts.of("q")


def test_a_script_that_signs_in_all_day_is_one_alert_from_some_number_on(alerts: Alerts) -> None:
    sessions = Sessions(alerts.documents, Revocations(alerts.documents), began=alerts.session_began)
    for number in range(SESSIONS_TOLD + 30):
        sessions.start(Login(person="p", key="k", purpose=Purpose.TRAINING), NOW + number / 10)
    assert len(alerts.of("p")) == SESSIONS_TOLD + 1
    assert max(one.times for one in alerts.of("p")) == 30
    sessions.start(Login(person="p", key="k", purpose=Purpose.TRAINING), NOW + DAY)
    assert len(alerts.of("p")) == SESSIONS_TOLD + 2


def test_the_first_network_is_none_and_a_new_one_is_one_until_it_was_not_used_for_a_month(
    alerts: Alerts,
) -> None:
    for after, network in ((0, "192.0.2.0/24"), (1, "192.0.2.0/24"), (2, "198.51.100.0/24")):
        alerts.came("p", "o", network, NOW + after)
    (one,) = alerts.of("p")
    assert (one.what, one.network, one.org) == (What.NEW_NETWORK, "198.51.100.0/24", "o")
    alerts.came("p", "o", "198.51.100.0/24", NOW + 20 * DAY)
    alerts.came("p", "o", "198.51.100.0/24", NOW + 40 * DAY)
    assert len(alerts.of("p")) == 1, "used all the while"
    alerts.came("p", "o", "192.0.2.0/24", NOW + 40 * DAY)
    assert len(alerts.of("p")) == 2, "not used for more than a month"
    alerts.came("q", "o", "203.0.113.0/24", NOW)
    alerts.came("q", "o", "", NOW)
    assert not alerts.of("q"), "somebody's first, and none that is known"


def test_networks_of_one_person_are_bounded(alerts: Alerts) -> None:
    for number in range(NETWORKS_MAX + 9):
        alerts.came("p", "", f"10.0.{number}.0/24", NOW + number)
    kept = alerts.documents.get(NETWORKS, "p")
    assert kept is not None
    assert kept.value.count(b"/24") == NETWORKS_MAX


def test_a_login_that_failed_is_one_alert_a_day_and_is_new_again_when_it_fails_again(alerts: Alerts) -> None:
    for after in (0, 5, DAY):
        alerts.refused("p", What.LOGIN_REFUSED, NOW + after)
    later, first = alerts.of("p")
    assert (first.times, later.times) == (2, 1)
    alerts.know("p", later.id, NOW + DAY)
    assert alerts.of("p")[0].seen
    alerts.refused("p", What.LOGIN_REFUSED, NOW + DAY + 1)
    assert not alerts.of("p")[0].seen


def test_nobody_knows_of_anothers(alerts: Alerts) -> None:
    alerts.refused("p", What.CODE_REFUSED, NOW)
    (one,) = alerts.of("p")
    for person, ident in (("q", one.id), ("p", "none")):
        with pytest.raises(BadInput, match="no such alert"):
            alerts.know(person, ident, NOW)
    assert alerts.know("p", one.id, NOW + 1).seen == NOW + 1
    assert alerts.know("p", one.id, NOW + 9).seen == NOW + 1


def test_where_somebody_came_from_is_forgotten_after_a_month_and_the_rest_after_thirteen(
    alerts: Alerts,
) -> None:
    for network in ("192.0.2.0/24", "198.51.100.0/24"):
        alerts.came("p", "", network, NOW)
    assert alerts.sweep(NOW + NETWORK_LASTS - 1, YEAR) == 0
    assert alerts.sweep(NOW + NETWORK_LASTS, YEAR) == 2
    (one,) = alerts.of("p")
    assert (one.what, one.network) == (What.NEW_NETWORK, "")
    assert not alerts.documents.all(NETWORKS)
    assert alerts.sweep(NOW + YEAR - 1, YEAR) == 0
    assert alerts.sweep(NOW + YEAR, YEAR) == 1
    assert not alerts.documents.all(ALERT)
