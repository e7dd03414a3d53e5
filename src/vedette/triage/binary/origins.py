"""What made an executable: compilers, languages and bundlers, by what they leave behind."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import islice
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from vedette.triage.binary.image import Image
from vedette.triage.binary.masks import Masks

_SIGNS: Final = (
    ("Go", (b"Go buildinf:", b"Go build ID: ")),
    ("Rust", (b"/rustc/", b"rust_panic", b"RUST_BACKTRACE")),
    ("PyInstaller", (b"_MEIPASS2", b"pyi-windows-manifest", b"PyInstaller")),
    ("Nuitka", (b"NUITKA_ONEFILE", b"nuitka_")),
    ("Cython", (b"__pyx_capi__", b"__pyx_unpickle")),
    ("AutoIt", (b"AU3!EA06", b"AutoIt v3")),
    ("Delphi", (b"Embarcadero", b"SOFTWARE\\Borland\\Delphi")),
    ("Nim", (b"NimMain", b"nimGC_")),
    ("Zig", (b"zig version", b"/lib/zig/std")),
    ("Swift", (b"libswiftCore", b"swift_retain", b"swift_getTypeByMangledName")),
    ("Node.js", (b"NODE_OPTIONS", b"NODE_SEA_BLOB")),
    ("Electron", (b"ELECTRON_RUN_AS_NODE",)),
    ("NSIS", (b"NullsoftInst",)),
    ("Inno Setup", (b"Inno Setup Setup Data",)),
    ("AppImage", (b"APPIMAGE_EXTRACT_AND_RUN",)),
    ("Visual Basic 6", (b"MSVBVM60.DLL",)),
    ("MinGW", (b"Mingw-w64 runtime failure", b"Mingw runtime failure")),
    ("Haskell", (b"GHC runtime linker", b"stg_ap_v_fast")),
    ("OCaml", (b"caml_startup", b"OCAMLRUNPARAM")),
    ("D", (b"_d_run_main", b"druntime")),
)


_SEEN_MAX: Final = 20_000
"""Signs that are looked at in one part of a file; the same one may stand there very often."""


@lru_cache(maxsize=1)
def _any() -> Any:  # noqa: ANN401 - of a library without types
    """Return all signs as one, for one way through a file."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(b"|".join(re2.escape(sign) for _, signs in _SIGNS for sign in signs), options)


def made_with(image: Image, masks: Masks) -> tuple[str, ...]:
    """Return what an executable was made with: what it says first, then what it shows."""
    seen = {match[0] for mask in masks.narrow for match in islice(_any().finditer(mask.text), _SEEN_MAX)}
    shown = [name for name, signs in _SIGNS if not seen.isdisjoint(signs)]
    return tuple(dict.fromkeys([*image.made_with, *shown]))


def import_digest(image: Image) -> str:
    """Return a digest over what is imported, in order: the same for builds of the same source."""
    if not image.imports:
        return ""
    words = ",".join(f"{one.library}.{one.name}".lower() for one in image.imports)
    return "sha256:" + hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()
