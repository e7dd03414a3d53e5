"""Which paths and variables hold what a thief wants: patterns of `secrets.toml`, by what they are."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from vedette.core.expressions import expression
from vedette.core.tables import table

_VARIABLES: Final = expression(
    r"^(aws_(secret|session|access)\w*|npm_(auth_)?token|node_auth_token|(github|gh|gitlab|ci_job|pypi|twine|vault|"
    r"slack|discord|telegram|openai|anthropic|heroku|docker|azure|gcp|google|stripe|sonar|codecov|circle)\w*"
    r"(token|key|secret|password|pat)|twine_password|actions_runtime_token|actions_id_token_request_token|"
    r"database_url|db_pass(word)?|private_key|mnemonic|seed_phrase|wallet_\w+|\w*api_key|\w*secret(_key)?|\w*password)$"
)
_LONG: Final = 512


@cache
def _paths() -> tuple[tuple[str, re.Pattern[str]], ...]:
    rows = table("vedette.triage.facts.flow", "secrets.toml")["path"]
    return tuple((row["says"], re.compile("|".join(row["patterns"]))) for row in rows)


def secret_path(text: str) -> str:
    """Name what a path holds, or nothing."""
    low = text[-_LONG:].lower().replace("\\", "/").replace("//", "/")
    if len(low) < 4:  # noqa: PLR2004  nothing that short is listed
        return ""
    return next((says for says, pattern in _paths() if pattern.search(low)), "")


def secret_variable(name: str) -> bool:
    """Say whether an environment variable of this name holds a secret."""
    return _VARIABLES.match(name.lower()) is not None
