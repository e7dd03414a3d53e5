"""What the process that serves weights asks of its library; `test_backendlocal` runs it whole."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.unit.models.stubserver import always, serving, whole
from vedette.models.gguf_child import parameters, serve, trained_for

ASKED = {"path": "/w.gguf", "model": "toy", "key": "k", "context": 8192, "threads": 1}


def blank() -> SimpleNamespace:
    return SimpleNamespace(
        model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
    )


def test_it_listens_on_loopback_with_a_key_and_nothing_of_the_extras() -> None:
    made = parameters(SimpleNamespace(CommonParams=blank), ASKED)
    assert (made.hostnames, made.port, made.api_keys) == (["127.0.0.1"], 0, ["k"])
    assert (made.offline, made.ui, made.endpoint_slots, made.endpoint_props) == (True, False, False, False)
    assert (made.cpuparams.n_threads, made.cpuparams_batch.n_threads, made.n_parallel) == (1, 1, 1)
    assert made.cors_origins != "*"


@pytest.mark.parametrize(
    ("answer", "context"),
    [
        ({"data": [{"meta": {"n_ctx_train": 2048}}]}, 2048),
        ({"data": [{"meta": {"n_ctx_train": 32768}}]}, 8192),
        ({"data": [{"meta": None}]}, 8192),
        ({"data": [{}]}, 8192),
        ({"data": [{"meta": {"n_ctx_train": 1}}]}, 8192),
    ],
)
def test_no_more_context_than_the_weights_were_made_for(
    monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any], context: int
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(always(whole(answer))) as stub:
        address = f"http://127.0.0.1:{stub.port}"
        library = ModuleType("xllamacpp")
        library.__dict__.update(
            CommonParams=blank, Server=lambda _: SimpleNamespace(listening_address=address)
        )
        monkeypatch.setitem(sys.modules, "xllamacpp", library)
        _, said = serve(ASKED)
        assert said == {"url": address, "context": context}
        assert trained_for(address, "k") in {0, 1, 2048, 32768}
    assert stub.asked[0].headers["authorization"] == "Bearer k"
