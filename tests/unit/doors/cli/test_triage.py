"""What a small script costs beside reading it: each module that is loaded takes time."""

import os
import subprocess  # noqa: TID251  what is loaded is asked of a process of its own
import sys
from pathlib import Path

import pytest

CODED = "SUVYIChpd3IgaHR0cDovL2EuaW52YWxpZCk="
SCRIPTS = {
    "a.ps1": f"IEX ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('{CODED}')))\n",
    "a.js": f"eval(atob('{'YWxlcnQoMSk7' * 4}'));\n",
}
OURS = 205
"""Modules of ours, the worker's included: when it grows, see what is loaded that a script does not need."""
HEAVY = {
    "asyncio", "bz2", "dataclasses", "html.entities", "importlib.resources", "inspect", "lzma", "random",
    "shutil", "socket", "subprocess", "tempfile", "tomllib", "zipfile",
}  # fmt: skip
"""What takes a millisecond or more, and does nothing for it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the scripts, and a cache: what is kept beside its source is made once."""
    made = tmp_path_factory.mktemp("scripts")
    for name, script in SCRIPTS.items():
        (made / name).write_text(script)
    loaded(made, *SCRIPTS)
    return made


def loaded(folder: Path, *names: str) -> set[str]:
    """Have small scripts judged in a process of its own; return the modules it and its worker loaded."""
    home = {"VEDETTE_DATA_DIR": str(folder / "d"), "VEDETTE_CACHE_DIR": str(folder / "c")}
    code = "from vedette.doors.cli import run; run()"
    ran = subprocess.run(  # noqa: S603 - this interpreter, on what stands here
        [sys.executable, "-X", "importtime", "-c", code, "triage", *(str(folder / name) for name in names)],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **home},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stderr[-2000:]
    assert "Runs what it decodes" in ran.stdout
    lines = [line for line in ran.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_a_small_script_loads_no_more_than_it_needs(folder: Path) -> None:
    names = loaded(folder, "a.ps1")
    ours = sorted(one for one in names if one.partition(".")[0] == "vedette")
    assert sorted(names & HEAVY) == []
    assert len(ours) <= OURS, ours
    assert "vedette.triage.layers.powershell" in ours, "the worker's are among them"


def test_nor_does_javascript(folder: Path) -> None:
    names = loaded(folder, "a.js")
    assert sorted(names & HEAVY) == []
    assert "vedette.lang.python" not in names
    assert "vedette.triage.layers.javascript.peeling" in names
