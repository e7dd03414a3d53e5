"""The process that serves weights, with a toy in place of the library: it serves what a test needs."""

import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.unit.models.stubserver import DONE, Asked, chunk, chunked, message, serving, whole
from vedette.models import gguf_child

library = ModuleType("xllamacpp")
RUBBISH = {"rubbish": "rubbish", "number": "5", "endless": '{"url": "http://127.0.0.1:1", "context": 1e999}'}
"""What a process says that somebody else has taken over."""


class Server:
    def __init__(self, params: Any) -> None:  # noqa: ANN401
        (model,) = params.model_alias
        if model == "fails":
            raise RuntimeError("no\x1b memory")
        if model == "ends":
            raise SystemExit(3)
        self.key = params.api_keys[0]
        ready = threading.Event()
        threading.Thread(target=self._serve, args=(ready,), daemon=True).start()
        ready.wait()

    def _serve(self, ready: threading.Event) -> None:
        with serving(self._handle) as stub:
            self.listening_address = f"http://127.0.0.1:{stub.port}"
            ready.set()
            threading.Event().wait()

    def _handle(self, asked: Asked, line: Any) -> bool:  # noqa: ANN401
        if asked.headers["authorization"] != f"Bearer {self.key}":
            line.sendall(whole({"error": "no"}, 401))
        elif asked.path == "/v1/models":
            line.sendall(whole({"data": [{"id": "toy", "meta": {"n_ctx_train": 2048}}]}))
        elif asked.body.get("stream"):
            line.sendall(chunked(chunk(content="Hello"), chunk("stop"), DONE))
        else:
            line.sendall(whole(message()))
        return True


def params() -> SimpleNamespace:
    return SimpleNamespace(
        model=SimpleNamespace(), cpuparams=SimpleNamespace(), cpuparams_batch=SimpleNamespace()
    )


def main() -> None:
    library.__dict__.update(CommonParams=params, Server=Server)
    first = sys.stdin.readline()
    for word, said in RUBBISH.items():
        if f'"{word}"' in first:
            sys.stdout.write(f"{said}\n")
            return
    if '"lacks"' not in first:
        sys.modules["xllamacpp"] = library
    else:
        sys.modules["xllamacpp"] = None  # type: ignore[assignment]
    sys.stdin.readline = lambda *_: first  # type: ignore[method-assign]
    gguf_child.main()


main()
