"""Where a command's words go: answers to standard output, everything else to standard error."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from vedette.app.jobs import Job, Progress

if TYPE_CHECKING:
    from vedette.app.wiring import App
    from vedette.core.settings import Settings

_CLEAR = "\r\x1b[K"
_BETWEEN = 0.1
_NARROW = 40


class Console:
    """What a command may use of the world."""

    def __init__(self, environ: Mapping[str, str], out: TextIO, err: TextIO) -> None:
        """Take the surroundings of a process, and where its answers and other words go."""
        self.environ = environ
        self.out = out
        self.err = err
        self._shown = False
        self._stage = ""
        self._count = -1

    def app(self, *, ending: bool = False) -> App:
        """Build the application: only when a command needs it, for it takes a while.

        `ending`: the command ends once it has what it asks for, and its process with it.
        """
        from vedette.app import wiring  # noqa: PLC0415

        return wiring.build(self.environ, ending=ending)

    def settings(self) -> Settings:
        """Read what the operator chose."""
        from vedette.app import wiring  # noqa: PLC0415

        return wiring.chosen(self.environ)

    def job(self) -> Job:
        """Make a job whose progress is shown when somebody watches, on what can take a line away again."""
        watched = self.err.isatty() and self.environ.get("TERM") != "dumb"
        return Job(self._progress, self.say) if watched else Job(notice=self.say)

    def write(self, page: bytes) -> None:
        """Write an answer, as it is."""
        self.clear()
        buffer = getattr(self.out, "buffer", None)
        if buffer is None:
            self.out.write(page.decode("utf-8", "replace"))
        else:
            buffer.write(page)
            buffer.flush()

    def say(self, words: str) -> None:
        """Say something that is no answer."""
        self.clear()
        self.err.write(f"{printable(words)}\n")
        self.err.flush()

    def clear(self) -> None:
        """Take the line of progress away."""
        if self._shown:
            self.err.write(_CLEAR)
            self.err.flush()
            self._shown = False

    def colour(self) -> bool:
        """Whether an answer may be coloured."""
        if self.environ.get("NO_COLOR") or self.environ.get("TERM") == "dumb":
            return False
        return bool(self.environ.get("FORCE_COLOR")) or self.out.isatty()

    def width(self) -> int:
        """How wide an answer may be."""
        if not self.out.isatty():
            return 100
        import shutil  # noqa: PLC0415  it brings three kinds of compression

        return shutil.get_terminal_size((100, 24)).columns

    def _progress(self, progress: Progress) -> None:
        step = max(progress.of // 100, 10)
        if progress.stage == self._stage and self._count <= progress.done < self._count + step:
            return
        self._stage, self._count = progress.stage, progress.done
        of = f" of {progress.of:,}" if progress.of else ""
        self.err.write(f"{_CLEAR}{progress.stage} {progress.done:,}{of} files")
        self.err.flush()
        self._shown = True


def printable(words: str) -> str:
    """Make words harmless for a terminal: what controls it or turns text around becomes an escape."""
    return "".join(one if one.isprintable() or one == "\n" else ascii(one)[1:-1] for one in words)


def standard() -> Console:
    """Make the console of this process; a stream nobody gave it leads nowhere.

    What cannot be written in the terminal's alphabet becomes a question mark, bytes that are no text in it
    are read as one: no locale ends a command.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:  # no file opened later may take its number, and what is printed
            stream = open(os.devnull, "w" if number else "r", encoding="utf-8")  # noqa: PTH123, SIM115 - stays
            setattr(sys, name, stream)
        if isinstance(stream, io.TextIOWrapper):  # not where a program that calls us put one of its own
            stream.reconfigure(errors="replace")
    return Console(os.environ, sys.stdout, sys.stderr)
