"""Takes what follows `vedette` on the command line, runs one command, gives its exit code.

0 nothing found, 1 findings that count, 2 the caller's mistake, 3 refused, 4 try again later, 70 a fault of
ours, 130 interrupted.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from vedette.core.errors import BadInput
from vedette.doors.cli import faults
from vedette.doors.cli.commands import COMMANDS, GROUPS
from vedette.doors.cli.console import Console, printable, standard
from vedette.doors.cli.helppage import Fitted, grouped

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_EXITS = """\
exit codes: 0 nothing found, 1 findings that count, 2 your mistake, 3 refused, 4 try again later

settings are environment variables: VEDETTE_DATA_DIR, VEDETTE_CACHE_DIR, VEDETTE_CACHE_BYTES, VEDETTE_LIMIT_…

colours: NO_COLOR takes them away, FORCE_COLOR keeps them in a pipe
"""
INTERRUPTED = 130
PIPE_CLOSED = 141
BUG = 70
LOOK_FOR_CIRCLES_AFTER = 200_000
"""New objects: Python by itself looks through them hundreds of times while it loads what a command needs."""


# What is ours is in English, and so is the rest: looking on the disk for each word in the user's
# language takes as long as making the parser.
argparse._ = str  # type: ignore[attr-defined]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong as everything else here does."""

    about = ""
    """The command whose help tells more."""
    lists = False
    """Whether this is the parser of them all."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - as argparse takes it
        """Fit its help to the terminal: else each argument asks how wide that is, in ways that load much."""
        super().__init__(**({"formatter_class": Fitted} | given))

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Write the help, and hear of it when that fails."""
        (file or sys.stdout).write(self.format_help())

    def format_help(self) -> str:
        """Return the help; of all commands, by what they are for."""
        if not self.lists:
            return super().format_help()
        page = Fitted(self.prog)
        page.add_text(self.description)
        listed = {head: [(name, one.help) for name, one in some.items()] for head, some in GROUPS.items()}
        ending = Fitted(self.prog)
        ending.add_text(f"{self.prog} COMMAND --help says more of one.")
        ending.add_text(self.epilog)
        parts = (self.format_usage(), page.format_help(), grouped(listed), ending.format_help())
        return "\n".join(parts)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"error: {printable(message)}\nhint: {self.about or self.prog} --help\n")


def parser(chosen: str | None) -> argparse.ArgumentParser:
    """Make the parser: of the chosen command with its arguments, or of all without theirs if none is."""
    top = _Parser(
        prog="vedette",
        description="Finds weaknesses and attacks, judges what looks suspicious, and proves each claim.",
        epilog=_EXITS,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    wanted = {chosen: COMMANDS[chosen]} if chosen in COMMANDS else COMMANDS
    top.lists = chosen not in COMMANDS
    for name, listed in wanted.items():
        one = commands.add_parser(
            name,
            help=listed.help,
            description=listed.help[0].upper() + listed.help[1:] + ".",
            allow_abbrev=False,
        )
        if name == chosen:
            listed.load().arguments(one)
            top.about = one.prog
    return top


def run() -> NoReturn:
    """Run one command as a process of its own, and leave taking it down to the system, which is quicker."""
    gc.set_threshold(LOOK_FOR_CIRCLES_AFTER)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads spin, and have nothing to do
    console = standard()
    code = _written(console, main(console=console))
    with suppress(OSError, ValueError):
        console.err.flush()
    os._exit(code)


def _written(console: Console, code: int) -> int:
    """Write out what is still held back; an answer that did not arrive is none."""
    try:
        console.out.flush()
    except BrokenPipeError:
        return PIPE_CLOSED
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):
            console.say(_told(error)[0])
        return code or 4
    return code


def main(argv: Sequence[str] | None = None, console: Console | None = None) -> int:
    """Run one command."""
    words = list(sys.argv[1:] if argv is None else argv)
    here = console if console is not None else standard()
    if words and words[0] in {"--version", "-V"}:
        words = ["version"]
    try:
        _check(words)
        given = parser(words[0] if words else None).parse_args(words)
        return COMMANDS[given.command].load().run(given, here)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 2
    except BrokenPipeError:
        _let_go(here)
        return PIPE_CLOSED
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  no traceback reaches a user
        words_said, code = _told(error)
        here.say(words_said)
        return code


def _check(words: Sequence[str]) -> None:
    """Take only what can be written down: the record, reports and other machines are told in UTF-8.

    Raises:
        BadInput: a word is of other bytes, or the first is no command.

    """
    if words and words[0] not in COMMANDS and not words[0].startswith("-"):
        raise BadInput(f"there is no command {words[0]!r:.60}", hint=_meant(words[0]))
    for word in words:
        if not word.isascii() and any("\ud800" <= one <= "\udfff" for one in word):
            raise BadInput(
                f"{word:.200} is not UTF-8", hint="rename it, or give the folder it lies in by another name"
            )


def _meant(word: str) -> str:
    """Guess which command was meant."""
    import difflib  # noqa: PLC0415  few mistype

    close = difflib.get_close_matches(word, COMMANDS, 1)
    return f"did you mean vedette {close[0]}?" if close else "vedette --help lists them"


def _told(error: BaseException) -> tuple[str, int]:
    """Say what went wrong and what to do about it, and choose the exit code."""
    if faults.interrupts(error):
        return "interrupted", INTERRUPTED
    if (known := faults.known(error)) is not None:
        return f"error: {known}\nhint: {known.hint}", known.exit_code
    import traceback  # noqa: PLC0415  nothing else needs it

    where = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    return f"error: a fault in vedette: {what}\nhint: please report it with what you ran", BUG


def _let_go(here: Console) -> None:
    """Whoever read us has gone; keep the interpreter from complaining when it closes the stream."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), here.out.fileno())
    except (OSError, ValueError):
        return
