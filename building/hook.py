"""Puts compiled modules into a wheel, beside their text. Off unless asked for: see `make wheel`."""

from __future__ import annotations

import subprocess  # noqa: TID251  the compiler is a program
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Compiled(BuildHookInterface[Any]):
    """Compiles every part, each in a process of its own and all at once."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say what goes where.

        Raises:
            SystemExit: the compiler said no.

        """
        del version
        sys.path.insert(0, self.root)
        from building.parts import parts  # noqa: PLC0415  found from here on

        out = Path(self.directory).resolve() / "compiled"
        command = [sys.executable, "-m", "building.compiling"]
        running = {
            name: subprocess.Popen([*command, name, str(out / name)], cwd=self.root)  # noqa: S603  ours
            for name in parts()
        }
        failed = [name for name, process in running.items() if process.wait()]
        if failed:
            raise SystemExit(
                f"not compiled: {', '.join(failed)} (it takes a C compiler and Python's headers)"
            )
        for name in running:
            for file in (out / name).rglob("*.so"):
                build_data["force_include"][str(file)] = file.relative_to(out / name).as_posix()
        build_data["pure_python"], build_data["infer_tag"] = False, True
