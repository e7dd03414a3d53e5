"""Runs in a process of its own: finds one package file in the user's own registries and downloads it.

Uses pip's finder and session, so the user's index, certificates, proxy and credentials are honoured; it never
builds, installs or imports what it downloads. One JSON line in, one JSON line out.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    NormalizedName,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version
from pip._internal.commands import create_command
from pip._internal.exceptions import NetworkConnectionError, PipError
from pip._internal.index import collector
from pip._internal.models.candidate import InstallationCandidate
from pip._internal.models.link import Link
from pip._internal.network.utils import HEADERS, response_chunks

_SDIST = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz")
NOT_FOUND = 404


class Trouble(Exception):
    """Why there is no file: `kind` is one of unreachable, missing, limit, hash."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Offer:
    """One file a registry offers."""

    link: Link
    version: Version
    rank: tuple[int, str]
    """Smaller is better: wheels for everyone, other wheels, then source."""


def offer(link: Link, name: str) -> Offer | None:
    """Say what a link offers of a package, if anything; wheels of every platform count."""
    filename = unquote(link.filename)
    try:
        if filename.endswith(".whl"):
            found, version, _, tags = parse_wheel_filename(filename)
            rank = 0 if all(tag.platform == "any" for tag in tags) else 1
        else:
            (found, version), rank = _sdist(filename), 2
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None
    return Offer(link, version, (rank, filename)) if found == name else None


def _sdist(filename: str) -> tuple[NormalizedName, Version]:
    for suffix in _SDIST:
        if filename.endswith(suffix):
            return parse_sdist_filename(filename.removesuffix(suffix) + ".tar.gz")
    raise InvalidSdistFilename(filename)


def best(offers: Iterable[Offer], wanted: str | None) -> Offer | None:
    """Choose the wanted version, else the newest that was neither withdrawn nor a trial."""
    rows = list(offers)
    if wanted is not None:
        rows = [one for one in rows if one.version == Version(wanted)]
    else:
        rows = [one for one in rows if not one.link.is_yanked] or rows
        rows = [one for one in rows if not one.version.is_prerelease] or rows
    newest = max((one.version for one in rows), default=None)
    return min((one for one in rows if one.version == newest), key=lambda one: one.rank, default=None)


class Registry:
    """The registries and folders the user's pip is set up with."""

    def __init__(self, command: Any, seconds: int) -> None:  # noqa: ANN401  pip's own command object
        given = [
            "--timeout",
            str(seconds),
            "--retries",
            "0",
            "--no-input",
            "--disable-pip-version-check",
            "-qqq",
        ]
        options, _ = command.parse_args(given)
        self._session = command.get_default_session(options)
        self._collector = collector.LinkCollector.create(self._session, options=options)
        self.failures: list[str] = []

    def offers(self, name: str) -> Iterator[Offer]:
        """Ask every place for a package."""
        sources = self._collector.collect_sources(name, candidates_from_page=self._page)
        for source in (*sources.find_links, *sources.index_urls):
            if source is None:
                continue
            links = [one.link for one in source.page_candidates()]
            links += list(source.file_links())
            yield from (made for link in links if (made := offer(link, name)) is not None)

    def _page(self, link: Link) -> list[InstallationCandidate]:
        """Read one index page, noting who did not answer."""
        url = link.url.partition("#")[0]
        if url.startswith("file:") and not url.endswith(".html"):
            url = url.rstrip("/") + "/index.html"
        try:
            page = collector._get_simple_response(url, session=self._session)  # noqa: SLF001
        except NetworkConnectionError as error:
            if getattr(error.response, "status_code", None) != NOT_FOUND:
                self.failures.append(words(error, url))
            return []
        except (PipError, collector._NotAPIContent, collector._NotHTTP, OSError) as error:  # noqa: SLF001
            self.failures.append(words(error, url))
            return []
        found = collector.parse_links(collector._make_index_content(page))  # noqa: SLF001
        return [InstallationCandidate("x", "0", one) for one in found]

    def download(self, chosen: Offer, folder: Path, most: int) -> tuple[Path, str]:
        """Download one file, bounded, and hold it to the hash its registry states."""
        into = folder / re.sub(r"[^\w.+!-]", "_", unquote(chosen.link.filename))
        url = chosen.link.url_without_fragment
        try:
            reply = self._session.get(url, headers=HEADERS, stream=True)
            reply.raise_for_status()
        except (PipError, OSError) as error:
            raise Trouble("unreachable", words(error, url)) from error
        digest, size = hashlib.sha256(), 0
        others = {name: hashlib.new(name) for name in _stated(chosen.link)}
        with into.open("xb") as out:
            for chunk in response_chunks(reply):
                size += len(chunk)
                if size > most:
                    raise Trouble("limit", f"{into.name} is larger than {most} bytes")
                for one in (digest, *others.values()):
                    one.update(chunk)
                out.write(chunk)
        for name, value in _stated(chosen.link).items():
            if others[name].hexdigest() != value:
                raise Trouble("hash", f"{into.name} does not have the {name} its registry states")
        return into, digest.hexdigest()


def _stated(link: Link) -> dict[str, str]:
    stated = link._hashes or {}  # noqa: SLF001
    return {name: value for name, value in stated.items() if name in hashlib.algorithms_guaranteed}


_WHYS = (
    ("timeout", "does not answer in time"),
    ("ssl", "shows a certificate that is not trusted here"),
    ("proxy", "cannot be reached through the proxy"),
    ("notapicontent", "answers with something that is no list of packages"),
    ("nothttp", "is no web address"),
    ("connection", "cannot be reached"),
)
"""By part of the name of an error, whatever pip's version calls it: what happened."""


def words(error: BaseException, url: str = "") -> str:
    """Say why a place gave nothing, in words of ours: pip's are for people who run pip."""
    where = urlsplit(url).hostname or "a registry"
    kind = type(error).__name__
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return f"{where} answers with status {status}"
    if "resolve" in f"{error} {getattr(error, 'context', '')}".lower():
        return f"there is no address for the name {where}"
    why = next(
        (why for part, why in _WHYS if part in kind.lower()), f"gives an answer pip cannot use ({kind})"
    )
    return f"{where} {why}"


def fetch(asked: dict[str, Any]) -> dict[str, str]:
    """Find and download; the answer says where it lies."""
    name = canonicalize_name(asked["name"])
    command = create_command("download")
    with command.main_context():
        registry = Registry(command, asked["seconds"])
        chosen = best(registry.offers(name), asked["version"])
        if chosen is None:
            wanted = name + (f"=={asked['version']}" if asked["version"] else "")
            if registry.failures:  # it may be there
                raise Trouble("unreachable", registry.failures[0])
            raise Trouble("missing", f"no registry has {wanted}")
        path, digest = registry.download(chosen, Path(asked["folder"]), asked["bytes"])
    where = urlsplit(chosen.link.url).hostname or "this machine"
    return {"path": str(path), "version": str(chosen.version), "sha256": digest, "where": where}


def main() -> int:
    """Answer one question."""
    try:
        answer = fetch(json.loads(sys.stdin.read()))
    except Trouble as trouble:
        answer = {"error": trouble.kind, "words": str(trouble)}
    except Exception as error:  # noqa: BLE001  whatever pip raises, our parent must hear of it
        answer = {"error": "unreachable", "words": words(error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
