"""What the functions of Python's libraries do: the rows of `library.toml`, and names of Python's own."""

from __future__ import annotations

from functools import cache

from vedette.triage.fact import Act
from vedette.triage.facts.flow.rows import Library, rows_of


@cache
def library() -> Library:
    """Return all that is known of Python's libraries."""
    calls, methods = rows_of("vedette.triage.facts.python", "library.toml")
    environment = (Act.READS_ENVIRONMENT, "reads the whole environment")
    return Library(
        calls=calls,
        methods=methods,
        wholes={"os.environ": environment, "os.environb": environment},
        variables=frozenset({"os.environ", "os.environb"}),
        aliases={
            "posix": "os",
            "nt": "os",
            "builtins.__import__": "__import__",
            "ImageGrab": "PIL.ImageGrab",
            "pathlib.Path.home()": "pathlib.Path()",
            "urllib2": "urllib.request",
            "__builtin__": "builtins",
        },
        imports=frozenset(
            {"__import__", "importlib.import_module", "importlib.__import__", "builtins.__import__"}
        ),
        attributes=frozenset({"getattr", "builtins.getattr"}),
        tables=frozenset(
            [
                "globals",
                "globals()",
                "locals",
                "locals()",
                "vars",
                "vars()",
                "__builtins__",
                "__builtins__.__dict__",
                "builtins.__dict__",
                "sys.modules",
                "os.__dict__",
                "subprocess.__dict__",
                "base64.__dict__",
            ]
        ),
    )
