"""How work in another process says that it failed: as bytes nobody has to trust."""

from __future__ import annotations

from typing import Final

import msgspec

from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable, VedetteError

DONE: Final = b"d"
"""Before an answer."""
FAILED: Final = b"f"
"""Before a failure."""
_EXTRAS: Final = {
    "server": (
        "starlette uvicorn httptools uvloop anyio multipart python_multipart webauthn joserfc argon2 dns"
        " idna publicsuffixlist prometheus_client psycopg"
    ),
    "hunt": "evtx sigma ahocorasick re2 numpy duckdb publicsuffixlist maxminddb zstandard",
    "triage": (
        "lief capstone olefile py7zr zstandard tree_sitter_javascript tree_sitter_bash tree_sitter_php"
        " ahocorasick re2 publicsuffixlist numpy PIL zxingcpp yara_x"
    ),
    "respond": "typst",
    "models": "urllib3",
    "mcp": "mcp",
    "local-model": "xllamacpp",
}
"""What has to be asked for to get a module, and the modules that brings, as the project's file has it."""
_KINDS: Final = {one.__name__: one for one in (BadInput, LimitHit, Refused, Unavailable)}


class Failure(msgspec.Struct, frozen=True):
    """How work says that it failed."""

    kind: str
    what: str
    hint: str


def fault(error: BaseException) -> VedetteError:
    """Turn whatever was raised into an error of ours."""
    if isinstance(error, VedetteError):
        return error
    if isinstance(error, MemoryError):
        return LimitHit("it needs more memory than it may use", hint="give it less at once")
    if isinstance(error, RecursionError):
        return BadInput("something in it is nested too deeply", hint="leave that out")
    if isinstance(error, ModuleNotFoundError) and not (error.name or "vedette").startswith("vedette"):
        return lacking(error)
    return Unavailable(f"a fault in vedette: {type(error).__name__}", hint="please report it")


def lacking(error: ModuleNotFoundError) -> Unavailable:
    """Say which library is not there, and how it comes."""
    name = (error.name or "").partition(".")[0]
    some = [f"'vedette[{extra}]'" for extra, modules in _EXTRAS.items() if name in modules.split()]
    return Unavailable(
        f"{name} is not installed: this part of vedette needs it",
        hint=f"pip install {', or '.join(some) or 'vedette anew'}",
    )


def failure(error: VedetteError) -> bytes:
    """Write a failure down."""
    kind = next((one.__name__ for one in type(error).__mro__ if one.__name__ in _KINDS), "")
    what = str(error).encode("utf-8", "backslashreplace").decode()
    return FAILED + msgspec.json.encode(Failure(kind, what, error.hint))


def told(word: bytes) -> VedetteError:
    """Read a failure: what `failure` wrote, without its first byte."""
    try:
        read = msgspec.json.decode(word, type=Failure)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Unavailable("the work failed in a way nobody understands", hint="please report it")
    return _KINDS.get(read.kind, Unavailable)(read.what, hint=read.hint)
