"""The table of codemods: what each claims, and how it mends it."""

from __future__ import annotations

from typing import Final

from vedette.code.codemods import (
    commands,
    crypto,
    data,
    escaping,
    paths,
    redirects,
    settings,
    sql,
    templating,
    xml,
)
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
    Codemod(
        "escape-html",
        "cross-site-scripting",
        "Escapes the value on its way into the page, so that a browser shows it as text.",
        escaping.escape_html,
    ),
    Codemod(
        "escape-pattern",
        "regex-injection",
        "Escapes the value, so that it is searched for as it is written.",
        escaping.escape_pattern,
    ),
    Codemod(
        "escape-filter", "ldap-injection", "Escapes the value for an LDAP filter.", escaping.escape_filter
    ),
    Codemod(
        "one-line-log",
        "log-injection",
        "Takes line breaks out of the value, so that it cannot begin a line of its own.",
        escaping.one_line,
    ),
    Codemod(
        "one-line-header",
        "header-injection",
        "Takes line breaks out of the value, so that it cannot begin a header of its own.",
        escaping.one_line,
    ),
    Codemod(
        "one-line-mail",
        "mail-injection",
        "Takes line breaks out of the value, so that it cannot begin a header of its own.",
        escaping.one_line,
    ),
    Codemod(
        "without-shell",
        "command-injection",
        "Hands the program its arguments one by one without a shell: a value can only be an argument.",
        commands.without_shell,
    ),
    Codemod(
        "quote-words",
        "command-injection",
        "Quotes the value for the shell, so that it can only be one argument.",
        commands.quote_words,
    ),
    Codemod(
        "literal-args",
        "argument-injection",
        "Keeps the program from reading the value as an option.",
        commands.literal_args,
    ),
    Codemod(
        "parametrise",
        "sql-injection",
        "Hands the value over as a parameter, so that the database never reads it as SQL.",
        sql.parametrise,
    ),
    Codemod(
        "contain",
        "path-traversal",
        "Refuses a path that leaves its folder once dots and links are resolved.",
        paths.contain,
    ),
    Codemod(
        "filter-archive",
        "archive-extraction",
        "Lets the library refuse entries that would be written outside the folder.",
        paths.filter_archive,
    ),
    Codemod(
        "stay-here",
        "open-redirect",
        "Sends visitors to the front page where the address leaves this site.",
        redirects.stay_here,
    ),
    Codemod(
        "answer-as-json",
        "cross-site-scripting",
        "Says of JSON that it is JSON, so that no browser takes it for a page.",
        escaping.answer_as_json,
    ),
    Codemod(
        "escaped-by-template",
        "cross-site-scripting",
        "Lets the template escape the value where it is put into the page.",
        templating.escaped_by_template,
    ),
    Codemod(
        "by-name",
        "template-injection",
        "Keeps the template fixed and hands the value over by name, so that it is never read as a template.",
        templating.by_name,
    ),
    Codemod(
        "stronger-hash",
        "weak-hash",
        "Uses SHA-256, for which nobody knows two texts with one hash.",
        crypto.stronger_hash,
    ),
    Codemod(
        "unpredictable",
        "weak-random",
        "Takes random numbers from the system, which nobody can predict.",
        crypto.unpredictable,
        sure=True,
    ),
    Codemod(
        "verify-token",
        "jwt-unverified",
        "Checks the signature with the key at hand and a fixed list of algorithms.",
        crypto.verify_token,
        sinks=r"decode$",
    ),
    Codemod(
        "from-environment",
        "hardcoded-secret",
        "Reads the secret from the environment; the one that was written down still has to be replaced.",
        crypto.from_environment,
    ),
    Codemod(
        "plain-data",
        "unsafe-deserialisation",
        "Loads with a loader that makes nothing but data.",
        data.plain_data,
        sinks=r"^(?:yaml|ruamel|torch)\.",
    ),
    Codemod(
        "literal-only",
        "code-injection",
        "Reads a literal, and runs nothing.",
        data.literal_only,
        sinks=r"^eval$",
    ),
    Codemod(
        "plain-values",
        "nosql-injection",
        "Refuses values that are no plain text or number: it takes a dictionary to be an operator.",
        data.plain_values,
    ),
    Codemod(
        "made-at-once",
        "insecure-temp-file",
        "Makes the file together with its name, so that nobody comes between.",
        data.made_at_once,
        sinks=r"^tempfile\.mktemp$",
    ),
    Codemod(
        "no-entities", "xxe", "Keeps the parser from loading what a document points to.", xml.no_entities
    ),
    Codemod(
        "ask-with-variables",
        "xpath-injection",
        "Hands the value over as a variable, so that it never becomes part of the question.",
        xml.ask_with_variables,
    ),
    Codemod(
        "no-quotes",
        "xpath-injection",
        "Refuses values that hold the quote they are put between.",
        xml.no_quotes,
    ),
)
"""Tried in this order; several may claim one finding."""
