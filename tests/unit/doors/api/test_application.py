import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.unit.doors.api.fakes import URL, FakeService, Quick, application, client
from vedette.doors.api.application import ROUTES, checked
from vedette.doors.api.door import Options
from vedette.doors.api.routes import Gives, Route

PUBLIC = {
    *(("GET", path) for path in ("/healthz", "/readyz", "/openapi.json", "/v1/ledger/checkpoint", "/")),
    *(("GET", f"/static/{name}") for name in ("console.css", "console.js", "dpop.js", "service.js")),
    *(("POST", f"/v1/enrol/{step}") for step in ("start", "finish", "recovery", "recover")),
    *(("POST", f"/v1/login/{step}") for step in ("start", "finish", "service", "device", "device/poll")),
    ("POST", "/v1/tokens/refresh"),
    ("GET", "/v1/ledger/key"),
    *(("GET", f"{before}/{name}") for before in ("", "/v1") for name in ("criteria", "transparency")),
    *(("GET", f"/v1/transparency/{{month}}{note}") for note in ("", "/note")),
}
"""Everything that may be asked without saying who one is."""


def ask(service: FakeService, method: str, path: str, name: str = "ana", **more: Any) -> httpx.Response:  # noqa: ANN401
    async def asked() -> httpx.Response:
        async with client(application(service), name) as web:
            return await web.request(method, path, **more)

    return asyncio.run(asked())


def test_an_answer_names_its_decision_and_carries_a_receipt(service: FakeService) -> None:
    answer = ask(service, "GET", "/v1/jobs")
    assert answer.status_code == 200
    body = answer.json()
    assert body["result"] == {"jobs": []}
    assert body["decision"] == body["receipt"]["decision"] == answer.headers["Vedette-Decision"] == "d1"
    assert service.fake.asked == [("ana", "jobs.list")]
    assert service.seen == [("GET", f"{URL}/v1/jobs")]


def test_every_answer_tells_browsers_to_keep_away(service: FakeService) -> None:
    for answer in (
        ask(service, "GET", "/v1/jobs"),
        ask(service, "GET", "/healthz"),
        ask(service, "GET", "/"),
    ):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "Strict-Transport-Security" not in answer.headers


def test_over_tls_browsers_are_told_to_stay_there(service: FakeService) -> None:
    async def asked() -> httpx.Response:
        app = application(service, options=Options(public_url="https://vedette.test"))
        async with client(app) as web:
            return await web.get("/healthz")

    assert "max-age" in asyncio.run(asked()).headers["Strict-Transport-Security"]


def test_a_refusal_says_why_and_what_would_help(service: FakeService) -> None:
    service.fake.refused.add("jobs.list")
    answer = ask(service, "GET", "/v1/jobs")
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == "urn:vedette:problem:denied"
    assert (body["decision"], body["reasons"]) == ("d1", ["a-policy"])
    assert body["remedies"] == [{"code": "prove_scope", "text": "prove that it is yours"}]
    assert body["told"] == {"challenge": "abc"}
    assert answer.headers["Vedette-Decision"] == "d1"


def test_an_unknown_route_and_what_is_not_allowed_answer_alike(service: FakeService) -> None:
    service.fake.refused.add("jobs.list")
    unknown, refused = ask(service, "GET", "/v1/no/such").json(), ask(service, "GET", "/v1/jobs").json()
    same = ("type", "title", "status", "reasons", "remedies")
    assert {key: unknown[key] for key in same} == {key: refused[key] for key in same}
    assert unknown.keys() == refused.keys()
    assert service.fake.asked[0] == ("ana", "unknown")


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/no/such", "/v1", "/v1/jobs/", "/v1//jobs"])
def test_a_stranger_learns_only_that_they_are_one(service: FakeService, path: str) -> None:
    for method in ("GET", "PATCH"):
        answer = ask(service, method, path, name="")
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("DPoP")
    assert service.fake.asked == []


def test_the_public_list_is_short_and_everything_else_asks_the_gate(service: FakeService) -> None:
    rows = application(service).rows
    assert {(row.method, row.path) for row in rows if row.public} == PUBLIC
    assert all(row.capability and (row.make or row.speak) for row in rows if not row.public)


