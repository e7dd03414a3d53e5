"""Commands in tables of cron."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders.order import BOOT, CLOCK, Order
from vedette.triage.sample import Sample

_LINE: Final = re.compile(r"[ \t]*(?:(@\w{2,10})|(?:[\w*/,-]{1,60}[ \t]+){4}[\w*/,-]{1,60})[ \t]+(\S.*)")
_USER: Final = re.compile(r"([a-z_][\w-]{0,31})[ \t]+(?=[/~.$({\[\w])")
_ITSELF: Final = ("root", "www-data", "nobody", "daemon", "backup")


def orders(sample: Sample, _: Allowance) -> Iterator[Order]:
    """Yield the commands, without the account they run as."""
    named = "cron.d" in sample.name or sample.name.endswith("crontab")
    for line in sample.text.splitlines():
        found = _LINE.match(line)
        if found is None or line.lstrip().startswith("#"):
            continue
        command = found[2]
        user = _USER.match(command)
        if user is not None and (user[1] in _ITSELF or (named and "/" in command[user.end() :])):
            command = command[user.end() :]
        when = BOOT if found[1] == "@reboot" else CLOCK
        yield Order(command=command.replace("\\%", "%"), shown=command[:80].rstrip(), when=when)
