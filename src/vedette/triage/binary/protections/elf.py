"""What makes an ELF file harder to exploit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.executables import Protection, State
from vedette.triage.binary.image import Image
from vedette.triage.binary.tables.elf import RELRO, STACK, Tables
from vedette.triage.binary.tables.elf_notes import features

_CANARY: Final = frozenset(
    {"__stack_chk_fail", "__stack_chk_guard", "__stack_chk_fail_local", "__intel_security_cookie"}
)
_CANARY_LOADS: Final = {
    "x86-64": b"\x64\x48\x8b\x04\x25\x28\x00\x00\x00",
    "x86": b"\x65\xa1\x14\x00\x00\x00",
}
"""The instruction that fetches the canary, where no symbol tells."""
FORTIFIABLE: Final = frozenset(
    """asprintf confstr dprintf explicit_bzero fdelt fgets fgets_unlocked fgetws fprintf fread fread_unlocked
    fwprintf getcwd getdomainname getgroups gethostname getlogin_r gets getwd longjmp mbsnrtowcs mbsrtowcs
    mbstowcs memcpy memmove mempcpy memset obstack_printf obstack_vprintf poll ppoll pread pread64 printf
    ptsname_r read readlink readlinkat realpath recv recvfrom snprintf sprintf stpcpy stpncpy strcat strcpy
    strlcat strlcpy strncat strncpy swprintf syslog ttyname_r vasprintf vdprintf vfprintf vfwprintf vprintf
    vsnprintf vsprintf vswprintf vsyslog vwprintf wcpcpy wcpncpy wcrtomb wcscat wcscpy wcsncat wcsncpy
    wcsnrtombs wcsrtombs wcstombs wctomb wmemcpy wmemmove wmempcpy wmemset wprintf""".split()  # noqa: SIM905 - a page of names reads better
)
"""Functions of the C library that have a checked twin, `__NAME_chk`."""
_DF_BIND_NOW, _DF_1_NOW, _DF_1_PIE = 0x8, 0x1, 0x08000000


def protections(tables: Tables, made: Image, names: frozenset[str]) -> tuple[Protection, ...]:
    """Say which protections an ELF file has; `names` are all its symbols."""
    if made.kind in ("object", "kernel module", "debug information", "core"):
        says = f"a {made.kind} is not run as it is"
        return tuple(
            Protection(name=name, state=State.NOT_APPLICABLE, says=says) for name in ("NX", "PIE", "RELRO")
        )
    return (
        _stack(tables), _position(tables, made), _relocations(tables), _canary(made, names), _fortify(names),
        *_processor(tables, made), _run_path(tables),
    )  # fmt: skip


def _stack(tables: Tables) -> Protection:
    found = next((one for one in tables.segments if one.type == STACK), None)
    if found is not None and not found.flags & 1:
        return Protection(name="NX", state=State.ON, says="data cannot be run as code")
    why = "asks for a stack that can be run" if found else "does not say that its stack holds no code"
    return Protection(name="NX", state=State.OFF, says=why)


def _position(tables: Tables, made: Image) -> Protection:
    if tables.type == 2:  # noqa: PLR2004 - ET_EXEC
        return Protection(name="PIE", state=State.OFF, says="is always loaded at the same address")
    if made.kind == "library":
        return Protection(name="PIE", state=State.NOT_APPLICABLE, says="a library can go anywhere")
    return Protection(name="PIE", state=State.ON, says="is loaded at an address that cannot be guessed")


def _relocations(tables: Tables) -> Protection:
    if not tables.dynamic and tables.type == 2:  # noqa: PLR2004
        says = "is linked statically: there is no table of imports to overwrite"
        if not any(one.type == RELRO for one in tables.segments):
            return Protection(name="RELRO", state=State.OFF, says=says)
    if not any(one.type == RELRO for one in tables.segments):
        return Protection(name="RELRO", state=State.OFF, says="the table of imports stays writable")
    now = tables.tag(24) is not None
    now = now or bool((tables.tag(30) or 0) & _DF_BIND_NOW or (tables.tag(0x6FFFFFFB) or 0) & _DF_1_NOW)
    if now:
        return Protection(
            name="RELRO", state=State.ON, says="the table of imports is locked once it is filled"
        )
    return Protection(
        name="RELRO", state=State.PARTIAL, says="the table of late-bound imports stays writable"
    )


def _canary(made: Image, names: frozenset[str]) -> Protection:
    if _CANARY & {name.partition("@")[0] for name in names if name.startswith("__")}:
        return Protection(name="canary", state=State.ON, says="notices when a buffer on the stack runs over")
    load = _CANARY_LOADS.get(made.architecture)
    static = not made.imports and made.stripped
    if (
        load
        and static
        and any(made.data.find(load, one.offset, one.offset + one.stored) >= 0 for one in made.code)
    ):
        return Protection(name="canary", state=State.ON, says="its code fetches a canary; no symbol says so")
    return Protection(name="canary", state=State.OFF, says="an overrun of a stack buffer goes unnoticed")


def _fortify(names: frozenset[str]) -> Protection:
    plain = {name.partition("@")[0] for name in names}
    checked = sorted(name for name in FORTIFIABLE if f"__{name}_chk" in plain)
    unchecked = sorted(FORTIFIABLE & plain)
    if checked:
        of = len({*checked, *unchecked})
        says = f"{len(checked)} of {of} functions that have a checked twin use it"
        return Protection(name="FORTIFY", state=State.PARTIAL if unchecked else State.ON, says=says)
    if unchecked:
        says = "calls " + ", ".join(unchecked[:4]) + " without a check of sizes"
        return Protection(name="FORTIFY", state=State.OFF, says=says)
    return Protection(
        name="FORTIFY", state=State.NOT_APPLICABLE, says="calls nothing that has a checked twin"
    )


def _processor(tables: Tables, made: Image) -> Iterator[Protection]:
    pairs = {
        "x86-64": (("IBT", "indirect jumps land only where the compiler allows it"),
                   ("SHSTK", "the processor keeps a second copy of return addresses")),
        "AArch64": (("BTI", "indirect jumps land only where the compiler allows it"),
                    ("PAC", "return addresses are signed")),
    }.get(made.architecture, ())  # fmt: skip
    bits = features(tables) or 0
    for number, (name, says) in enumerate(pairs):
        if bits >> number & 1:
            yield Protection(name=name, state=State.ON, says=says)
        else:
            yield Protection(name=name, state=State.OFF, says=f"it does not ask for this: {says}")


def _run_path(tables: Tables) -> Protection:
    paths = [*tables.dynamic_texts(15), *tables.dynamic_texts(29)]
    if not paths:
        return Protection(
            name="no RPATH", state=State.ON, says="libraries come from where the system has them"
        )
    told = ", ".join(dict.fromkeys(paths))[:200]
    parts = [part for path in paths for part in path.split(":")]
    loose = any(not part.startswith(("/", "$ORIGIN", "${ORIGIN}")) for part in parts)
    state = State.OFF if loose or any("/tmp" in part for part in parts) else State.PARTIAL  # noqa: S108
    return Protection(name="no RPATH", state=state, says=f"looks for libraries in {told}")
