"""The engine: source files in, findings and coverage out. No disk, no network, no clock."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections.abc import Callable, Sequence
from types import FunctionType
from typing import ParamSpec, TypeVar

import msgspec

from vedette.code.facts import FactCache
from vedette.code.knowledge import Knowledge
from vedette.code.result import Progress, ScanResult
from vedette.core.sources import SourceFile

_RECURSION = 12_000
_STACK_A_CALL = 1_500
"""Bytes of the machine's stack for a compiled call: 450 are the most that nested code was seen to take."""
_CHUNK_SLOTS = (1 << 17) + 256
"""A little over 1 MiB of an 8-byte slot each: the interpreter rounds its frames' memory up to 2 MiB."""
P = ParamSpec("P")
T = TypeVar("T")


def scan(
    files: Sequence[SourceFile],
    knowledge: Knowledge,
    cache: FactCache | None = None,
    progress: Progress | None = None,
    *,
    ending: bool = False,
) -> ScanResult:
    """Look for every weakness the knowledge describes; `ending`: the process ends soon after."""
    key = _key(files, knowledge)
    if cache is not None and (known := _decode(cache.get(key))) is not None:
        return known
    from vedette.code.analysis import analyse  # noqa: PLC0415  an unchanged scan needs no interpreter
    from vedette.code.taint.interpreter import machine  # noqa: PLC0415  as above

    with _Stack(_calls(compiled=not isinstance(machine, FunctionType)), leaving=ending):
        result = _with_room(analyse, files, knowledge, cache, progress, ending=ending)
    if cache is not None:
        cache.put(key, msgspec.msgpack.encode(result))
    return result


class _Stack:
    """Room for deeply nested code, and no pauses to look for garbage: what we make has no circles."""

    def __init__(self, calls: int, *, leaving: bool) -> None:
        self._calls = calls
        self._leaving = leaving
        """Whether what was made is left as it is: then nobody shall look through it later either."""

    def __enter__(self) -> None:
        self._limit, self._collecting = sys.getrecursionlimit(), gc.isenabled()
        sys.setrecursionlimit(max(self._limit, self._calls))
        gc.disable()

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._limit)
        if self._leaving:
            gc.freeze()
        if self._collecting:
            gc.enable()


def _calls(*, compiled: bool) -> int:
    """Return how many calls within calls there is room for.

    Those of interpreted functions take none of the machine's stack; those of compiled ones do, and nobody but
    this limit keeps them from its end. A thread's stack is as large as the limit says, if there is one.
    """
    import resource  # noqa: PLC0415  an unchanged scan needs none of it

    stack, _ = resource.getrlimit(resource.RLIMIT_STACK)
    if not compiled or stack == resource.RLIM_INFINITY:
        return _RECURSION
    return min(_RECURSION, stack // _STACK_A_CALL)


def _roomy(function: FunctionType) -> None:
    """Give a function a frame so large that the interpreter has room beside it for those it calls.

    CPython maps 16 KiB at a time for frames, and unmaps them as soon as they are left: a deep recursion that
    goes up and down over such an edge does so ten thousand times a second. Untouched room costs no memory.
    """
    function.__code__ = function.__code__.replace(co_stacksize=_CHUNK_SLOTS)


def _with_room(work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    return work(*given, **named)


_roomy(_with_room)  # type: ignore[arg-type]


def _key(files: Sequence[SourceFile], knowledge: Knowledge) -> bytes:
    listing = "\n".join(f"{file.path}\0{file.digest}" for file in files).encode("utf-8", "surrogateescape")
    return f"scan:{knowledge.key}:{hashlib.sha256(listing).hexdigest()}".encode()


def _decode(data: bytes | None) -> ScanResult | None:
    if data is None:
        return None
    try:
        return msgspec.msgpack.decode(data, type=ScanResult)
    except msgspec.MsgspecError:
        return None
