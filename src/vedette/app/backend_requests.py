"""What can be asked about language models attached here."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.backend_answers import BackendAttached, BackendProbed, BackendsListed, WeightsInstalled


class ListBackends(Request[BackendsListed], Struct, frozen=True, kw_only=True):
    """List what is attached, and what each may be used for."""


class ProbeBackend(Request[BackendProbed], Struct, frozen=True, kw_only=True):
    """Ask a model the questions by which it is granted roles."""

    name: str


class InstallWeights(Request[WeightsInstalled], Struct, frozen=True, kw_only=True):
    """Fetch weights our lock file knows."""

    name: str


class AttachBackend(Request[BackendAttached], Struct, frozen=True, kw_only=True):
    """Write a back-end down."""

    name: str
    kind: Literal["openai", "gguf"]
    model: str
    url: str = ""
    path: str = ""
    sha256: str = ""
    key_file: str = ""
    key_env: str = ""
    context: int = 0
    data: str = ""
    behind: tuple[str, ...] = ()
    """The named models it is to stand behind."""
