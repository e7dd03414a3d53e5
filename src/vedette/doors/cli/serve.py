"""`vedette serve`."""

from __future__ import annotations

import argparse
import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

from vedette.doors.cli.console import Console

if TYPE_CHECKING:
    from vedette.app.servicesettings import ServiceSettings
    from vedette.doors.api.service import Service

_WORDS = """\
Each option can be given in the environment: VEDETTE_SERVE_HOST, …_PORT, …_PUBLIC_URL, …_TLS_CERT, …_TLS_KEY,
…_FOLDERS (NAME=PATH, separated by colons) and …_METRICS_PORT. There alone go
  VEDETTE_SERVE_DATABASE=postgresql://…   for it may hold a password; default: SQLite in VEDETTE_DATA_DIR
  VEDETTE_SERVE_NAMESERVERS=ADDRESS[:PORT],…   at least three, to look for proofs of scope
  VEDETTE_SERVE_REPOSITORIES=HOST/PATH=FOLDER:…   mirrors you keep, to look for proofs in signed commits
  VEDETTE_SERVE_PROVIDERS=FILE   OpenID providers whose word counts as evidence (JSON; see docs/api.md)
  VEDETTE_SERVE_ISSUERS=FILE   issuers whose credentials count as proofs (JSON; see docs/access/proving.md)
  VEDETTE_SERVE_MAKERS=FILE   root certificates (PEM) of makers: T3 and T4 then need passkeys of theirs
  VEDETTE_SERVE_PROXIES=ADDRESS,…   of a proxy before the service, whose X-Forwarded-For is believed
  VEDETTE_SERVE_WATCHING=FILE   thresholds of your own (TOML; see docs/access/monitoring.md)
  VEDETTE_SERVE_KEEP_DAYS=0…30   how long reports of jobs are kept; with 0, an hour; default: 30
  VEDETTE_SERVE_LOOPBACK_SCOPE=yes   this machine's own addresses can be in scope: for a laboratory

It does not start in a way that would be insecure: plain HTTP beyond this machine, keys or data others can
read, a weak password of the database, a debugging mode. Metrics are served on 127.0.0.1 alone.
SIGTERM lets what is under way finish, for at most half a minute.
"""
_LANES = 8
"""Threads that decide where each statement is a way over the network: fewer than there are connections."""
_OPTIONS = (
    ("host", "ADDRESS", "where to listen; default: 127.0.0.1"),
    ("port", "PORT", "default: 8787"),
    ("public-url", "URL", "what callers know the service as; default: http://localhost:PORT"),
    ("tls-cert", "FILE", "certificate chain (PEM)"),
    ("tls-key", "FILE", "its key (PEM), which nobody else can read"),
    ("metrics-port", "PORT", "serve /metrics there, to this machine alone"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    for name, what, words in _OPTIONS:
        parser.add_argument(f"--{name}", metavar=what, help=words)
    parser.add_argument(
        "--folder",
        metavar="NAME=PATH",
        action="append",
        default=[],
        help="people may have what lies there scanned; may be given again",
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Serve until told to stop."""
    from vedette.app import servicesettings  # noqa: PLC0415

    chosen = servicesettings.read(console.environ, Path.home(), _options(given))
    os.umask(0o077)
    servicesettings.refuse_insecure(chosen, console.environ)
    service = _service(chosen)
    try:
        _serve(service, chosen, console)
    finally:
        service.close()
    return 0


def _serve(service: Service, chosen: ServiceSettings, console: Console) -> None:
    from vedette.doors.api import running  # noqa: PLC0415  what speaks HTTP is loaded when it is to be served
    from vedette.doors.api.application import Application  # noqa: PLC0415
    from vedette.doors.api.door import Options  # noqa: PLC0415
    from vedette.doors.api.networks import Networks  # noqa: PLC0415

    lanes = _LANES if chosen.database else 1  # a file has one writer at a time
    networks = Networks(chosen.proxies)
    app = Application(service, Options(public_url=chosen.public_url, lanes=lanes, networks=networks))
    where = running.Listening(
        host=chosen.host,
        port=chosen.port,
        certificate=chosen.certificate,
        key=chosen.key,
        metrics_port=chosen.metrics_port,
    )
    gc.collect()
    gc.freeze()  # what is loaded by now stays: looking through it again and again is a tenth of a request
    if link := service.first_link():
        console.say(f"nobody runs this yet; enrol as its operator, once, at {link}")
    running.run(app, where, console.say)


def _service(chosen: ServiceSettings) -> Service:
    from vedette.app.parts import Serving  # noqa: PLC0415  with what is behind it, a second
    from vedette.app.serving import build_service  # noqa: PLC0415

    return build_service(
        Serving(
            settings=chosen.settings,
            url=chosen.public_url,
            database=chosen.database,
            folders=chosen.folders,
            nameservers=chosen.nameservers,
            repositories=chosen.repositories,
            providers=chosen.providers,
            issuers=chosen.issuers,
            makers=chosen.makers,
            watching=chosen.watching,
            keep_days=chosen.keep_days,
            loopback_allowed=chosen.loopback_scope,
        )
    )


def _options(given: argparse.Namespace) -> dict[str, str]:
    named = {name.upper().replace("-", "_"): name.replace("-", "_") for name, _, _ in _OPTIONS}
    options = {key: value for key, name in named.items() if (value := getattr(given, name)) is not None}
    if given.folder:
        options["FOLDERS"] = os.pathsep.join(given.folder)
    return options
