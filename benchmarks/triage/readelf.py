"""Hardening by another eye: `readelf -W` of binutils, read as people read it. Shares nothing with ours."""

from __future__ import annotations

import re
import shutil
import subprocess  # noqa: TID251  a tool of somebody else, as a second opinion
from pathlib import Path
from typing import Final

TOOL: Final = shutil.which("readelf")
_CANARIES: Final = ("__stack_chk_fail", "__stack_chk_guard", "__intel_security_cookie")
_CANARY_LOADS: Final = (bytes.fromhex("64488b042528000000"), bytes.fromhex("65a114000000"))
_SYMBOL: Final = re.compile(r"^ *\d+: [0-9a-f]+ +\S+ +\S+ +\S+ +\S+ +\S+ +(\S+)", re.MULTILINE)
_RUNNABLE: Final = re.compile(r"^ *LOAD +(0x\w+) +0x\w+ +0x\w+ +(0x\w+) +0x\w+ +R ?W? ?E", re.MULTILINE)
_CHECKED: Final = re.compile(r"^__(\w+)_chk$")


def judge(path: Path, fortifiable: frozenset[str]) -> dict[str, str]:
    """Return the protections of an ELF file, in the words we use for their states."""
    headers, dynamic = _ran(path, "-lhS"), _ran(path, "-d")
    kind = _kind(headers)
    if kind in ("REL", "CORE") or _debug_only(headers):
        return dict.fromkeys(("NX", "PIE", "RELRO"), "not applicable")
    symbols = set(_SYMBOL.findall(_ran(path, "-s")))
    plain = {name.partition("@")[0] for name in symbols}
    return {
        "NX": "on" if re.search(r"GNU_STACK.* RW +0", headers) else "off",
        "PIE": _pie(kind, headers, dynamic),
        "RELRO": _relro(headers, dynamic),
        "canary": _canary(path, plain, dynamic, headers),
        "FORTIFY": _fortify(plain, fortifiable),
        "no RPATH": "on" if "(RPATH)" not in dynamic and "(RUNPATH)" not in dynamic else "there is one",
        **_processor(_ran(path, "-n"), headers),
    }


def agrees(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    """Return what the two differ in."""
    return [name for name, state in theirs.items() if not _same(ours.get(name, ""), state)]


def _same(ours: str, theirs: str) -> bool:
    return ours == theirs or (theirs == "there is one" and ours in ("off", "partial"))


def _ran(path: Path, *options: str) -> str:
    assert TOOL is not None
    done = subprocess.run([TOOL, "-W", *options, str(path)], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def _kind(headers: str) -> str:
    found = re.search(r"^ *Type: +(\w+)", headers, re.MULTILINE)
    return found[1] if found else ""


def _debug_only(headers: str) -> bool:
    return bool(re.search(r"\] \.text +NOBITS", headers))


def _pie(kind: str, headers: str, dynamic: str) -> str:
    if kind == "EXEC":
        return "off"
    return "on" if " INTERP " in headers or re.search(r"\(FLAGS_1\).*PIE", dynamic) else "not applicable"


def _relro(headers: str, dynamic: str) -> str:
    if "GNU_RELRO" not in headers:
        return "off"
    return "on" if re.search(r"\(BIND_NOW\)|\(FLAGS\).*BIND_NOW|\(FLAGS_1\).*NOW", dynamic) else "partial"


def _canary(path: Path, plain: set[str], dynamic: str, headers: str) -> str:
    if plain & {*_CANARIES, "__stack_chk_fail_local"}:
        return "on"
    stripped, static = ".symtab" not in headers, "NEEDED" not in dynamic and not plain
    if not (stripped and static):
        return "off"
    data = path.read_bytes()
    parts = [data[int(at, 16) : int(at, 16) + int(size, 16)] for at, size in _RUNNABLE.findall(headers)]
    return "on" if any(load in part for part in parts for load in _CANARY_LOADS) else "off"


def _fortify(plain: set[str], fortifiable: frozenset[str]) -> str:
    checked = {found[1] for name in plain if (found := _CHECKED.match(name))} & fortifiable
    unchecked = plain & fortifiable
    if checked:
        return "partial" if unchecked else "on"
    return "off" if unchecked else "not applicable"


def _processor(notes: str, headers: str) -> dict[str, str]:
    if "X86-64" in headers:
        words = re.search(r"x86 feature: (.*)", notes)
        return {name: "on" if words and name in words[1] else "off" for name in ("IBT", "SHSTK")}
    if "AArch64" in headers:
        words = re.search(r"AArch64 feature: (.*)", notes)
        return {name: "on" if words and name in words[1] else "off" for name in ("BTI", "PAC")}
    return {}