def test_another_method_is_answered_with_those_there_are(service: FakeService) -> None:
    answer = ask(service, "PATCH", "/v1/jobs")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"
    assert ask(service, "POST", "/healthz", name="").status_code == 405


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"{}", "application/json", 400),
        (b'{"target":"folder:src","extra":1}', "application/json", 400),
        (b'{"target":"folder:src","target":"folder:src"}', "application/json", 400),
        (b'{"target":"folder:src"}', "text/plain", 415),
        (b'{"target":"folder:src"}', "application/json; charset=latin-1", 415),
        (b'{"target":"folder:no"}', "application/json", 404),
        (b'{"target":' + b"[" * 100_000, "application/json", 413),
        (b'"' + b"x" * 2_000_000 + b'"', "application/json", 413),
        (b"\xff", "application/json", 400),
        (b'{"target":"folder:src"}', "application/json; charset=utf-8", 202),
    ],
)
def test_a_body_is_what_the_route_takes_or_it_is_a_problem(
    service: FakeService, content: bytes, media: str, status: int
) -> None:
    answer = ask(service, "POST", "/v1/jobs/code.scan", content=content, headers={"Content-Type": media})
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.json()["hint"]


def test_a_large_body_of_a_stranger_is_not_read(service: FakeService) -> None:
    content = json.dumps({"target": "x" * 100_000}).encode()
    headers = {"Content-Type": "application/json"}
    assert (
        ask(service, "POST", "/v1/jobs/code.scan", name="", content=content, headers=headers).status_code
        == 401
    )
    answer = ask(service, "POST", "/v1/jobs/code.scan", content=content, headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/v1/jobs?x=1", {}, 400),
        ("/v1/rules?only=a&only=b", {}, 400),
        ("/v1/rules?only=%ff", {}, 400),
        ("/v1/rules?only=%00", {}, 400),
        ("/v1/jobs/%00", {}, 400),
        ("/v1/jobs/" + "x" * 9000, {}, 414),
        ("/v1/jobs", {"X-Long": "x" * 17_000}, 431),
        ("/v1/jobs", {f"X-{number}": "x" for number in range(101)}, 431),
        ("/v1/jobs/" + "0" * 32, {}, 404),
        ("/v1/jobs/" + "0" * 32 + "/report?format=no", {}, 400),
        ("/v1/jobs/" + "0" * 32 + "/events", {"Last-Event-ID": "x"}, 400),
    ],
)
def test_what_is_too_much_or_makes_no_sense_is_a_problem(
    service: FakeService, path: str, headers: dict[str, str], status: int
) -> None:
    answer = ask(service, "GET", path, headers=headers)
    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_header_that_stands_twice_is_a_problem(service: FakeService) -> None:
    twice = [("Authorization", "Test ana"), ("DPoP", "a"), ("DPoP", "b")]
    assert ask(service, "GET", "/v1/jobs", name="", headers=twice).status_code == 400


def test_no_body_goes_where_none_is_taken(service: FakeService) -> None:
    assert ask(service, "GET", "/v1/jobs", content=b"x").status_code == 400
    length = {"Content-Length": "-1"}
    assert ask(service, "GET", "/v1/jobs", headers=length).status_code == 400


