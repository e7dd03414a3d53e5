"""Which of our behaviours say what a group of capa's rules says: only those that mean the same.

A behaviour that merely goes along with one (a program that looks functions up is often one that injects) is
not listed. Where a group holds rules of several kinds, each kind has its behaviours here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

_HARD_TO_READ: Final = (
    "unreadable",
    "names-functions-by-hash",
    "carries-hidden-program",
    "calls-by-hidden-name",
)
_ANALYSTS: Final = ("looks-for-analysts", "command-looks-for-machine")
_DEFENCE: Final = ("disables-defence", "command-disables-defence")
_STAYS: Final = (
    "persists", "persists-foreign", "registry-run-key", "command-persists", "writes-startup-place",
    "stands-in-the-logon",
)  # fmt: skip
_HOST: Final = ("collects-host-facts", "asks-who-and-where", "sends-host-facts", "sends-host-facts-to-drop")
_RUNS: Final = (
    "runs-bytes", "runs-hidden-code", "runs-decoded", "runs-received", "hands-text-to-script-engine",
    "loads-dropped-library",
)  # fmt: skip
_SHELL: Final = (
    "reverse-shell", "shell-on-connection", "takes-orders", "sends-command-output", "runs-received",
)  # fmt: skip
_SECRETS: Final = ("reads-secrets", "sends-secrets", "reads-browser-store", "decrypts-protected")
_RECOVERY: Final = ("destroys-recovery", "command-destroys-recovery")
GROUPS: Final = {
    "anti-analysis": _ANALYSTS,
    "anti-analysis/anti-av": (*_ANALYSTS, *_DEFENCE),
    "anti-analysis/anti-disasm": _HARD_TO_READ,
    "anti-analysis/anti-forensic": ("clears-traces", "command-clears-traces", "hides", *_DEFENCE),
    "anti-analysis/anti-llm": ("speaks-to-reviewers",),
    "anti-analysis/obfuscation": _HARD_TO_READ,
    "anti-analysis/packer": _HARD_TO_READ,
    "collection": (*_SECRETS, *_HOST, "takes-account-hashes", "reads-clipboard", "swaps-clipboard"),
    "collection/browser": _SECRETS,
    "collection/credit-card": _SECRETS,
    "collection/database": (*_HOST, "asks-database"),
    "collection/file-managers": _SECRETS,
    "collection/group-policy": _HOST,
    "collection/keylog": ("records-keys", "records-keys-to-file", "sends-watched"),
    "collection/microphone": ("uses-sensor", "sends-watched"),
    "collection/network": (*_HOST, "watches-network"),
    "collection/password-manager": _SECRETS,
    "collection/screenshot": ("captures-screen", "sends-watched"),
    "collection/webcam": ("uses-sensor", "sends-watched"),
    "communication/c2/file-transfer": (
        "fetches-file", "uploads-files", "runs-download", "runs-dropped", "command-downloads-and-runs",
        "visitor-writes-program", "talks-to-bare-address", "names-drop-site",
    ),
    "communication/c2/shell": (*_SHELL, "reads-output-of-commands"),
    "exploitation": ("escalates",),
    "host-interaction/bootloader": (
        *_DEFENCE, *_RECOVERY, *_STAYS, "writes-raw-disk", "escalates", "asks-firmware",
    ),
    "host-interaction/firewall/modify": ("opens-firewall", *_DEFENCE),
    "host-interaction/hardware/keyboard": (
        "records-keys", "records-keys-to-file", "asks-language", "presses-keys", *_ANALYSTS,
    ),
    "host-interaction/process/inject": ("injects", "runs-bytes"),
    "host-interaction/uac": ("escalates",),
    "impact/inhibit-system-recovery": _RECOVERY,
    "impact/wipe-disk": ("writes-raw-disk", "wipes-files", "command-wipes"),
    "lateral-movement": ("moves-on",),
    "load-code": _RUNS,
    "load-code/pe": (
        *_RUNS, "injects", "looks-functions-up", "names-functions-by-hash", "carries-hidden-program",
        "reads-program-heads",
    ),
    "load-code/shellcode": (*_RUNS, "injects"),
    "malware-family": (*_RUNS, *_SHELL, "injects"),
    "persistence": _STAYS,
    "targeting/automated-teller-machine": ("drives-cash-machine",),
}  # fmt: skip
"""Behaviours by group; a group without a line of its own has that of the group above it."""


def meant(group: str) -> frozenset[str]:
    """Return the behaviours that say what a group says; none where no line is about it."""
    while group:
        if group in GROUPS:
            return frozenset(GROUPS[group])
        group = group.rpartition("/")[0]
    return frozenset()


def matched(groups: Collection[str], behaviours: Collection[str]) -> int:
    """Return how many of the groups a file is an example of are said by some behaviour of it."""
    said = {one.rpartition("/")[2] for one in behaviours}
    return sum(not meant(group).isdisjoint(said) for group in groups)
