"""What agents give the tools: one frozen class a tool, whose docstrings are what the agent reads."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Place = Annotated[str, Meta(min_length=1, max_length=1024)]
Most = Annotated[int, Meta(ge=1, le=100, description="most entries in the answer; the rest is counted")]


class Target(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to look at."""

    target: Annotated[
        Place,
        Meta(
            description="on one's own machine: a file, folder, archive or package (NAME==VERSION, pypi:…);"
            " in a service: upload:ID or folder:NAME/PATH"
        ),
    ]
    most: Most = 20


class Text(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, and what it is to be taken for."""

    text: Annotated[str, Meta(min_length=1, max_length=262_144)]
    sort: Annotated[
        Literal["code", "script", "logs"],
        Meta(description="code: weaknesses in Python. script: is it hostile. logs: attacks in its lines"),
    ]
    most: Most = 20


class Asking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question in plain words."""

    question: Annotated[str, Meta(min_length=1, max_length=262_144)]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to search for."""

    words: Annotated[str, Meta(min_length=1, max_length=1000)]
    most: Most = 10


class Ident(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing."""

    ident: Annotated[
        str, Meta(min_length=1, max_length=200, description="CWE-89, T1566, CVE-2026-1234, a term, …")
    ]


class Reader(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom to explain."""

    audience: Literal["executive", "generalist", "analyst", "developer"] = "generalist"


class FindingId(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One finding of the last report."""

    finding: Annotated[str, Meta(min_length=4, max_length=64, description="the beginning of its fingerprint")]


class JobId(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One job."""

    job: Annotated[str, Meta(min_length=1, max_length=64)]


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing is needed."""
