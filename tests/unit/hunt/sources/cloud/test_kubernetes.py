"""Kubernetes' audit log."""

import json

import pytest

from tests.unit.hunt.sources.made import one
from vedette.hunt.event import Event

BASE = {
    "kind": "Event",
    "apiVersion": "audit.k8s.io/v1",
    "auditID": "1",
    "stage": "ResponseComplete",
    "verb": "create",
    "requestURI": "/api/v1/namespaces/default/pods/x/exec?command=sh",
    "user": {"username": "system:serviceaccount:a:b"},
    "sourceIPs": ["203.0.113.9", "10.0.0.1"],
    "userAgent": "kubectl",
    "responseStatus": {"code": 201},
    "objectRef": {
        "resource": "pods",
        "subresource": "exec",
        "namespace": "default",
        "name": "x",
        "apiGroup": "batch",
    },
    "requestReceivedTimestamp": "2020-03-01T08:00:01.5Z",
    "requestObject": {"spec": {"volumes": [{"hostPath": {"path": "/"}}]}},
}


def made(**more: object) -> Event:
    return one(json.dumps({**BASE, **more}) + "\n")


def test_a_request_says_who_what_and_how_it_went() -> None:
    event = made()
    assert (event.action, event.outcome, event.user, event.source_ip) == (
        "api-call",
        "success",
        "system:serviceaccount:a:b",
        "203.0.113.9",
    )
    assert (event.message, event.status, event.method) == ("create pods exec default x", 201, "create")
    assert event.fields["objectRef.subresource"] == "exec"
    assert (event.fields["hostPath"], event.fields["apiGroup"]) == (["/"], "batch")
    assert (event.logsource.product, event.logsource.service) == ("kubernetes", "audit")


@pytest.mark.parametrize(
    ("more", "action", "outcome"),
    [
        ({"stage": "RequestReceived"}, "other", "success"),
        ({"objectRef": {"resource": "clusterrolebindings"}}, "privilege", "success"),
        ({"objectRef": {"resource": "clusterrolebindings"}, "verb": "list"}, "api-call", "success"),
        ({"responseStatus": {"code": 403}}, "api-call", "failure"),
        ({"annotations": {"authorization.k8s.io/decision": "forbid"}}, "api-call", "failure"),
        ({"responseStatus": {}}, "api-call", None),
    ],
)
def test_rights_refusals_and_beginnings(more: dict[str, object], action: str, outcome: str | None) -> None:
    event = made(**more)
    assert (event.action, event.outcome) == (action, outcome)
