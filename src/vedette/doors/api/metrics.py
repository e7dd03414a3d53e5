"""What operators may watch: requests by route, jobs under way, what the service counts, for Prometheus.

It is served on a port of its own that only this machine reaches. Behind a proxy every caller looks local, so
on the public port no address could tell an operator from a stranger; and a scraper holds no key of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from vedette.doors.api.service import Service

_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE"))
_TOTAL = "_total"


class Watch:
    """Counts what the door does."""

    def __init__(self, service: Service) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "vedette_http_requests", "Requests", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "vedette_http_seconds", "Seconds until a request was answered", ("route",), registry=self.registry
        )
        self.registry.register(_Numbers(service))
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def saw(self, method: str, route: str, status: int, seconds: float) -> None:
        """Take note of one request; `route` is a path of the table, never what a stranger wrote."""
        method = method if method in _METHODS else "other"
        known = self._known.get((method, route, status))
        if known is None:  # looking them up takes as long as counting
            counted = self._requests.labels(method, route, str(status)), self._seconds.labels(route)
            known = self._known[method, route, status] = counted
        known[0].inc()
        known[1].observe(seconds)

    def page(self) -> bytes:
        """Write it all down."""
        return generate_latest(self.registry)

    def serve(self, port: int) -> tuple[int, WSGIServer]:
        """Serve it to this machine; return the port, and what to shut down. 0: choose one."""
        server, _ = start_http_server(port, addr="127.0.0.1", registry=self.registry)
        return server.server_port, server


class _Numbers:
    """Asks the service when somebody looks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Say nothing beforehand: the service is not asked until somebody looks."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Give the numbers as they are now."""
        jobs = GaugeMetricFamily("vedette_jobs", "Jobs under way", labels=["state"])
        for state, number in self._service.jobs.numbers().items():
            jobs.add_metric([state], number)
        yield jobs
        for one in self._service.counters():
            grows = one.name.endswith(_TOTAL)
            family = CounterMetricFamily if grows else GaugeMetricFamily
            metric = family(one.name, one.help, labels=list(one.labels))
            metric.add_metric(list(one.labels.values()), one.value)
            yield metric
