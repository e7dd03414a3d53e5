"""`vedette proxy`."""

from __future__ import annotations

import argparse
import secrets
from typing import TYPE_CHECKING, Final

from vedette.core.errors import BadInput
from vedette.core.settings import PROXY_KEY
from vedette.doors.cli.console import Console

if TYPE_CHECKING:
    from vedette.doors.cli.relay import Ways

_WORDS = """\
Programs that speak to language models know an address and an API key, and no proofs of possession. This
listens on 127.0.0.1 alone, takes the key it prints, and passes on /v1/models, /v1/chat/completions,
/v1/responses, /v1/messages and /mcp to the service this machine is signed in to, as you. Nothing of what is
said is kept or logged.

VEDETTE_PROXY_KEY in the environment is the key, in place of a new one each time; at least 24 characters.
docs/models-api.md has what to write into the settings of each program.
"""
_SHORTEST: Final = 24
_PORTS: Final = 65_536


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("--port", type=int, default=0, metavar="PORT", help="default: one that is free")
    parser.add_argument(
        "--fallback",
        action="store_true",
        help="where you may not use a model, have a lower one answer; the answer says which did",
    )
    parser.add_argument(
        "--home",
        action="store_true",
        help="serve this machine's own models and engines instead, without a service",
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Serve until told to stop."""
    if not 0 <= given.port < _PORTS:
        raise BadInput(f"there is no port {given.port}", hint="give one from 1 to 65535")
    key = _key(console)
    if given.home:
        from vedette.doors.cli import athome  # noqa: PLC0415 - it brings a server with it

        athome.serve(console, key, given.port, lambda port: _say(console, port, key))
        return 0
    from vedette.doors.cli.relay import Ways  # noqa: PLC0415
    from vedette.doors.cli.remote import Remote  # noqa: PLC0415 - cryptography takes a while

    remote = Remote.known(console.settings().data_dir)
    _pass_on(Ways(signer=remote, key=key, fallback=given.fallback), given.port, console)
    return 0


def _pass_on(ways: Ways, port: int, console: Console) -> None:
    from vedette.doors.cli.relay import Relay  # noqa: PLC0415

    with Relay(ways, port) as relay:
        try:
            console.say(f"passing on to {ways.signer.url}; Ctrl-C ends it")
            _say(console, relay.port, ways.key)
            relay.serve_forever(0.1)
        except KeyboardInterrupt:
            console.say("ended")


def _key(console: Console) -> str:
    """Return the key clients have to show."""
    given = console.environ.get(PROXY_KEY, "")
    if given and (len(given) < _SHORTEST or not given.isascii() or not given.isprintable()):
        raise BadInput(
            f"{PROXY_KEY} is too short, or not plain", hint=f"give {_SHORTEST} letters, digits and signs"
        )
    return given or f"sk-vedette-{secrets.token_urlsafe(32)}"


def _say(console: Console, port: int, key: str) -> None:
    """Print what clients have to be told, as they read it from the environment."""
    there = f"http://127.0.0.1:{port}"
    lines = (
        f"OPENAI_BASE_URL={there}/v1",
        f"OPENAI_API_KEY={key}",
        f"ANTHROPIC_BASE_URL={there}",
        f"ANTHROPIC_API_KEY={key}",
    )
    console.write("".join(f"{line}\n" for line in lines).encode())