def test_a_fault_of_ours_is_a_number_and_no_traceback(
    service: FakeService, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    service.fake.handlers["jobs.list"] = fail
    answer = ask(service, "GET", "/v1/jobs")
    assert answer.status_code == 500
    assert "secret" not in answer.text + caplog.text
    assert answer.json()["detail"].rpartition(" ")[2] in caplog.text


def test_readiness_is_what_the_service_says_until_it_stops(service: FakeService) -> None:
    assert ask(service, "GET", "/readyz", name="").json() == {"ready": True}
    service.wrong.append("the ledger is full")
    answer = ask(service, "GET", "/readyz", name="")
    assert answer.status_code == 503
    assert "ledger" not in answer.text
    service.wrong.clear()

    async def stopping() -> int:
        app = application(service)
        app.door.stop()
        async with client(app, "") as web:
            assert (await web.get("/healthz")).status_code == 200
            return (await web.get("/readyz")).status_code

    assert asyncio.run(stopping()) == 503


def test_too_much_at_once_is_told_to_come_back(service: FakeService) -> None:
    async def asked() -> list[httpx.Response]:
        app = application(service, options=Options(public_url=URL, in_flight=1))
        async with client(app) as web:
            return await asyncio.gather(*(web.get("/v1/jobs") for _ in range(4)))

    answers = asyncio.run(asked())
    busy = [one for one in answers if one.status_code == 503]
    assert busy
    assert busy[0].headers["Retry-After"] == "2"


def test_strangers_wait_only_in_so_long_a_line(service: FakeService) -> None:
    async def asked() -> list[int]:
        options = Options(public_url=URL, strangers=1, strangers_waiting=1)
        async with client(application(service, options=options), "") as web:
            answers = await asyncio.gather(*(web.get("/v1/ledger/key") for _ in range(6)))
            return [one.status_code for one in answers]

    assert asyncio.run(asked()) == [200, 200, 503, 503, 503, 503]


def test_an_upload_is_streamed_and_can_be_listed_and_dropped(service: FakeService) -> None:
    media = {"Content-Type": "application/octet-stream"}

    async def asked() -> None:
        async with client(application(service)) as web:
            made = await web.post("/v1/uploads?name=a.py", content=b"x = 1\n", headers=media)
            assert made.status_code == 201, made.text
            upload = made.json()["result"]["upload"]
            assert upload["size"] == 6
            listed = (await web.get("/v1/uploads")).json()["result"]["uploads"]
            assert [one["id"] for one in listed] == [upload["id"]]
            assert (await web.delete(f"/v1/uploads/{upload['id']}")).status_code == 200
            assert (await web.delete(f"/v1/uploads/{upload['id']}")).status_code == 404
            large = await web.post("/v1/uploads?name=a.py", content=b"x" * 2_000_000, headers=media)
            assert large.status_code == 413
            assert (await web.post("/v1/uploads", content=b"x", headers=media)).status_code == 400

    asyncio.run(asked())


def test_nothing_of_an_upload_is_read_before_it_is_allowed(service: FakeService) -> None:
    service.fake.refused.add("uploads.put")
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x"

    media = {"Content-Type": "application/octet-stream", "Expect": "100-continue"}
    answer = ask(service, "POST", "/v1/uploads?name=a.py", content=body(), headers=media)
    assert answer.status_code == 403
    assert read == []


def test_a_job_is_followed_to_its_end_and_its_report_is_a_file(
    service: FakeService, quick: Quick, tmp_path: Path
) -> None:
    async def asked() -> None:
        async with client(application(service)) as web:
            made = (await web.post("/v1/jobs/code.scan", json={"target": "folder:src"})).json()
            job = made["result"]["job"]
            assert job["decision"] == made["decision"]
            await asyncio.to_thread(quick.began.wait, 10)
            (tmp_path / "jobs" / job["id"] / "report.sarif").write_text("{}")
            quick.go.set()
            events = await web.get(f"/v1/jobs/{job['id']}/events")
            assert events.headers["X-Accel-Buffering"] == "no"
            assert events.headers["Vedette-Receipt"]
            assert 'event: state\ndata: {"number":4,"kind":"state","state":"done"' in events.text
            report = await web.get(f"/v1/jobs/{job['id']}/report?format=sarif")
            assert report.headers["Content-Type"] == "application/sarif+json"
            assert report.headers["Content-Disposition"].startswith("attachment")
            assert report.headers["Vedette-Decision"]
        async with client(application(service), "bob") as web:
            for path in ("", "/events", "/report"):
                assert (await web.get(f"/v1/jobs/{job['id']}{path}")).status_code == 404

    asyncio.run(asked())


def _row(**more: object) -> Route:
    given: dict[str, Any] = {"method": "GET", "path": "/x", "summary": "x", "tags": ("x",), **more}
    return Route(**given)


@pytest.mark.parametrize(
    "row",
    [
        _row(),
        _row(public=True),
        _row(capability="x"),
        _row(capability="x", make=lambda _: None, serve=lambda *_: None),
        _row(serve=lambda *_: None),
        _row(public=True, serve=lambda *_: None, gives=Gives.EVENTS),
    ],
)
def test_a_row_asks_the_gate_or_is_public_and_never_both(row: Route) -> None:
    with pytest.raises(ValueError, match="neither asks the gate"):
        checked((row,))


def test_no_row_stands_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        checked((*ROUTES, ROUTES[0]))
