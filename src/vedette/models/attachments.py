"""The back-ends an operator attached: one table each in `models.toml`, and nobody else is ever asked.

    [backend.office]
    kind = "openai"
    url = "https://models.clinic.example/v1"
    model = "qwen2.5-coder-32b"
    key_file = "/etc/vedette/office.key"
    context = 32768
    data = "leaves"
    price_prompt = 0.4
    price_completion = 1.2

    [backend.here]
    kind = "gguf"
    model = "qwen2.5-coder-1.5b"

    [profile.vedette-open]
    back_end = "here"

Keys stand in files or the environment, never here.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import SplitResult, urlsplit

import msgspec
from msgspec import Struct

from vedette.core.dialogue import Usage
from vedette.core.errors import BadInput

_MOST: Final = 256 * 1024
_LONGEST_NAME: Final = 64
_SEE: Final = "docs/models.md has an example"


class DataRule(StrEnum):
    """Where what is asked goes."""

    STAYS = "stays"
    """On machines of the operator's own."""
    LEAVES = "leaves"
    """To somebody else: secrets are masked before."""


class Prices(Struct, frozen=True, kw_only=True):
    """What a million tokens cost, in whole units of a currency."""

    prompt: float
    completion: float
    cached: float | None = None
    """Of the prompt, what the back-end had seen before; None: as the prompt."""
    currency: str = "EUR"

    def cost(self, usage: Usage) -> int:
        """Return what an answer cost, in billionths of the currency: whole, so that sums are exact."""
        cached = min(usage.cached, usage.prompt)
        each = (
            (usage.prompt - cached, self.prompt),
            (cached, self.prompt if self.cached is None else self.cached),
            (usage.completion, self.completion),
        )
        return sum(tokens * round(price * 1000) for tokens, price in each)


class Attachment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One back-end, as the operator wrote it down."""

    kind: Literal["openai", "gguf"]
    model: str
    """openai: what the server calls it. gguf: a name in our lock file, or what to call the file at `path`."""
    url: str = ""
    """openai: the base, to which /chat/completions is added."""
    path: str = ""
    """gguf: a file of weights of the operator's own."""
    sha256: str = ""
    """gguf: what that file has to have."""
    key_file: str = ""
    key_env: str = ""
    proxy: str = ""
    """The only proxy that is used; what the environment says of proxies is not."""
    ca_file: str = ""
    """Certificates to believe besides the system's."""
    context: int = 0
    """Tokens of prompt and answer together; 0: not known, for gguf what fits the file up to 8192."""
    data: DataRule | None = None
    """None: stays on loopback and for gguf, leaves otherwise."""
    price_prompt: float | None = None
    price_completion: float | None = None
    price_cached: float | None = None
    currency: str = "EUR"
    connect_seconds: float = 5.0
    most_seconds: float = 600.0
    """No answer is waited for longer, whatever the question allows."""
    concurrency: int = 4
    """Questions at once; more wait."""
    threads: int = 1
    """gguf: threads that compute."""

    @property
    def rule(self) -> DataRule:
        """Say where what is asked goes."""
        if self.data is not None:
            return self.data
        local = self.kind == "gguf" or is_loopback(urlsplit(self.url).hostname or "")
        return DataRule.STAYS if local else DataRule.LEAVES

    @property
    def prices(self) -> Prices | None:
        """Return what it costs, where the operator said so."""
        if self.price_prompt is None or self.price_completion is None:
            return None
        return Prices(
            prompt=self.price_prompt,
            completion=self.price_completion,
            cached=self.price_cached,
            currency=self.currency,
        )

    @property
    def where(self) -> str:
        """Say where it is, for people: a host, or this machine."""
        return "this machine" if self.kind == "gguf" else urlsplit(self.url).netloc


def read(path: Path) -> Mapping[str, Attachment]:
    """Return the back-ends an operator wrote down, by name; none where there is no file.

    Raises:
        BadInput: the file cannot be understood, or a back-end in it is not safe.

    """
    tables = tables_of(path, "backend")
    return {name: attachment(f"{path}: [backend.{name}]", name, table) for name, table in tables.items()}


def tables_of(path: Path, kind: str) -> dict[str, Any]:
    """Return the tables of one kind, by name: `backend` or `profile`; none where there is no file.

    Raises:
        BadInput: the file cannot be understood.

    """
    held = _file_of(path)
    known(str(path), held, ("backend", "profile"))
    tables = held.get(kind, {})
    if not isinstance(tables, dict):
        raise BadInput(f"{path}: {kind} is no table", hint=_SEE)
    return tables


