"""What an executable is, seen without its source and without running it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class State(StrEnum):
    """Whether a protection is there."""

    ON = "on"
    PARTIAL = "partial"
    OFF = "off"
    NOT_APPLICABLE = "not applicable"


class Protection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way to make exploitation harder: non-executable stack, canaries, a signature."""

    name: str
    state: State
    says: str = ""
    """What that means, in a few words."""


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of the file."""

    name: str
    offset: int
    size: int
    entropy: float
    """Bits a byte, 0 to 8."""
    flags: str
    """Of r, w, x."""


class Call(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place that calls something dangerous."""

    address: int
    function: str
    """In which function: its name, or its address."""
    callee: str
    arguments: tuple[str, ...] = ()
    """What is known of them: a constant as C writes it, or empty where it is not known."""
    says: str = ""
    """Why this call deserves a look."""


class Function(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One function, in words."""

    address: int
    name: str
    size: int
    calls: tuple[str, ...] = ()
    """What it calls, in order, without repeats."""
    callers: int = 0
    loops: int = 0
    summary: str = ""
    """What it calls, compares and repeats."""


class Component(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A library or program built in, by what it says of itself."""

    name: str
    version: str
    says: str
    """The text that gave it away."""
    vulnerabilities: tuple[str, ...] = ()
    """Ids of known ones in this version, from data the user mounted."""
    ecosystem: str = ""
    """Whose names and versions these are: Go, crates.io; empty for libraries of C."""


class Executable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one executable is."""

    artefact: str
    name: str
    format: str
    """ELF, PE, Mach-O, .NET, Java class."""
    architecture: str
    kind: str
    """Program, library, object, driver, core."""
    made_with: tuple[str, ...] = ()
    """Compilers, linkers, languages, packers it names or shows."""
    libraries: tuple[str, ...] = ()
    protections: tuple[Protection, ...] = ()
    sections: tuple[Section, ...] = ()
    packed: str = ""
    """Why it looks packed; empty where it does not."""
    imports: tuple[str, ...] = ()
    abilities: tuple[str, ...] = ()
    """What it is able to do, by what it imports, in plain words: no accusation."""
    exports: int = 0
    strings: tuple[str, ...] = ()
    """Those that mean something: addresses, paths, commands, keys."""
    functions: tuple[Function, ...] = ()
    """The most telling ones."""
    function_count: int = 0
    calls: tuple[Call, ...] = ()
    components: tuple[Component, ...] = ()
    build_id: str = ""
    """What its linker calls this very build, in hex."""
    import_digest: str = ""
    """Digest over what it imports: the same for builds of the same source."""
    signer: str = ""
    """Whom its signature names; whether to trust them is not asked."""
    stripped: bool = False
    """Whether the names of its functions were taken out."""
    notes: tuple[str, ...] = ()
    """What was appended or lies inside, and how far it could be read."""
