"""Many lines of comments, given to the parser as one.

For each line of a comment the grammar looks through all blanks and comments that follow it: 8,000 lines took
13 seconds, and twice as many take four times as long.
"""

from __future__ import annotations

import re
from typing import Final

_MANY: Final = 100
"""Lines; the time for fewer is nothing beside that of parsing."""
_RUN: Final = re.compile(
    rb"^[ \t\f]*+#[^\r\n]*+(?:(?>\r\n?|\n)[ \t\f]*+(?:#[^\r\n]*+)?+(?=[\r\n])){%d,}+" % _MANY, re.MULTILINE
)
"""Nothing passed over is tried in another way: of two signs, each end of a line would double the ways."""
_ENDS: Final = re.compile(rb"[\r\n]")


def joined(source: bytes) -> bytes:
    """Return the source with every long run of comments on one line, and each other byte where it was.

    Only ends of lines between lines that are blank or begin with `#` become blanks. Outside of strings such
    lines are comments, before and after; what a string holds has to be read from the source itself.
    """
    if source.count(b"#") < _MANY:
        return source
    return _RUN.sub(lambda run: _ENDS.sub(b" ", run[0]), source)
