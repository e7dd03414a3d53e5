"""Commands in tasks of Windows' scheduler and in property lists of macOS' launchd."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.markup import Element, parsed
from vedette.triage.documents.orders.order import BOOT, CALLED, CLOCK, LOGIN, Order
from vedette.triage.sample import Sample

_MARKS: Final = (b"<Task", b":Task", b"<plist")
_TRIGGERS: Final = {
    "BootTrigger": BOOT,
    "LogonTrigger": LOGIN,
    "CalendarTrigger": CLOCK,
    "TimeTrigger": CLOCK,
}
_KEYS: Final = {
    "RunAtLoad": LOGIN,
    "KeepAlive": LOGIN,
    "StartInterval": CLOCK,
    "StartCalendarInterval": CLOCK,
}


def orders(sample: Sample, allowance: Allowance) -> Iterator[Order]:
    """Yield the commands."""
    head = sample.text[:4096].encode("utf-8", "replace")
    if not any(mark in head for mark in _MARKS):
        return
    elements = parsed(_plain(sample.data), allowance).elements
    root = elements[0].name if elements else ""
    if root in {"Task", "Tasks"}:
        yield from _tasks(elements)
    elif root == "plist":
        yield from _agent(elements)


def _plain(data: bytes) -> bytes:
    """Return a text that says it is UTF-16 and is not without that word: tasks are written so."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"UTF-16" not in data[:200]:
        return data
    return data.replace(b"UTF-16", b"UTF-8", 1)


def _tasks(elements: Sequence[Element]) -> Iterator[Order]:
    when = next((_TRIGGERS[one.name] for one in elements if one.name in _TRIGGERS), CALLED)
    for at, one in enumerate(elements):
        if one.name != "Exec":
            continue
        parts = {each.name: each.text.strip() for each in elements[at + 1 : at + 4] if each.depth > one.depth}
        if command := parts.get("Command", ""):
            program = f'"{command}"' if " " in command and not command.startswith('"') else command
            whole = f"{program} {parts.get('Arguments', '')}".strip()
            yield Order(
                command=whole,
                shown=(parts.get("Arguments") or command)[:80].rstrip(),
                when=when,
                ending="cmd",
            )


def _agent(elements: Sequence[Element]) -> Iterator[Order]:
    """Put together what follows the key of the program or its arguments, up to the next key."""
    told = {one.text.strip() for one in elements if one.name == "key"}
    when = next((words for key, words in _KEYS.items() if key in told), CALLED)
    for at, one in enumerate(elements):
        if one.name != "key" or one.text.strip() not in {"ProgramArguments", "Program"}:
            continue
        words: list[str] = []
        for each in elements[at + 1 :]:
            if each.name == "key":
                break
            if each.name == "string":
                words.append(each.text)
        if words:
            yield Order(command=shlex.join(words), shown=max(words, key=len)[:80].rstrip(), when=when)
