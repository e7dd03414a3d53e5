import asyncio
import urllib.request

from tests.unit.doors.api.fakes import FakeService, application, client
from vedette.doors.api.application import Application


def page(app: Application, path: str) -> str:
    async def asked() -> None:
        async with client(app) as web:
            await web.get(path)

    asyncio.run(asked())
    return app.watch.page().decode()


def test_requests_are_counted_by_route_and_never_by_what_a_stranger_wrote(service: FakeService) -> None:
    app = application(service)
    told = page(app, "/v1/jobs/" + "0" * 32)
    assert 'vedette_http_requests_total{method="GET",route="/v1/jobs/{job}",status="404"} 1.0' in told
    told = page(app, "/anything/at/all")
    assert 'route="none",status="403"} 1.0' in told
    assert "anything" not in told


def test_the_service_adds_its_own_numbers(service: FakeService) -> None:
    told = page(application(service), "/healthz")
    assert 'vedette_decisions_total{verdict="deny"} 3.0' in told
    assert "vedette_ledger_size 7.0" in told
    assert 'vedette_jobs{state="running"} 0.0' in told


def test_they_are_served_to_this_machine_alone(service: FakeService) -> None:
    port, server = application(service).watch.serve(0)
    try:
        assert server.server_address[0] == "127.0.0.1"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert b"vedette_jobs" in answer.read()
    finally:
        server.shutdown()
        server.server_close()


def test_they_are_not_on_the_public_port(service: FakeService) -> None:
    app = application(service)
    assert "/metrics" not in {row.path for row in app.rows}
