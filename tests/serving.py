"""A real service in a process of its own: `vedette serve` on loopback, and the name servers it asks."""

from __future__ import annotations

import io
import os
import re
import secrets
import sqlite3
import subprocess  # noqa: TID251 - for what a command said
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.browser import Browser
from tests.forking import Forked
from tests.ports import free_port
from tests.sinks import NameServer
from tests.warm import warm
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.ledger.entries import Entry, entry_of

WEAK = "from flask import request\neval(request.args['q'])\n"


@dataclass
class Served:
    """One running service."""

    url: str
    folder: Path
    link: str
    """Where the operator enrols; empty once there is one."""
    names: list[NameServer]
    process: Forked
    people: ExitStack
    said: list[str] = field(default_factory=list)
    """What it wrote to standard error since it listens."""

    @property
    def data(self) -> Path:
        """Where it keeps its databases and keys."""
        return self.folder / "data" / "service"

    def tell(self, name: str, text: str) -> None:
        """Put a TXT record into the DNS the service asks."""
        for one in self.names:
            one.records[name, "TXT"] = [f'"{text}"']

    def somebody(self) -> Browser:
        made = Browser(self.url)
        self.people.callback(made.http.close)
        return made

    def entries(self, start: int = 0) -> list[Entry]:
        """Read its ledger from the file, where that is one."""
        return [entry_of(leaf) for leaf in leaves(self.data, start)]

    def run(self, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the command line as somebody with that home: in this process, another would read all anew."""
        out, err = io.StringIO(), io.StringIO()
        code = main(words, Console(environment(home), out, err))
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def joined(service: Served, operator: Browser, name: str, org: str, *roles: str) -> Browser:
    """Somebody the operator invited, enrolled and signed in."""
    body = {"name": name, "org": org, "roles": list(roles)}
    made = service.somebody()
    made.enrol(operator.ask("POST", "/v1/identity/invitations", body)["result"]["link"])
    made.sign_in()
    return made


def leaves(data: Path, start: int = 0) -> list[bytes]:
    """Read a ledger without any code of ours."""
    path = data / "ledger" / "ledger.sqlite"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as base:
        rows = base.execute("select data from leaf where number >= ? order by number", (start,))
        return [bytes(data) for (data,) in rows]


def on_postgres(dsn: str) -> dict[str, str]:
    """Settings for a service in a schema of its own on a server that is reached over a Unix socket."""
    room, schema = conninfo_to_dict(dsn)["host"], f"s{secrets.token_hex(8)}"
    with psycopg.connect(dsn, autocommit=True) as base:
        base.execute(f"create schema {schema}".encode())
    query = urlencode({"host": room, "options": f"-c search_path={schema}"}, quote_via=quote)
    return {"VEDETTE_SERVE_DATABASE": f"postgresql://vedette@/postgres?{query}"}


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VEDETTE")}
    return kept | {"VEDETTE_DATA_DIR": str(home / "data"), "VEDETTE_CACHE_DIR": warm()}


@contextmanager
def served(folder: Path, more: Mapping[str, str] | None = None, port: int = 0) -> Iterator[Served]:
    """Start a service, and stop it when the test is over."""
    (folder / "mirror").mkdir(parents=True, exist_ok=True)
    (folder / "mirror" / "app.py").write_text(WEAK)
    with ExitStack() as stack:
        names = [stack.enter_context(NameServer()) for _ in range(3)]
        port, mirror = port or free_port(), f"mirror={folder / 'mirror'}"
        asked = ",".join(f"{one.address}:{one.port}" for one in names)
        more = {"VEDETTE_SERVE_NAMESERVERS": asked} | dict(more or {})
        process = Forked(("serve", "--port", str(port), "--folder", mirror), environment(folder) | more)
        stack.callback(process.close)
        stack.callback(_end, process)
        link = _until_it_listens(process)
        people = stack.enter_context(ExitStack())
        made = Served(f"http://localhost:{port}", folder, link, names, process, people)
        listener = threading.Thread(target=made.said.extend, args=(process.stderr,))
        listener.start()
        stack.callback(listener.join)
        stack.callback(_end, process)
        yield made


def _end(process: Forked) -> None:
    process.terminate()
    process.wait(30)


def _until_it_listens(process: Forked) -> str:
    said, link = [], ""
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://\S+#enrol=\S+", line):
            link = found[0]
        if "listening" in line:
            return link
    raise AssertionError("".join(said))
