"""What an operator chooses for the service: environment and options in, one frozen value out, or why not.

It refuses to go on with what would be insecure: nobody reads a warning in a log.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from vedette.core import settings
from vedette.core.errors import BadInput
from vedette.core.settings import Settings

PREFIX: Final = settings.PREFIX + "SERVE_"
KNOWN: Final = (
    *("HOST", "PORT", "PUBLIC_URL", "TLS_CERT", "TLS_KEY", "DATABASE", "FOLDERS", "METRICS_PORT"),
    *("NAMESERVERS", "LOOPBACK_SCOPE", "REPOSITORIES", "PROVIDERS", "ISSUERS", "MAKERS", "PROXIES"),
    *("WATCHING", "KEEP_DAYS"),
)
"""Settings of the service: VEDETTE_SERVE_<name>."""
KEEP_DAYS_MAX: Final = 30
_PORTS: Final = 65535
_PARTS: Final = ("service", "service/ledger")
"""Folders in the data folder that hold databases and keys."""
_SECRET_CHARS: Final = 16
_DEFAULTS: Final = ("postgres", "password", "vedette", "changeme", "secret", "admin", "example", "default")
_TLS_MODES: Final = {"require", "verify-ca", "verify-full"}
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """All there is to choose about the service."""

    settings: Settings
    """What every command knows: folders for data, limits."""
    host: str = "127.0.0.1"
    port: int = 8787
    public_url: str = "http://localhost:8787"
    """What callers know us as, without a slash at its end."""
    certificate: Path | None = None
    key: Path | None = None
    database: str = ""
    """postgresql://…; empty: SQLite in the data folder."""
    folders: Mapping[str, Path] = field(default_factory=dict)
    """Folders whose content people may have scanned, by name."""
    metrics_port: int | None = None
    """On this machine alone; None: no metrics."""
    nameservers: tuple[str, ...] = ()
    """ADDRESS[:PORT] of those asked for proofs of scope; empty: the machine's own."""
    repositories: Mapping[str, Path] = field(default_factory=dict)
    """Mirrors of repositories, by HOST/PATH, in which proofs of scope are looked for."""
    providers: Path | None = None
    """A file that lists OpenID providers whose word counts as evidence about people."""
    issuers: Path | None = None
    """A file that lists issuers whose credentials (SD-JWT VC) count as proofs of who people are."""
    makers: Path | None = None
    """A file with root certificates of makers of passkeys: with one, T3 and T4 need a passkey of theirs."""
    loopback_scope: bool = False
    """Whether this machine's own addresses can be in scope: for a laboratory."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of proxies whose X-Forwarded-For is believed."""
    keep_days: int = KEEP_DAYS_MAX
    """How long reports of jobs are kept; with 0, an hour."""
    watching: Path | None = None
    """A file with thresholds of the operator's own, over those that ship."""


