"""Runs in the sandbox, as text: a test command, and tells which of some lines of the target it went through.

`python -c TEXT WANTED -m MODULE ARGUMENT...`, where WANTED is a JSON object of line numbers by path. What is
told is one line on standard error, JSON behind a mark; processes the tests start are not followed.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import threading
from types import FrameType
from typing import Any

MARK = "lines-reached:"


class Watch:
    """Notes which wanted lines are run, in files of this folder."""

    def __init__(self, wanted: dict[str, list[int]]) -> None:
        self._wanted = {os.path.realpath(path): (path, set(lines)) for path, lines in wanted.items()}
        self._files: dict[str, tuple[str, set[int]] | None] = {}
        self.seen: set[tuple[str, int]] = set()

    def enter(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401, ARG002  a trace's form
        """Follow a function line by line if its file is wanted."""
        name = frame.f_code.co_filename
        if name not in self._files:
            self._files[name] = self._wanted.get(os.path.realpath(name))
        return self.step if self._files[name] is not None else None

    def step(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401, ARG002  a trace's form
        """Note a line."""
        known = self._files[frame.f_code.co_filename]
        if known is not None and frame.f_lineno in known[1]:
            self.seen.add((known[0], frame.f_lineno))
        return self.step


def main(wanted: str, arguments: list[str]) -> None:
    """Run the rest of the command under watch, and tell."""
    out, watch = os.dup(2), Watch(json.loads(wanted))
    sys.argv = arguments[1:]
    sys.path.insert(0, "")
    threading.settrace(watch.enter)
    sys.settrace(watch.enter)
    try:
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    finally:
        sys.settrace(None)
        os.write(out, f"\n{MARK}{json.dumps(sorted(watch.seen))}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
