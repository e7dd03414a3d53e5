"""What is fetched, sent and kept by curl, wget, scp, nc and the like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told

_ADDRESS: Final = expression(r"(?:https?|ftps?|sftp|tftp)://\S{3,2000}|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?/\S*")
_VALUED: Final = {
    "curl": frozenset("AbcCdDeEFHhKmoPQrtTuUvwxXyYz") - frozenset("hv"),
    "wget": frozenset("aABDeHiIOolPQRtTUwX"),
}
"""Short flags that take a value."""
_SENDS_CURL: Final = expression(r"-(?:[dFT]|-data[\w-]*|-form[\w-]*|-upload-file|-json)")
_SENDS_WGET: Final = expression(r"--(?:post|body)-(?:data|file)")
_METHOD: Final = expression(r"(?:-X|--request|--method)[ =]?(POST|PUT|PATCH)")
_REMOTE: Final = expression(r"(?:[\w.$@{}-]+@)?[\w.$@{}\[\]-]+:(?!//)\S*|rsync://\S+")
_SSH_VALUED: Final = frozenset("bcDEeFIiJLlmOopQRSWwPT")
_NET_VALUED: Final = frozenset("iIOpPqsTVwXx")
_LISTENS: Final = expression(r"(?:^|\s)(?:-\w*l\w*|--listen)(?:\s|$)|-LISTEN:", re.IGNORECASE)
_SCANS: Final = expression(r"(?:^|\s)-\w*z")
_HOST: Final = expression(r"^[\w$][\w.${}:-]*$")
_BINDS: Final = expression(r"(?:TCP|SSL|OPENSSL|UDP)\d?(?:-CONNECT)?:(\S+?:\S+?)(?:,|\s|$)", re.IGNORECASE)


def _values(name: str, args: Sequence[str], letter: str, *long: str) -> list[str]:
    """Return what a flag was given each time."""
    found: list[str] = []
    for at, one in enumerate(args):
        after = args[at + 1] if at + 1 < len(args) else ""
        if one in long:
            found.append(after)
        elif "=" in one and one.partition("=")[0] in long:
            found.append(one.partition("=")[2])
        elif letter and one[:1] == "-" and one[1:2] != "-" and letter in one[1:]:
            head, _, rest = one[1:].partition(letter)
            if not set(head) & _VALUED.get(name, frozenset()):
                found.append(rest or after)
    return found


def _base(address: str) -> str:
    """Return the name a download is kept under when none is given."""
    return address.split("?", maxsplit=1)[0].rstrip("/").rpartition("/")[2]


def _curl(args: Sequence[str]) -> Iterator[Told]:
    line = " ".join(args)
    addresses = [one for one in args if _ADDRESS.match(one)] or _bare("curl", args)
    target = addresses[0] if addresses else ""
    sends = any(_SENDS_CURL.match(one) for one in args)
    if sends:
        yield Told(act=Act.SENDS, says="sends data", target=target, how="curl")
    if not addresses:
        return
    if not (sends and _METHOD.search(line)) or "-T" in args:
        kept = [one for one in _values("curl", args, "o", "--output") if one not in {"-", "/dev/null"}]
        named = any(re.fullmatch(r"-\w*O\w*|--remote-name(?:-all)?", one) for one in args)
        for at, one in enumerate(addresses[:20]):
            file = kept[at] if at < len(kept) else _base(one) if named else ""
            yield Told(act=Act.DOWNLOADS, says="downloads", target=one, how="curl", file=file)


def _bare(name: str, args: Sequence[str]) -> list[str]:
    """Return the addresses without a scheme: what is no flag and no flag's value."""
    found: list[str] = []
    skip = False
    for one in args:
        if skip:
            skip = False
        elif one.startswith("--"):
            skip = "=" not in one and one in _LONG_VALUED
        elif one.startswith("-") and len(one) > 1:
            skip = one[-1] in _VALUED[name]
        elif len(one) > 3:  # noqa: PLR2004  no address is shorter
            found.append(one)
    return found


_LONG_VALUED: Final = frozenset(
    {
        "--output", "--header", "--user", "--data", "--request", "--user-agent", "--cookie", "--max-time",
        "--retry", "--connect-timeout", "--form", "--upload-file", "--proxy", "--cacert", "--cert",
        "--key", "--referer", "--write-out", "--data-binary", "--data-raw", "--data-urlencode", "--url",
        "--retry-delay", "--resolve", "--output-document", "--directory-prefix", "--tries", "--timeout",
        "--post-data", "--post-file", "--no-check-certificate-file", "--method", "--body-data",
    }
)  # fmt: skip


def _wget(args: Sequence[str]) -> Iterator[Told]:
    addresses = [one for one in args if _ADDRESS.match(one)] or _bare("wget", args)
    target = addresses[0] if addresses else ""
    if any(_SENDS_WGET.match(one) for one in args):
        yield Told(act=Act.SENDS, says="sends data", target=target, how="wget")
    kept = _values("wget", args, "O", "--output-document")
    folder = next(iter(_values("wget", args, "P", "--directory-prefix")), "").rstrip("/")
    for one in addresses[:20]:
        file = kept[0] if kept else f"{folder}/{_base(one)}" if folder else _base(one)
        yield Told(
            act=Act.DOWNLOADS, says="downloads", target=one, how="wget",
            file="" if file in {"-", "/dev/null", "/dev/stdout"} else file,
        )  # fmt: skip


