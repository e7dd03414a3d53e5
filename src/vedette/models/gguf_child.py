"""Runs in a process of its own: serves one file of weights to whoever started it, and ends with them.

One JSON line in says which file and by which key; one JSON line out says where it serves. It listens on
loopback only, on a port the kernel chooses. What reads the file is C++ that was not written for hostile
files: here it can break nothing but itself. When standard input ends, so does this.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import urllib.request
from typing import Any, Final

_LEAST: Final = 512
"""Tokens of context below which nothing can be asked."""


def parameters(llama: Any, asked: dict[str, Any]) -> Any:  # noqa: ANN401 - it comes without types
    """Say how to serve: one slot, one key, nothing of the server's extras, nothing fetched."""
    made = llama.CommonParams()
    made.model.path = asked["path"]
    made.model_alias = {asked["model"]}
    made.hostnames = ["127.0.0.1"]
    made.port = 0
    made.api_keys = [asked["key"]]
    made.cors_origins = "http://127.0.0.1"
    made.n_ctx = asked["context"]
    made.n_parallel = 1
    made.cpuparams.n_threads = asked["threads"]
    made.cpuparams_batch.n_threads = asked["threads"]
    made.n_threads_http = 2
    made.cache_ram_mib = 256
    made.offline = True
    made.ui = False
    made.endpoint_slots = made.endpoint_props = made.endpoint_metrics = False
    made.verbosity = 0
    return made


def trained_for(url: str, key: str) -> int:
    """Ask the server for how many tokens the weights were made; 0 where it does not say."""
    request = urllib.request.Request(f"{url}/v1/models")  # noqa: S310 - our own server
    request.add_header("Authorization", f"Bearer {key}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        meta = json.loads(answer.read(1 << 20))["data"][0].get("meta") or {}
    return int(meta.get("n_ctx_train") or 0)


def serve(asked: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Start, and say where."""
    llama = importlib.import_module("xllamacpp")
    server = llama.Server(parameters(llama, asked))
    made_for = trained_for(server.listening_address, asked["key"])
    context = min(asked["context"], made_for) if made_for >= _LEAST else asked["context"]
    return server, {"url": server.listening_address, "context": context}


def main() -> int:
    """Serve until nobody is there any more."""
    words = os.dup(1)
    os.dup2(2, 1)  # what the library prints is no answer of ours
    server = None
    try:
        server, answer = serve(json.loads(sys.stdin.readline()))
    except ModuleNotFoundError as error:
        answer = {"lacks": error.name or ""}
    except Exception as error:  # noqa: BLE001 - whatever a library raises, our parent must hear of it
        answer = {"error": f"{type(error).__name__}: {error}"[:300]}
    os.write(words, json.dumps(answer).encode() + b"\n")
    while server is not None and sys.stdin.read(4096):
        pass
    os._exit(0)  # the server's own threads would be waited for


if __name__ == "__main__":
    sys.exit(main())
