import json

import msgspec
import pytest

from tests.unit.doors.api.wire.saying import PROBLEM
from vedette.doors.api.problems import Problem
from vedette.doors.api.wire import trouble


def of(status: int) -> Problem:
    return msgspec.structs.replace(PROBLEM, status=status)


@pytest.mark.parametrize(
    ("status", "openai", "anthropic"),
    [
        (400, "invalid_request_error", "invalid_request_error"),
        (401, "authentication_error", "authentication_error"),
        (403, "permission_error", "permission_error"),
        (404, "not_found_error", "not_found_error"),
        (413, "invalid_request_error", "request_too_large"),
        (415, "invalid_request_error", "invalid_request_error"),
        (429, "rate_limit_error", "rate_limit_error"),
        (499, "request_cancelled", "invalid_request_error"),
        (500, "server_error", "api_error"),
        (503, "server_error", "overloaded_error"),
    ],
)
def test_each_status_has_the_name_clients_know_in_both_shapes(
    status: int, openai: str, anthropic: str
) -> None:
    first = json.loads(trouble.openai(of(status)))
    assert first["error"]["type"] == openai
    assert first["error"]["param"] is None
    second = json.loads(trouble.anthropic(of(status)))
    assert (second["type"], second["error"]["type"]) == ("error", anthropic)


def test_the_one_line_clients_show_says_what_to_do_and_the_rest_comes_along() -> None:
    for said in (json.loads(trouble.openai(PROBLEM)), json.loads(trouble.anthropic(PROBLEM))):
        error = said["error"]
        assert error["message"] == "the day's tokens are used up. ask tomorrow"
        assert error["decision"] == "d9"
        assert error["reasons"] == ["a-policy"]
        assert error["remedies"] == [{"code": "wait", "text": "wait"}]
        assert error["code"] == "spent"


def test_clients_try_again_only_where_it_makes_sense() -> None:
    assert trouble.headers(of(403), {})["x-should-retry"] == "false"
    assert "x-should-retry" not in trouble.headers(of(503), {})
    assert "x-should-retry" not in trouble.headers(of(429), {"Retry-After": "30"})
    assert trouble.headers(of(429), {"Retry-After": "7200"})["x-should-retry"] == "false"
    assert trouble.headers(of(403), {})["x-request-id"] == "d9"
