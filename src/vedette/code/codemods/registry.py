"""The table of codemods: what each claims, and how it mends it."""

from __future__ import annotations

from typing import Final

from vedette.code.codemods import settings
from vedette.code.codemods.codemod import Codemod

CODEMODS: Final[tuple[Codemod, ...]] = (
    Codemod(
        "verify-tls",
        "tls-verification-off",
        "Leaves the check of the other end's certificate on, as the library does unless told otherwise.",
        settings.verify_tls,
    ),
    Codemod(
        "debug-off",
        "debug-mode",
        "Switches debug mode off, so that visitors see no insides of the program.",
        settings.debug_off,
    ),
    Codemod(
        "local-only",
        "bind-all-interfaces",
        "Listens on this machine's own address, so that no other network reaches it.",
        settings.local_only,
    ),
    Codemod(
        "cookie-flags",
        "insecure-cookie",
        "Sets secure, httponly and samesite, so that neither the network nor scripts can read the cookie.",
        settings.cookie_flags,
    ),
    Codemod(
        "autoescape-on",
        "autoescape-off",
        "Lets the template engine escape every value that is put into a page.",
        settings.autoescape_on,
    ),
    Codemod(
        "csrf-on",
        "csrf-off",
        "Leaves the framework's protection against forged requests on.",
        settings.csrf_on,
    ),
    Codemod("owner-only", "loose-permissions", "Gives rights to the owner only.", settings.owner_only),
    Codemod(
        "reject-unknown-hosts",
        "ssh-host-key-unchecked",
        "Refuses servers whose key is not among the known ones.",
        settings.reject_unknown_hosts,
    ),
    Codemod("longer-key", "weak-key-size", "Makes a key long enough for today.", settings.longer_key),
    Codemod(
        "newer-tls",
        "weak-cipher",
        "Asks for a version of TLS that is not broken.",
        settings.newer_tls,
        sinks=r"^ssl\.",
    ),
    Codemod(
        "closed-default",
        "dangerous-default",
        "Takes back a setting that opened more than it should.",
        settings.closed_default,
    ),
)
"""Tried in this order; several may claim one finding."""
