"""Weaknesses another tool found meet real traffic: a weak application in Node runs, and is used and abused.

Our engine reads no JavaScript. The report it is held against is written here by hand, as any other scanner's
findings could be given through our schema. With express where npm can fetch it, and always with Node alone.
"""

import hashlib
import random
import shutil
import subprocess  # noqa: TID251  a server to test against
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from tests.captured import write_pcap
from tests.test_exposure import ATTACKER, BROWSER, NOISE, SCANNER, Traffic, ask
from tests.warm import warm
from vedette.core.exposures import Exposure, State
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Engine,
    Evidence,
    Finding,
    Lines,
    Parameter,
    Report,
    Role,
    Route,
)
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main

HERE = Path(__file__).parent / "fixtures" / "nodeshop"
NODE, NPM = shutil.which("node"), shutil.which("npm")
STATES = {
    "command-injection": State.EXPLOITED,
    "path-traversal": State.PROBED,
    "cross-site-scripting": State.UNTOUCHED,
}
FOUND = (
    ("command-injection", "CWE-78", "/ping", Parameter(name="host", place="query"), "exec("),
    ("path-traversal", "CWE-22", "/files/{rest*}", Parameter(name="rest", place="path"), "fs.readFile("),
    ("cross-site-scripting", "CWE-79", "/hello", Parameter(name="name", place="query"), '"<p>Hello, "'),
)

pytestmark = pytest.mark.skipif(NODE is None, reason="there is no node")


def wishes() -> Iterator[tuple[str, str, str]]:
    """Visitors, with names that only look odd; a scanner's noise; somebody who breaks in by hand."""
    chance = random.Random(7)  # noqa: S311  visitors, not secrets
    for number in range(60):
        visitor = f"127.0.0.{10 + number % 9}"
        name = chance.choice(("Ann", "O'Brien", "you & me", "a <3 tea", "Zoë"))
        yield visitor, BROWSER, "/"
        yield visitor, BROWSER, f"/ping?host={chance.choice(('localhost', 'shop.example', 'printer-2'))}"
        yield visitor, BROWSER, f"/files/{chance.choice(('terms.txt', 'returns.txt', 'a/b.txt'))}"
        yield visitor, BROWSER, f"/hello?name={quote(name)}"
    for path in (
        "/admin",
        "/.env",
        "/cgi-bin/test.cgi",
        "/wp-login.php",
        "/find?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        yield NOISE, SCANNER, path
    for depth in range(1, 6):
        yield NOISE, SCANNER, "/files/" + "..%2f" * depth + "etc%2fpasswd"
    for command in ("id", "cat /etc/passwd", "uname -a; cat /etc/services", "ls -la /"):
        yield ATTACKER, BROWSER, "/ping?host=" + quote(f"x; {command}")


def served(folder: Path, *words: str) -> Traffic:
    """Run the shop, send it everything, and keep its access log and a capture."""
    command = [str(NODE), str(HERE / "server.js"), *words]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as shop:  # type: ignore[call-overload]  # noqa: S603
        try:
            port = int(shop.stderr.readline())
            talks = [ask(port, *wish) for wish in wishes()]
        finally:
            lines, _ = shop.communicate(timeout=20)
    (folder / "access.log").write_text(lines)
    write_pcap(folder / "shop.pcap", talks)
    return Traffic(folder / "access.log", folder / "shop.pcap")


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    return served(tmp_path_factory.mktemp("node"))


@pytest.fixture(scope="module")
def express(tmp_path_factory: pytest.TempPathFactory) -> Traffic:
    folder = tmp_path_factory.mktemp("express")
    if NPM is None:
        pytest.skip("there is no npm")
    fetch = [
        NPM,
        "install",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefix",
        str(folder),
        "express@5",
    ]
    if subprocess.run(fetch, capture_output=True, timeout=120, check=False).returncode:  # noqa: S603
        pytest.skip("npm could not fetch express")
    return served(folder, str(folder))


@pytest.fixture(scope="module")
def weaknesses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what another scanner would have found."""
    text = (HERE / "server.js").read_text()
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    artefact = Artefact(kind=ArtefactKind.FILE, name="server.js", digest=digest, size=len(text.encode()))
    report = Report(
        engine=Engine(name="another scanner", version="1.0", rules=digest),
        target=artefact,
        findings=tuple(
            Finding(
                rule=rule,
                title=rule.replace("-", " "),
                message="A part of the request reaches it.",
                weaknesses=(weakness,),
                severity=Severity.HIGH,
                confidence=Confidence.LIKELY,
                reason="written by hand",
                evidence=(
                    Evidence(
                        artefact=digest,
                        name="server.js",
                        locator=placed(text, quoted),
                        quote=quoted,
                        role=Role.SINK,
                    ),
                ),
                fingerprint=hashlib.sha256(rule.encode()).hexdigest()[:32],
                routes=(Route(path=path, methods=("GET",), parameters=(parameter,)),),
            )
            for rule, weakness, path, parameter, quoted in FOUND
        ),
    )
    file = tmp_path_factory.mktemp("code") / "code.json"
    file.write_bytes(msgspec.json.encode(report))
    return file


def placed(text: str, quoted: str) -> Lines:
    """Say where a piece of the code stands."""
    at = text.index(quoted)
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return Lines(line=line, column=column, end_line=line, end_column=column + len(quoted))


def exposures(weaknesses: Path, where: Path) -> dict[str, Exposure]:
    """Hunt through the real command line; return what was seen of each weakness."""
    out = where.with_suffix(".json")
    home = where.parent
    places = {"VEDETTE_DATA_DIR": str(home / "data"), "VEDETTE_CACHE_DIR": warm()}
    console = Console({"HOME": "/nonexistent", **places}, sys.stdout, sys.stderr)
    main(["hunt", str(where), "--code", str(weaknesses), "-o", str(out)], console)
    report = msgspec.json.decode(out.read_bytes(), type=Report)
    assert main(["verify", str(out)], console) == 0
    return {one.rule: one for one in report.exposures}


def is_exact(found: dict[str, Exposure]) -> None:
    assert {rule: one.state for rule, one in found.items()} == STATES
    used = found["command-injection"]
    assert (used.routes, used.sources) == (("GET /ping",), (ATTACKER,))
    assert (used.attempts, used.requests) == (4, 64)
    probed = found["path-traversal"]
    assert (probed.sources, probed.attempts, probed.requests) == ((NOISE,), 5, 65)
    assert (found["cross-site-scripting"].attempts, found["cross-site-scripting"].requests) == (0, 60)


@pytest.mark.parametrize("kind", ["access", "capture"])
def test_each_weakness_is_in_the_state_it_really_is(kind: str, traffic: Traffic, weaknesses: Path) -> None:
    is_exact(exposures(weaknesses, getattr(traffic, kind)))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["access", "capture"])
def test_it_is_the_same_behind_express(kind: str, express: Traffic, weaknesses: Path) -> None:
    is_exact(exposures(weaknesses, getattr(express, kind)))