def read(environ: Mapping[str, str], home: Path, options: Mapping[str, str]) -> ServiceSettings:
    """Read the settings from an environment; options, by the same names, go before it.

    Raises:
        BadInput: a name is not known, or a value makes no sense.

    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    if unknown := sorted(given.keys() - {PREFIX + name for name in KNOWN}):
        raise BadInput(f"unknown setting: {unknown[0]}", hint=f"known: {PREFIX} and {', '.join(KNOWN)}")
    rest = {name: value for name, value in environ.items() if name not in given}
    chosen = {name.removeprefix(PREFIX): value for name, value in given.items()} | dict(options)
    host = chosen.get("HOST", "127.0.0.1")
    port = _port("PORT", chosen.get("PORT", "8787"))
    certificate = _path(chosen.get("TLS_CERT"))
    return ServiceSettings(
        settings=settings.read(rest, home),
        host=host,
        port=port,
        public_url=_url(chosen.get("PUBLIC_URL") or _guess(host, port, tls=certificate is not None)),
        certificate=certificate,
        key=_path(chosen.get("TLS_KEY")),
        database=chosen.get("DATABASE", ""),
        folders=_folders(chosen.get("FOLDERS", "")),
        metrics_port=_port("METRICS_PORT", chosen["METRICS_PORT"]) if "METRICS_PORT" in chosen else None,
        nameservers=tuple(one for one in chosen.get("NAMESERVERS", "").split(",") if one),
        repositories=dict(map(_mirror, _distinct(chosen.get("REPOSITORIES", "").split(os.pathsep)))),
        providers=_path(chosen.get("PROVIDERS")),
        issuers=_path(chosen.get("ISSUERS")),
        makers=_path(chosen.get("MAKERS")),
        proxies=tuple(one for one in chosen.get("PROXIES", "").split(",") if one),
        watching=_path(chosen.get("WATCHING")),
        keep_days=_days("KEEP_DAYS", chosen.get("KEEP_DAYS", str(KEEP_DAYS_MAX))),
        loopback_scope=_yes("LOOPBACK_SCOPE", chosen.get("LOOPBACK_SCOPE", "no")),
    )


def refuse_insecure(chosen: ServiceSettings, environ: Mapping[str, str]) -> None:
    """Make the data folder if there is none, and let nothing pass that strangers could make use of.

    Raises:
        BadInput: plain HTTP beyond this machine; a key, folder or database others can read; a weak secret;
            a debugging mode; a folder to scan that holds our own data.

    """
    _refuse_debugging(environ)
    _refuse_plain(chosen)
    _refuse_readable(chosen)
    _refuse_weak_database(chosen.database)
    _refuse_own_data(chosen)


def is_local(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _refuse_debugging(environ: Mapping[str, str]) -> None:
    set_in = [name for name in ("PYTHONASYNCIODEBUG", "PYTHONINSPECT", "PYTHONDEVMODE") if environ.get(name)]
    if set_in or sys.flags.dev_mode or sys.flags.inspect:
        raise BadInput(
            f"a debugging mode is on: {', '.join(set_in) or 'python -X dev or -i'}",
            hint="serve without it: it shows strangers too much, and is slow",
        )


def _refuse_plain(chosen: ServiceSettings) -> None:
    if (chosen.certificate is None) != (chosen.key is None):
        raise BadInput("a certificate needs its key, and a key its certificate", hint="give both, or neither")
    if chosen.certificate is None and not is_local(chosen.host):
        raise BadInput(
            f"plain HTTP on {chosen.host}: others could read along",
            hint="give --tls-cert and --tls-key, or listen on 127.0.0.1 behind a proxy that has TLS",
        )
    url = urlsplit(chosen.public_url)
    if url.scheme == "http" and not is_local(url.hostname or ""):
        raise BadInput(
            f"{chosen.public_url}: plain HTTP beyond this machine",
            hint="the public URL begins with https:// unless it names localhost",
        )


def _refuse_readable(chosen: ServiceSettings) -> None:
    if chosen.key is not None:
        _private(chosen.key, "the key of the certificate", "600")
    data = chosen.settings.data_dir
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders = [one for one in (data, *(data / part for part in _PARTS)) if one.is_dir()]
        inside = [one for folder in folders for one in folder.iterdir() if one.is_file()]
    except OSError as error:
        raise BadInput(
            f"{data}: {error.strerror}", hint="set VEDETTE_DATA_DIR to a folder of your own"
        ) from error
    for folder in folders:
        _private(folder, "a folder of data", "700")
    for one in inside:
        _private(one, "a file in the data folder", "600")


def _private(path: Path, what: str, mode: str) -> None:
    try:
        found = path.stat()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint=f"check where {what} is") from error
    if found.st_mode & _OTHERS:
        raise BadInput(f"{path}: {what} can be read by others", hint=f"chmod {mode} {path}")
    if found.st_uid not in {os.geteuid(), 0}:
        raise BadInput(f"{path}: {what} belongs to somebody else", hint="chown it to whoever runs this")


def _refuse_weak_database(database: str) -> None:
    if not database:
        return
    url = urlsplit(database)
    if url.scheme not in {"postgresql", "postgres"}:
        raise BadInput(
            "the database is neither SQLite nor PostgreSQL", hint="say postgresql://…, or leave it out"
        )
    password = url.password or ""
    if password and (len(password) < _SECRET_CHARS or password.lower().rstrip("0123456789") in _DEFAULTS):
        raise BadInput(
            "the database's password is short or a default",
            hint=f"give it {_SECRET_CHARS} characters or more nobody can guess",
        )
    if _far(url) and not _TLS_MODES & set(parse_qs(url.query).get("sslmode", ())):
        raise BadInput(
            f"the database on {url.hostname} is reached in plain", hint="add ?sslmode=verify-full to its URL"
        )


def _far(url: SplitResult) -> bool:
    return bool(url.hostname) and not is_local(url.hostname or "")


def _refuse_own_data(chosen: ServiceSettings) -> None:
    data = chosen.settings.data_dir.resolve()
    for name, folder in chosen.folders.items():
        if not folder.is_dir():
            raise BadInput(f"{folder}: no such folder", hint=f"check the folder {name}")
        real = folder.resolve()
        if data.is_relative_to(real) or real.is_relative_to(data):
            raise BadInput(
                f"{folder}: whoever may scan it could read what others handed in",
                hint="allow a folder that neither holds the data folder nor lies in it",
            )


def _port(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value[:6]) <= _PORTS):
        raise BadInput(
            f"{name}: {value!r} is no port", hint=f"give a number up to {_PORTS}; 0 lets us choose one"
        )
    return int(value)


def _days(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value[:4]) <= KEEP_DAYS_MAX):
        raise BadInput(f"{name}: {value!r} is no number of days", hint=f"give 0 to {KEEP_DAYS_MAX}")
    return int(value)


def _yes(name: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise BadInput(f"{name}: {value!r} is neither yes nor no", hint="say yes or no")
    return value == "yes"


def _path(value: str | None) -> Path | None:
    return Path(value).absolute() if value else None


def _url(value: str) -> str:
    url = urlsplit(value)
    if url.scheme not in {"http", "https"} or not url.hostname or url.path.strip("/") or url.query:
        raise BadInput(
            f"{value!r} is no public URL", hint="give scheme, host and port, such as https://vedette.example"
        )
    return value.rstrip("/")


def _guess(host: str, port: int, *, tls: bool) -> str:
    """Return what callers on this machine would say: a passkey wants a name, not an address."""
    named = "localhost" if is_local(host) else host
    return f"{'https' if tls else 'http'}://{named}:{port}"


def _folders(value: str) -> dict[str, Path]:
    """Read NAME=PATH pairs, or paths whose last part is the name."""
    return dict(_folder(one) for one in _distinct(value.split(os.pathsep)))


def _distinct(words: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(one for one in words if one)


def _folder(value: str) -> tuple[str, Path]:
    name, given, path = value.partition("=")
    place = Path(path if given else value).absolute()
    name = name if given else place.name
    if not _NAME.fullmatch(name):
        raise BadInput(f"{value!r}: no name for a folder", hint="say NAME=PATH, the name in plain letters")
    return name, place


def _mirror(value: str) -> tuple[str, Path]:
    name, given, path = value.partition("=")
    if not given or not path or "/" not in name:
        raise BadInput(f"{value!r}: no mirror of a repository", hint="say HOST/PATH=FOLDER")
    return name, Path(path).absolute()
