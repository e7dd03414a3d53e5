"""Compiles one part of the product to C: `python -m building.compiling PART OUT` puts its modules in OUT."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from mypyc.build import include_dir, mypycify
from setuptools import setup

from building.parts import ROOT, parts
from building.runtime import mended
from building.structs import native

QUIET: Final = (
    "--config-file=",
    "--follow-imports=silent",
    "--ignore-missing-imports",
    "--namespace-packages",
    "--explicit-package-bases",
    "--cache-dir=/dev/null",
)
"""Types are checked by `make test`, strictly: here they are only read."""


def compile_part(name: str, out: Path) -> None:
    """Compile a part's modules, with what they are found as when installed below `out`."""
    modules, out = parts()[name], out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copytree(ROOT / "src", work / "src", ignore=shutil.ignore_patterns("__pycache__"))
        for module in modules:
            path = work / "src" / module
            path.write_text(native(path.read_text(encoding="utf-8"), module), encoding="utf-8")
        os.chdir(work)
        os.environ["MYPYPATH"] = str(work / "src")
        extensions = mypycify(
            [*QUIET, *(f"src/{module}" for module in modules)],
            opt_level="2",
            debug_level="0",
            group_name=f"vedette_{name}",
        )
        mended(Path(include_dir()), work / "build")
        places = ["--build-lib", str(out), "--build-temp", str(work / "objects")]
        setup(name="vedette", packages=[], ext_modules=extensions, script_args=["-q", "build_ext", *places])


if __name__ == "__main__":
    compile_part(sys.argv[1], Path(sys.argv[2]))