def _file_of(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="make it a file that can be read") from error
    if len(data) > _MOST:
        raise BadInput(f"{path}: too long", hint="one short table for each back-end")
    try:
        return tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: {error}", hint=_SEE) from error


def attachment(place: str, name: str, table: object) -> Attachment:
    """Return one back-end of its table; `place` says in errors where that stands.

    Raises:
        BadInput: something in it is not known, makes no sense, or is not safe.

    """
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > _LONGEST_NAME:
        raise BadInput(f"{place}: no name", hint="letters, digits, - and _")
    if not isinstance(table, dict):
        raise BadInput(f"{place} is no table", hint=_SEE)
    known(place, table, Attachment.__struct_fields__)
    try:
        made = msgspec.convert(table, Attachment)
    except msgspec.ValidationError as error:
        raise BadInput(f"{place}: {error}", hint=_SEE) from error
    odd = [key for key, value in table.items() if isinstance(value, str) and not value.isprintable()]
    if odd:
        raise BadInput(f"{place}: {odd[0]} holds what cannot be printed", hint="leave such letters out")
    _sound(place, made)
    return made


def known(place: str, table: Mapping[str, Any], names: tuple[str, ...]) -> None:
    """Refuse a key nobody reads.

    Raises:
        BadInput: there is one; the hint has what may have been meant.

    """
    for key in table:
        if key in names:
            continue
        close = difflib.get_close_matches(key, names, n=1)
        if key in {"key", "api_key", "token", "password", "secret"}:
            hint = "the key itself does not belong here: give key_file or key_env"
        else:
            hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(names)}"
        raise BadInput(f"{place}: unknown key {key[:60]!r}", hint=hint)


def _sound(place: str, made: Attachment) -> None:
    wrong = _numbers(made) or (_server(made) if made.kind == "openai" else _file(made))
    if wrong:
        raise BadInput(f"{place}: {wrong[0]}", hint=wrong[1])


def _numbers(made: Attachment) -> tuple[str, str] | None:
    prices = [one for one in (made.price_prompt, made.price_completion, made.price_cached) if one is not None]
    if not all(0 <= one < 1e6 for one in prices):  # noqa: PLR2004 - no token costs a unit
        return "a price makes no sense", "units of the currency for a million tokens"
    if (made.price_prompt is None) != (made.price_completion is None):
        return "half a price", "give price_prompt and price_completion, or neither"
    good = 0 < made.connect_seconds <= made.most_seconds <= 86400  # noqa: PLR2004 - a day
    if not good or not 1 <= made.concurrency <= 256 or not 1 <= made.threads <= 256:  # noqa: PLR2004
        return "a number makes no sense", "seconds, concurrency and threads are above 0, and not endless"
    if not 0 <= made.context <= 1 << 24 or not made.model.strip():
        return "context or model makes no sense", "tokens as a number; the model as the server calls it"
    return None


def _server(made: Attachment) -> tuple[str, str] | None:
    if made.path or made.sha256:
        return "path and sha256 are of gguf", "leave them out"
    if made.key_file and made.key_env:
        return "two places for one key", "give key_file or key_env"
    for url in (made.url, *([made.proxy] if made.proxy else [])):
        wrong = _address(url)
        if wrong:
            return wrong
    return None


def _address(url: str) -> tuple[str, str] | None:
    parts = _split(url)
    if parts is None or not parts.hostname or parts.query or parts.fragment:
        return f"{url[:80]!r} is no address", "as in https://models.example.org/v1"
    if parts.username is not None or parts.password is not None:
        return "a password in an address", "give key_file or key_env"
    if parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname)):
        return None
    return (
        f"{parts.scheme}://{parts.hostname} can be listened to",
        "use https; plain http is for loopback only",
    )


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if url.isascii() and url.isprintable() and " " not in url else None


def _file(made: Attachment) -> tuple[str, str] | None:
    if made.url or made.key_file or made.key_env or made.proxy or made.ca_file:
        return "url, keys, proxy and certificates are of servers", 'leave them out, or say kind = "openai"'
    if made.path and not Path(made.path).is_absolute():
        return f"{made.path[:80]!r} is no whole path", "begin it with /"
    if made.sha256 and not (len(made.sha256) == 64 and set(made.sha256) <= set("0123456789abcdef")):  # noqa: PLR2004
        return "sha256 is none", "64 digits and letters a to f"
    if made.data is DataRule.LEAVES:
        return "what this machine computes leaves nothing", "leave data out"
    return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
