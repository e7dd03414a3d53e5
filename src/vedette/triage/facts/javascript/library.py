"""What JavaScript's functions do: the rows of `library.toml`, and names of the language's own."""

from __future__ import annotations

from functools import cache

from vedette.triage.fact import Act
from vedette.triage.facts.flow.rows import Library, rows_of

_GLOBALS = ("global", "globalThis", "window", "self", "module")

_CLIENTS = (
    "msxml2.xmlhttp",
    "msxml2.serverxmlhttp",
    "microsoft.xmlhttp",
    "winhttp.winhttprequest",
)
_ANSWERS = {
    f"com:{client}.{name}": (Act.DOWNLOADS, "takes what a server answered")
    for client in _CLIENTS
    for name in ("responseBody", "ResponseBody", "responseText", "ResponseText", "responseStream")
}


@cache
def library() -> Library:
    """Return all that is known of Node's libraries and the best-known packages."""
    calls, methods = rows_of("vedette.triage.facts.javascript", "library.toml")
    calls |= rows_of("vedette.triage.facts.javascript", "windows.toml")[0]
    aliases = {
        "axios.default": "axios",
        "fs/promises": "fs.promises",
        "process.mainModule.require": "require",
        "module.require": "require",
        "node-fetch": "fetch",
        "node-fetch.default": "fetch",
        "cross-spawn": "child_process.spawn",
        "fs-extra": "fs",
        "graceful-fs": "fs",
        "undici.fetch": "fetch",
        "cross-fetch": "fetch",
        "isomorphic-fetch": "fetch",
        "path.posix": "path",
        "path.win32": "path",
    }
    for owner in _GLOBALS:
        aliases |= {
            f"{owner}.{name}": name
            for name in ("eval", "Function", "process", "require", "fetch", "Buffer", "atob")
        }
    return Library(
        calls=calls,
        methods=methods,
        wholes={"process.env": (Act.READS_ENVIRONMENT, "reads the whole environment")} | _ANSWERS,
        variables=frozenset({"process.env"}),
        aliases=aliases,
        imports=frozenset({"require", "import", "__webpack_require__", "createRequire()"}),
        attributes=frozenset({"Reflect.get"}),
        closures=True,
        objects=frozenset({"ActiveXObject", "WScript.CreateObject", "CreateObject", "GetObject"}),
        tables=frozenset({"global", "globalThis", "window"}),
    )
