"""`vedette models list`, `probe`, `attach` and `install`."""

from __future__ import annotations

import argparse
import textwrap

import msgspec

from vedette.app.backend_answers import BackendProbed, BackendRow, BackendsListed
from vedette.app.backend_requests import AttachBackend, InstallWeights, ListBackends, ProbeBackend
from vedette.doors.cli.console import Console, printable

_WORDS = """\
  vedette models attach office --url https://models.example.org/v1 --model NAME --key-file ~/.office.key
  vedette models install qwen2.5-coder-1.5b
  vedette models attach here --gguf qwen2.5-coder-1.5b --behind vedette-open
  vedette models probe here

A model may be used for what a probe saw it do, whatever it is called. Nothing is sent to a host that is not
attached. Without any model, Vedette does all its engines do.
"""
_MIB = 1 << 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = inner.add_parser(
        "list", help="list what is attached, what each may be used for, and known weights"
    )
    probed = inner.add_parser("probe", help="ask a model fixed questions, and grant it roles by its answers")
    probed.add_argument("name", metavar="NAME", help="as `vedette models list` shows it")
    for one in (listed, probed):
        one.add_argument("-f", "--format", choices=["text", "json"], default="text", help="default: text")
    _attaching(inner.add_parser("attach", help="write down a server, or weights on this machine, to ask"))
    installed = inner.add_parser("install", help="fetch known weights, and hold them to their hash")
    installed.add_argument("name", metavar="NAME", help="as `vedette models list` shows it")


def _attaching(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="what to call it")
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--url", default="", help="of a server that speaks OpenAI's format, as in https://HOST/v1"
    )
    which.add_argument("--gguf", default="", metavar="NAME|PATH", help="weights: known by name, or a file")
    parser.add_argument("--model", default="", help="what the server calls the model")
    parser.add_argument("--sha256", default="", help="what a file of weights has to have")
    parser.add_argument("--key-file", default="", help="a file only you can read, with the server's key")
    parser.add_argument("--key-env", default="", metavar="NAME", help="or the variable that holds it")
    parser.add_argument("--context", type=int, default=0, help="tokens of prompt and answer together")
    parser.add_argument(
        "--data", choices=["stays", "leaves"], default="", help="whether it is on machines of yours"
    )
    parser.add_argument(
        "--behind",
        metavar="MODEL",
        action="append",
        default=[],
        help="the named model it serves; may be repeated",
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Do one of the four."""
    match given.what:
        case "list":
            return _list(given, console)
        case "probe":
            return _probe(given, console)
        case "attach":
            return _attach(given, console)
        case _:
            return _install(given, console)


def _list(given: argparse.Namespace, console: Console) -> int:
    held = console.app().run("backend.list", ListBackends()).value
    if given.format == "json":
        return _json(held, console)
    console.write(printable(_page(held, console.width())).encode("utf-8", "replace"))
    return 0


def _page(held: BackendsListed, width: int) -> str:
    lines = [line for row in held.backends for line in _row(row, width)]
    if not held.backends:
        lines.append(f"nothing is attached: vedette models attach, or write {held.file}")
    lines += ["", "WEIGHTS that can be installed"]
    for one in held.weights:
        state = "installed" if one.installed else f"{one.bytes // _MIB:,} MiB"
        lines.append(f"  {one.name:<20}  {state:>10}  {one.title}, {one.licence}")
    return "\n".join(lines) + "\n"


def _row(row: BackendRow, width: int) -> list[str]:
    context = f", {row.context:,} tokens" if row.context else ""
    price = f", {row.price}" if row.price else ""
    lines = [f"{row.name}: {row.model} at {row.where}; data {row.data}{context}{price}"]
    if row.lacks:
        lines.append(f"  lacks {row.lacks}")
    if row.card is None:
        return [*lines, f"  may be used for nothing yet: vedette models probe {row.name}"]
    roles = ", ".join(row.card.roles) or "nothing"
    lines.append(f"  may be used as: {roles} (probed {row.card.date})")
    for one in row.card.unfit:
        lines += _wrapped(f"unfit as {one.role}: {'; '.join(one.why)}", width)
    return lines


def _wrapped(words: str, width: int) -> list[str]:
    short = textwrap.shorten(words, 400, placeholder=" …")
    return textwrap.wrap(short, max(width, 40), initial_indent="  ", subsequent_indent="    ")


def _probe(given: argparse.Namespace, console: Console) -> int:
    console.say("asking about fifty short questions: with a small model on a slow machine this takes minutes")
    done = console.app().run("backend.probe", ProbeBackend(name=given.name), console.job()).value
    if given.format == "json":
        return _json(done, console)
    console.write(printable(_card(done, console.width())).encode("utf-8", "replace"))
    return 0


def _card(done: BackendProbed, width: int) -> str:
    card = done.card
    lines = [f"{card.model}, probed {card.date} in {card.seconds:.0f} s", ""]
    for one in card.seen:
        lines += textwrap.wrap(
            f"{one.check:<16} {one.score:>4.0%} of {one.of:<2}  {one.words}".rstrip(),
            max(width, 60),
            subsequent_indent=" " * 30,
        )
    lines += ["", f"may be used as: {', '.join(card.roles) or 'nothing'}"]
    for unfit in card.unfit:
        lines += _wrapped(f"unfit as {unfit.role}: {'; '.join(unfit.why)}", width)
    cost = card.usage
    lines.append(f"the probe itself took {cost.prompt:,} tokens in and {cost.completion:,} out")
    return "\n".join(lines) + "\n"


def _attach(given: argparse.Namespace, console: Console) -> int:
    own = given.gguf.startswith("/")
    asked = AttachBackend(
        name=given.name,
        kind="gguf" if given.gguf else "openai",
        model=given.model or (given.name if own else given.gguf),
        url=given.url,
        path=given.gguf if own else "",
        sha256=given.sha256,
        key_file=given.key_file,
        key_env=given.key_env,
        context=given.context,
        data=given.data,
        behind=tuple(given.behind),
    )
    done = console.app().run("backend.attach", asked).value
    console.say(f"wrote {done.name} at {done.where} (data {done.data}) into {done.file}")
    for one in done.behind:
        console.say(f"it stands behind {one}")
    console.say(f"next: vedette models probe {done.name}")
    return 0


def _install(given: argparse.Namespace, console: Console) -> int:
    done = console.app().run("backend.install", InstallWeights(name=given.name), console.job()).value
    verb = "fetched" if done.fetched else "already here:"
    console.say(f"{verb} {done.title}, {done.bytes:,} bytes, {done.licence}, from {done.origin}")
    console.say(f"sha256 {done.sha256} at {done.path}")
    return 0


def _json(answer: msgspec.Struct, console: Console) -> int:
    console.write(msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n")
    return 0
