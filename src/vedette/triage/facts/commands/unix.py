"""What commands of Unix do: curl, nc, crontab, chmod ... Copies and secrets by the paths they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.commands.unix_rows import rows_of
from vedette.triage.facts.commands.unix_transfers import TRANSFERS, plain
from vedette.triage.facts.flow.secrets import secret_path

LINE_MOST: Final = 2048
QUIET: Final = frozenset(
    {
        "echo", "printf", "cd", "true", "false", ":", "test", "[", "[[", "set", "export", "local",
        "return", "exit", "shift", "read", "pwd", "pushd", "popd", "declare", "typeset", "readonly",
        "unset", "wait", "sleep", "break", "continue", "umask", "trap", "getopts", "shopt", "alias", "let",
        "hash", "type", "basename", "dirname", "seq", "expr", "cat", "sed", "awk", "grep", "cut", "tr",
        "sort", "uniq", "head", "tail", "wc", "tee", "rev", "egrep", "fgrep", "date",
        "dpkg-maintscript-helper", "mkdir", "touch", "command", "which", "readlink",
    }
)  # fmt: skip
"""Programs not worth a fact of their own."""
_VALUED_BEFORE: Final = {
    "sudo": "ugpCDhrtTUR", "doas": "uC", "env": "uCS", "nice": "n", "ionice": "cnp", "timeout": "ks",
    "stdbuf": "ioe", "xargs": "aEIiLlnPsd", "chroot": "", "nohup": "", "setsid": "", "time": "fo",
    "exec": "a", "command": "", "builtin": "", "busybox": "", "unshare": "", "taskset": "c", "chrt": "",
    "watch": "n", "caffeinate": "tw", "then": "", "!": "", "strace": "oepsu", "toybox": "",
}  # fmt: skip
_COUNTED: Final = {"timeout": 1, "chroot": 1, "taskset": 1, "chrt": 1}
"""Programs whose first plain words are their own."""
_READERS: Final = frozenset(
    {
        "cat", "head", "tail", "less", "more", "grep", "egrep", "fgrep", "sed", "awk", "cp", "tar", "zip",
        "gzip", "base64", "xxd", "od", "curl", "wget", "scp", "rsync", "strings", "cut", "sort", "find",
        "7z", "bzip2", "xz", "dd", "nc", "openssl", "gpg", "sqlite3", "mv", "tac", "nl", "jq", "base32",
        "cpio", "pr", "rev", "paste",
    }
)  # fmt: skip
_NO_SECRET: Final = expression(
    r"authorized_keys|known_hosts|\.pub$|/etc/passwd|/etc/group|\.ssh/config|\.gitconfig|/etc/sudoers|"
    r"apt/|trusted\.gpg|keyrings?/|\.gnupg/(?:pubring|trustedkeys)|\.yarnrc|\.gpg$|/etc/gshadow\b.*lock|electrum$"
)
_METADATA: Final = expression(r"169\.254\.169\.254|metadata\.google|100\.100\.100\.200")
_METADATA_SECRET: Final = expression(r"security-credentials|service-accounts|identity|/token|user-data")
_STORES: Final = frozenset({"cp", "mv", "install", "ln", "tee", "dd", "rsync"})
_NETWORK_CODE: Final = expression(
    r"socket|TCPSocket|fsockopen|stream_socket_client|/inet/(?:tcp|udp)/|net\.(?:connect|Socket|createConnection)",
    re.IGNORECASE,
)
_SHELL_CODE: Final = expression(
    r"exec|system|popen|spawn|subprocess|/bin/(?:ba|da|z)?sh|child_process|\$~->fdopen|\|&|dup2|passthru|`"
)
_LANGUAGES: Final = expression(
    r"(?:python|perl|ruby|php|lua|node|nodejs|gawk|awk|mawk|tclsh|jrunscript|scapy)[\d.]*"
)
_DECODERS: Final = {
    "base64": re.compile(r"(?:^|\s)(?:-\w*[dD]\w*|--decode)(?:\s|$)"), "base32": re.compile(r"-\w*d"),
    "xxd": re.compile(r"-\w*r"), "openssl": re.compile(r"(?:base64|enc)\b.*\s-d\b"),
    "uudecode": re.compile(""), "gpg": re.compile(r"(?:^|\s)(?:-\w*d|--decrypt)\b"),
}  # fmt: skip


_ARCHIVE: Final = expression(r"(?:^|\s)(?:-?[a-zA-Z]*f|--file)[ =](\S+)")
_OUT: Final = expression(r"(?:^|\s)of=(\S+)")
_RECURSIVE: Final = expression(r"(?:^|\s)(?:-\w*[rR]\w*|--recursive)(?:\s|$)")
_ALL_BELOW: Final = expression(r"^(/|~/|/\w+/)\*$")
_TREES: Final = frozenset({"/", "~", "/root", "/home", "/etc", "/usr"})


def program_of(word: str) -> str:
    """Return the name of a program without its folder."""
    return word.strip("\"'").rpartition("/")[2] if "://" not in word else word


def started(words: Sequence[str]) -> int:
    """Return the place of the program that is started in the end: behind sudo, nohup, env, xargs ..."""
    at = 0
    while at < len(words) - 1 and (name := program_of(words[at])) in _VALUED_BEFORE:
        inner = _behind(words, at, name)
        if inner >= len(words):
            break
        at = inner
    return at


def _behind(words: Sequence[str], at: int, name: str) -> int:
    valued = _VALUED_BEFORE[name]
    left = _COUNTED.get(name, 0)
    at += 1
    while at < len(words):
        one = words[at]
        if one.startswith("-") and len(one) > 1:
            at += 2 if not one.startswith("--") and one[-1] in valued and len(one) == 2 else 1  # noqa: PLR2004
        elif name in {"env", "sudo"} and re.match(r"\w+=", one):
            at += 1
        elif left:
            left -= 1
            at += 1
        else:
            break
    return at


def facts_of_command(words: Sequence[str]) -> Iterator[Told]:
    """Yield what one command does."""
    words = list(words[started(words) :])
    if not words or not (name := program_of(words[0])):
        return
    args = list(words[1:])
    line = " ".join(args)[:LINE_MOST]
    if name not in QUIET:
        target = " ".join(words)[:300]
        yield Told(act=Act.RUNS_COMMAND, says=f"runs {name}"[:100], target=target, how=name)
    seen: set[Act] = set()
    for row in rows_of(name):
        found = row.pattern.search(line)
        if found is not None and (row.act not in seen or row.act is Act.ESCALATES):
            seen.add(row.act)
            groups = found.groupdict()
            target = (groups.get("target") or groups.get("other") or "").strip()
            yield Told(act=row.act, says=row.says, target=target[:300], how=name)
    if name in TRANSFERS:
        yield from TRANSFERS[name](args)
    yield from _secrets(name, args)
    yield from _files(name, args, line)
    yield from _code(name, args, line)


def _secrets(name: str, args: Sequence[str]) -> Iterator[Told]:
    """Yield the secrets that are read by the paths among the arguments."""
    if name not in _READERS:
        return
    skip = False
    for one in args:
        if skip or (one in {"-i", "-o", "-H", "--header", "-F"} and name in {"scp", "rsync"}):
            skip = not skip
            continue
        if one.startswith("--") and "=" in one:
            one = one.partition("=")[2]  # noqa: PLW2901  the value of a long flag
        path = one.partition("=@")[2] or one.lstrip("@").removeprefix("if=").removeprefix("file://")
        if _METADATA.search(path):
            act = Act.READS_SECRET if _METADATA_SECRET.search(path) else Act.READS_HOST
            yield Told(act=act, says="asks the cloud who this host is", target=path, how=name)
        elif not _NO_SECRET.search(path) and " " not in path.strip() and (says := secret_path(path)):
            yield Told(act=Act.READS_SECRET, says=f"reads {says}", target=path, how=name)


def _files(name: str, args: Sequence[str], line: str) -> Iterator[Told]:
    """Yield what is written, copied, deleted or read by name."""
    if name in {"cp", "mv", "install", "ln"}:
        yield from _placed(name, plain(args, frozenset("mogtS")))
    elif name in _WRITERS:
        for one in _WRITERS[name](args, line):
            yield Told(act=Act.WRITES_FILE, says="writes a file", target=one, how=name, file=one)
    elif name in {"rm", "shred", "unlink", "srm"}:
        yield from _deleted(name, args, line)
    elif name in {"cat", "head", "tail", "tac"}:
        for one in plain(args, frozenset("nc"))[:10]:
            yield Told(act=Act.READS_FILE, says="reads a file", target=one, how=name)


def _archived(args: Sequence[str], line: str) -> list[str]:
    """Return the archive that tar writes."""
    if not args or not re.search(r"(?:^|\s)-?[a-zA-Z]*[cru]|--create", args[0] + " " + line[:40]):
        return []
    return [found[1]] if (found := _ARCHIVE.search(line)) is not None and found[1] != "-" else []


_WRITERS: Final[dict[str, Callable[[Sequence[str], str], Sequence[str]]]] = {
    "tee": lambda args, _: plain(args, frozenset()),
    "dd": lambda _, line: _OUT.findall(line),
    "tar": _archived,
    "zip": lambda args, _: plain(args, frozenset("Pbtx"))[:1],
    "7z": lambda args, _: plain(args[1:], frozenset())[:1] if args[:1] == ["a"] else [],
}


def _placed(name: str, words: Sequence[str]) -> Iterator[Told]:
    if len(words) > 1:
        last = words[-1]
        file = f"{last.rstrip('/')}/{words[0].rpartition('/')[2]}" if last.endswith("/") else last
        yield Told(act=Act.WRITES_FILE, says="puts a file in place", target=file, how=name, file=file)


def _deleted(name: str, args: Sequence[str], line: str) -> Iterator[Told]:
    """Yield what is deleted; `/*` with all below is `/`."""
    recursive = _RECURSIVE.search(line) is not None
    for one in plain(args, frozenset("ns"))[:40]:
        target = _ALL_BELOW.sub(r"\1", one) if recursive else one
        target = target.rstrip("/") or target[:1]
        if target and (recursive or target not in _TREES):
            yield Told(act=Act.DELETES_FILES, says="deletes", target=target, how=name)


def _code(name: str, args: Sequence[str], line: str) -> Iterator[Told]:
    """Yield what decodes, and one-line programs that tie a shell to a connection."""
    wanted = _DECODERS.get(name)
    if wanted is not None and wanted.search(line):
        yield Told(act=Act.DECODES, says=f"decodes with {name}", target="", how=name, file=_decoded(args))
    if name in {"gunzip", "zcat", "bunzip2", "xzcat"} or (
        name in {"gzip", "xz", "bzip2"} and "d" in "".join(args)
    ):
        yield Told(act=Act.DECODES, says=f"unpacks with {name}", target="", how=name)
    if _LANGUAGES.fullmatch(name) and _NETWORK_CODE.search(line) and _SHELL_CODE.search(line):
        received = Told(act=Act.READS_INPUT, says="takes what a connection brings", target="", how=name)
        yield Told(
            act=Act.RUNS_CODE, says="one line ties a shell to a connection", target=line[:300], how=name,
            inputs=(received,),
        )  # fmt: skip


def _decoded(args: Sequence[str]) -> str:
    return next((args[at + 1] for at, one in enumerate(args[:-1]) if one in {"-o", "-out", "--output"}), "")
