"""What is remembered of one file's analysis, and what must still hold for it to be used again.

A *unit* is a file's top level and its functions run as entries. Its record keeps what was found and all that
was looked at on the way: functions and top levels of other files by the digest of their text, look-ups by
method name by the digest of what they gave. An edit touches the files whose record mentions what was edited,
and no others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from vedette.code.taint.found import Found
from vedette.core.nouns import Skipped
from vedette.lang import Facts
from vedette.lang.ir import CLASS, FOR, FUNCTION, IF, MATCH, TRY, WHILE, WITH, Block, Node, start_of

_IDLE = (b"", b"#")
"""What begins a line that does nothing, after its indentation."""
_BLOCKS = {IF: (3, 4), WHILE: (3, 4), FOR: (4, 5), WITH: (3,), TRY: (2, 4, 5)}
"""By statement: where its blocks are that belong to what is around it."""
_CASES = {TRY: 3, MATCH: 3}
"""And where its handlers or cases are, each with a block in third place."""
TOP = ""
"""Stands for a file's top level where a function's name is expected."""

Token = tuple[str, str]
"""(path, qualified name of a function), (path, TOP), or ("method", name)."""


class Outline(msgspec.Struct, frozen=True):
    """What others may look at in a file: functions and top level, by digest, and methods by name."""

    parts: dict[str, str]
    methods: frozenset[str]


class Record(msgspec.Struct, frozen=True):
    """One unit's results, and what they rest on."""

    outline: Outline
    lines: int
    broken: int
    imports: frozenset[str]
    ties: bool
    """Whether it may tie paths of requests to functions."""
    found: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    uses: dict[str, list[tuple[str, str]]]
    """By path (or "method"): names looked at, and the digests they had."""
    files: dict[str, str]
    """Digests of files that some evidence points into: there even moved lines matter."""
    handed: list[tuple[str, str, int]]
    """Functions of other files it hands to a library: (path, qualified name, number of the entry row)."""
    received: list[tuple[str, int]]
    """Functions of its own that other files hand to a library."""
    crowded: list[tuple[str, str]]
    """Functions it looked at that are called in more ways than are told apart: what it is made of them
    hangs on all who call them."""


def _busy(text: bytes) -> bytes:
    """Return a text without the lines that do nothing: an edit of these alone changes no digest."""
    return b"\n".join([line for line in text.split(b"\n") if line.lstrip()[:1] not in _IDLE])


def outline(text: bytes, facts: Facts) -> Outline:
    """Return the outline of a lowered file."""
    spans: list[tuple[int, int, str]] = []
    methods: set[str] = set()
    _collect(facts.body, "", spans, methods)
    spans.sort()
    parts: dict[str, str] = {}
    rest = hashlib.sha256()
    at = 0
    for start, end, name in spans:
        if start >= at:
            rest.update(_busy(text[at:start]))
            at = end
        digest = hashlib.sha256(_busy(text[start:end])).hexdigest()[:16]
        parts[name] = digest if name not in parts else parts[name] + digest
    rest.update(_busy(text[at:]))
    parts[TOP] = rest.hexdigest()[:16]
    return Outline(parts, frozenset(methods))


def _collect(body: Block, prefix: str, spans: list[tuple[int, int, str]], methods: set[str]) -> None:
    """Collect (start, end, qualified name) of a block's functions and methods; none inside functions."""
    for node in _statements(body):
        if node[0] == FUNCTION:
            spans.append((start_of(node[1]), node[6], prefix + node[2]))
            if prefix:
                methods.add(node[2])
        elif node[0] == CLASS:
            _collect(node[4], f"{prefix}{node[2]}.", spans, methods)


def _statements(body: Block) -> Iterator[Node]:
    """Yield the statements of a block and of the blocks in it, however deep."""
    todo = list(body)
    while todo:
        node = todo.pop()
        yield node
        for place in _BLOCKS.get(node[0], ()):
            todo.extend(node[place] or ())
        place = _CASES.get(node[0], 0)
        for case in node[place] if place else ():
            todo.extend(case[2])


def outermost(qualname: str, parts: Mapping[str, str]) -> str:
    """Return the part of a file a function is in: itself, the function it is written in, or the top."""
    while qualname and qualname not in parts:
        qualname = qualname.rpartition(".")[0]
    return qualname


def method_digest(paths: Iterable[str], outlines: Mapping[str, Outline]) -> str:
    """Return a digest of some files: those that have methods of one name."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.encode("utf-8", "surrogateescape"))
        digest.update(outlines[path].parts[TOP].encode())
    return digest.hexdigest()[:16]


class Validity:
    """Checks records against the program as it is now."""

    def __init__(self, outlines: Mapping[str, Outline], digests: Mapping[str, str]) -> None:
        self._outlines = outlines
        self._digests = digests
        self._methods: dict[str, str] = {}
        self._with_method: dict[str, list[str]] = {}
        for path, made in outlines.items():
            for name in made.methods:
                self._with_method.setdefault(name, []).append(path)
        self._pairs: dict[Token, tuple[str, str]] = {}

    def holds(self, record: Record) -> bool:
        """Tell whether everything a record rests on is still so."""
        if any(self._digests.get(path) != digest for path, digest in record.files.items()):
            return False
        return all(
            self._same(path, name, digest) for path, used in record.uses.items() for name, digest in used
        )

    def _same(self, path: str, name: str, digest: str) -> bool:
        return self.now((path, name)) == digest

    def parts(self, path: str) -> Mapping[str, str]:
        """Return the parts of a file."""
        made = self._outlines.get(path)
        return made.parts if made is not None else {}

    def pair(self, token: Token) -> tuple[str, str] | None:
        """Return a name and the digest it has now, the same one each time: most are looked at by many."""
        known = self._pairs.get(token)
        if known is None and (digest := self.now(token)) is not None:
            known = self._pairs[token] = (token[1], digest)
        return known

    def pairs(self, tokens: Iterable[Token]) -> list[tuple[str, str]]:
        """Return the names of some tokens, each with the digest it has now, without what is gone."""
        return [pair for token in tokens if (pair := self.pair(token)) is not None]

    def now(self, token: Token) -> str | None:
        """Return the digest something has now; None when it is gone."""
        path, name = token
        if path == "method":
            known = self._methods.get(name)
            if known is None:
                known = self._methods[name] = method_digest(self._with_method.get(name, ()), self._outlines)
            return known
        made = self._outlines.get(path)
        return made.parts.get(name) if made is not None else None


def encode(record: Record) -> bytes:
    """Write a record down."""
    return msgspec.msgpack.encode(record)


def decode(data: bytes | None) -> Record | None:
    """Read a record back; None when there is none, or another version wrote it."""
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=Record)
    except msgspec.MsgspecError:
        return None