def _other(args: Sequence[str]) -> Iterator[Told]:
    """Yield what aria2c, axel, fetch, lwp-download and busybox's tftp fetch."""
    for one in args:
        if _ADDRESS.match(one):
            kept = _values("", args, "o", "--out")
            yield Told(
                act=Act.DOWNLOADS,
                says="downloads",
                target=one,
                how="fetch",
                file=kept[0] if kept else _base(one),
            )


def plain(args: Sequence[str], valued: frozenset[str]) -> list[str]:
    """Return the arguments that are no flags and no values of flags."""
    found: list[str] = []
    skip = False
    for one in args:
        if skip:
            skip = False
        elif one.startswith("-") and len(one) > 1:
            skip = not one.startswith("--") and one[-1] in valued
        else:
            found.append(one)
    return found


def _copy(name: str) -> Callable[[Sequence[str]], Iterator[Told]]:
    def tell(args: Sequence[str]) -> Iterator[Told]:
        words = plain(args, _SSH_VALUED if name == "scp" else frozenset("e"))
        if len(words) < 2:  # noqa: PLR2004  from and to
            return
        *sources, last = words
        if _REMOTE.fullmatch(last):
            yield Told(act=Act.SENDS, says="copies files to another host", target=last, how=name)
        elif any(_REMOTE.fullmatch(one) for one in sources):
            source = next(one for one in sources if _REMOTE.fullmatch(one))
            file = last if not last.endswith(("/", ".")) else _base(source)
            yield Told(act=Act.DOWNLOADS, says="copies from another host", target=source, how=name, file=file)

    return tell


def _netcat(args: Sequence[str]) -> Iterator[Told]:
    line = " ".join(args)
    if _LISTENS.search(line):
        yield Told(act=Act.LISTENS, says="waits for a connection", target=line[:200], how="nc")
        yield Told(act=Act.READS_INPUT, says="takes what a connection brings", target=line[:200], how="nc")
        yield Told(act=Act.SENDS, says="sends to whoever connects", target=line[:200], how="nc")
        return
    words = plain(args, _NET_VALUED)
    if words and _HOST.match(words[0]) and not _SCANS.search(line):
        yield Told(act=Act.CONNECTS, says="opens a connection", target=" ".join(words[:2]), how="nc")
        yield Told(act=Act.SENDS, says="sends over a connection", target=" ".join(words[:2]), how="nc")
        yield Told(act=Act.READS_INPUT, says="takes what a connection brings", target=words[0], how="nc")


def _socat(args: Sequence[str]) -> Iterator[Told]:
    line = " ".join(args)
    if _LISTENS.search(line):
        yield Told(act=Act.LISTENS, says="waits for a connection", target=line[:200], how="socat")
    found = _BINDS.search(line)
    if found is not None:
        yield Told(act=Act.CONNECTS, says="opens a connection", target=found[1], how="socat")
        yield Told(act=Act.SENDS, says="sends over a connection", target=found[1], how="socat")
        yield Told(act=Act.READS_INPUT, says="takes what a connection brings", target=found[1], how="socat")


def _telnet(args: Sequence[str]) -> Iterator[Told]:
    if args:
        target = " ".join(args)[:200]
        yield Told(act=Act.CONNECTS, says="opens a connection", target=target, how="telnet")
        yield Told(act=Act.SENDS, says="sends over a connection", target=target, how="telnet")
        yield Told(act=Act.READS_INPUT, says="takes what a connection brings", target=target, how="telnet")


def _openssl(args: Sequence[str]) -> Iterator[Told]:
    if args[:1] == ["s_client"]:
        target = next((args[at + 1] for at, one in enumerate(args[:-1]) if one == "-connect"), "")
        yield Told(act=Act.CONNECTS, says="opens a connection", target=target, how="openssl s_client")
        yield Told(act=Act.SENDS, says="sends over a connection", target=target, how="openssl s_client")
        yield Told(
            act=Act.READS_INPUT, says="takes what a connection brings", target=target, how="openssl s_client"
        )


def _mail(args: Sequence[str]) -> Iterator[Told]:
    to = next((one for one in args if "@" in one), "")
    if to:
        yield Told(act=Act.SENDS, says="sends a mail", target=to, how="mail")


def _cloud(args: Sequence[str]) -> Iterator[Told]:
    """Yield what tools of clouds copy to buckets."""
    if args and any(one.startswith(("s3://", "gs://")) or ":" in one for one in args[-1:]):
        yield Told(act=Act.SENDS, says="copies files to a store of a cloud", target=args[-1], how="cloud")


TRANSFERS: Final[dict[str, Callable[[Sequence[str]], Iterator[Told]]]] = {
    "curl": _curl,
    "wget": _wget,
    "aria2c": _other,
    "axel": _other,
    "fetch": _other,
    "lwp-download": _other,
    "GET": _other,
    "lynx": _other,
    "scp": _copy("scp"),
    "rsync": _copy("rsync"),
    "nc": _netcat,
    "ncat": _netcat,
    "netcat": _netcat,
    "nc.traditional": _netcat,
    "nc.openbsd": _netcat,
    "socat": _socat,
    "telnet": _telnet,
    "openssl": _openssl,
    "mail": _mail,
    "mailx": _mail,
    "sendmail": _mail,
    "mutt": _mail,
    "aws": _cloud,
    "gsutil": _cloud,
    "rclone": _cloud,
}
